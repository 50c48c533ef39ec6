using System.Xml;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The results of JMeter as XML.</summary>
/// <remarks>
/// Samples within a sample (redirects, what a page embeds) are part of it and not counted; those within a transaction are its requests, and
/// are.
/// </remarks>
internal static class JMeterXml
{
    private const string Name = "xml";
    private const int MostDepth = 64;
    private const int MostCharacters = 16 * 1024 * 1024;

    /// <summary>The form.</summary>
    public static RunForm Form { get; } = new("jmeter", Name, static head => Matches(head.Text), Read);

    private static bool Matches(string text) =>
        text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n').StartsWith('<') && text.Contains("<testResults", StringComparison.Ordinal);

    private static ImportedRun Read(RunSource source)
    {
        using var text = new BoundedText(source, MostCharacters, "node");
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            CheckCharacters = false,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        using var reader = XmlReader.Create(text, settings);
        var tally = new JMeterTally(Name);
        var walk = new Walk(tally);
        string? early = null;
        try
        {
            while (reader.Read())
            {
                var line = LineOf(reader);
                text.Mark(line);
                walk.Step(reader, line);
            }
        }
        catch (XmlException e) when (text.IsAtEnd && walk.Samples > 0)
        {
            early = $"the file ends early, on line {e.LineNumber}: what came before is read";
        }
        catch (XmlException e)
        {
            throw new RunFormException(
                Math.Max(1, e.LineNumber), $"no valid XML; expected the results of JMeter ({e.Message.Split('\n')[0]})");
        }

        walk.End();
        return tally.Run(source, early);
    }

    private static long LineOf(XmlReader reader) => reader is IXmlLineInfo info && info.HasLineInfo() ? info.LineNumber : 1;

    // The method of a sample stands behind its attributes, in an element of its own: a sample is counted when it ends.
    private sealed class Walk(JMeterTally tally)
    {
        // The sample that is open, with all that is within it; a transaction never is.
        private (long Line, int Depth, JMeterSample Sample)? _current;
        private bool _isMethod;

        public long Samples { get; private set; }

        public void Step(XmlReader reader, long line)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                Begin(reader, line);
            }
            else if (reader.NodeType == XmlNodeType.EndElement)
            {
                _isMethod = false;
                Close(reader.Depth);
            }
            else if (_isMethod && reader.NodeType == XmlNodeType.Text && _current is { } open)
            {
                _current = (open.Line, open.Depth, open.Sample with { Method = EndpointNames.Method(reader.Value) });
            }
        }

        public void End() => Close(0);

        private void Begin(XmlReader reader, long line)
        {
            var depth = reader.Depth;
            if (depth > MostDepth)
            {
                throw new RunFormException(line, $"elements within more than {MostDepth} elements; expected the results of JMeter");
            }

            var isEmpty = reader.IsEmptyElement;
            _isMethod = !isEmpty && reader.Name == "method" && _current is { } current && depth == current.Depth + 1;
            if (_current is null && reader.Name is "sample" or "httpSample")
            {
                Sample(reader, line, depth, isEmpty);
            }
        }

        private void Sample(XmlReader reader, long line, int depth, bool isEmpty)
        {
            string At(string name) => reader.GetAttribute(name) ?? "";
            var sample = new JMeterSample(At("ts"), At("t"), At("lb"), At("rc"), At("rm"), At("s"), Method: null);
            Samples++;
            if (At("sc") is not ("" or "1") and var count)
            {
                throw new RunFormException(line, $"the element stands for {count} samples; expected one element a sample");
            }

            if (JMeterTally.IsTransaction(sample.Message))
            {
                tally.Add(line, sample);
                return;
            }

            _current = (line, depth, sample);
            if (isEmpty)
            {
                Close(depth);
            }
        }

        private void Close(int depth)
        {
            if (_current is { } current && depth <= current.Depth)
            {
                tally.Add(current.Line, current.Sample);
                _current = null;
            }
        }
    }
}
