using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Headroom.Load.Scenarios;

/// <summary>Reads YAML into values that know their place, and collects every mistake instead of throwing.</summary>
/// <remarks>
/// Bounded: one document, 1 MB, 50 levels deep. Aliases are refused: a plan stays readable from top to bottom,
/// and cannot unfold without end.
/// </remarks>
public static class YamlReader
{
    private const int MaxLength = 1_000_000;
    private const int MaxDepth = 50;

    /// <summary>The mapping that the document is, or null when it is none or no YAML; the errors say why.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="errors">Where mistakes go. A mapping may come back although there are some (duplicate keys).</param>
    public static YamlMap? Parse(string text, string file, PlanErrors errors)
    {
        if (text.Length > MaxLength)
        {
            errors.Add(new PlanError("", 1, 1, $"the file has {text.Length} characters; expected at most {MaxLength}") { File = file });
            return null;
        }

        var parser = new Parser(new StringReader(text));
        try
        {
            return new Builder(parser, file, errors).Document();
        }
        catch (YamlException error)
        {
            return TabIn(text, error.Start.Line, Math.Max(error.End.Line, Reached().Line) + 1) is { } tab
                ? Invalid(tab, "a tab indents this line; expected spaces")
                : Invalid(error.Start, error.Message + Hint(error));
        }
        catch (InvalidOperationException)
        {
            // So the parser says that a list or mapping in brackets never ends.
            return Invalid(Reached(), "a bracket is not closed, or a comma is missing, after this place");
        }
        catch (ArgumentException)
        {
            // So it says that a tag is no URI.
            return Invalid(Reached(), "a tag after this place is none; a value that begins with ! stands in quotes");
        }

        Mark Reached() => parser.Current?.End ?? new Mark(0, 1, 1);

        // In braces a brace ends or begins a mapping, also one that is meant for a placeholder.
        string Hint(YamlException error) =>
            error.Message.Contains("flow mapping", StringComparison.Ordinal)
            && LineOf(text, error.Start).Contains("${", StringComparison.Ordinal)
                ? " Inside braces a ${placeholder} stands in quotes."
                : "";

        YamlMap? Invalid(Mark at, string message)
        {
            var (line, column) = (Math.Max(1, (int)at.Line), Math.Max(1, (int)at.Column));
            errors.Add(new PlanError("", line, column, $"not valid YAML: {message}") { File = file });
            return null;
        }
    }

    private static string LineOf(string text, Mark at) => text.Split('\n').ElementAtOrDefault((int)at.Line - 1) ?? "";

    // The parser tells where that begins which a tab broke.
    private static Mark? TabIn(string text, long first, long last)
    {
        var lines = text.Split('\n');
        for (var line = Math.Max(1, first); line <= Math.Min(last, lines.Length); line++)
        {
            var indent = lines[line - 1].Length - lines[line - 1].TrimStart(' ', '\t').Length;
            if (lines[line - 1][..indent].IndexOf('\t', StringComparison.Ordinal) is >= 0 and var column)
            {
                return new Mark(0, line, column + 1);
            }
        }

        return null;
    }

    private sealed class Builder(Parser parser, string file, PlanErrors errors)
    {
        public YamlMap? Document()
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                errors.Add(new PlanError("", 1, 1, "the file is empty; expected a mapping") { File = file });
                return null;
            }

            parser.Consume<DocumentStart>();
            var root = Node("", 0);
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out var second))
            {
                Fail("", second.Start, "a second document; expected one");
            }

            return new YamlValue(root, "", file, errors).Map();
        }

        private YamlNode Node(string path, int depth)
        {
            var at = parser.Current!.Start;
            if (depth > MaxDepth)
            {
                throw new YamlException(at, at, $"nested more than {MaxDepth} levels deep");
            }

            if (parser.TryConsume<AnchorAlias>(out var alias))
            {
                Fail(path, at, $"alias *{alias.Value}; expected the value itself, aliases are not supported");
                return new YamlNode.Scalar((int)at.Line, (int)at.Column, "", IsPlain: true);
            }

            if (parser.TryConsume<Scalar>(out var scalar))
            {
                return new YamlNode.Scalar((int)at.Line, (int)at.Column, scalar.Value, scalar.Style == ScalarStyle.Plain);
            }

            return parser.TryConsume<SequenceStart>(out _) ? Sequence(path, depth, at) : Mapping(path, depth, at);
        }

        private YamlNode.Sequence Sequence(string path, int depth, Mark at)
        {
            var items = new List<YamlNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Node($"{path}[{items.Count}]", depth + 1));
            }

            return new YamlNode.Sequence((int)at.Line, (int)at.Column, items);
        }

        private YamlNode.Mapping Mapping(string path, int depth, Mark at)
        {
            parser.Consume<MappingStart>();
            var entries = new List<(string Key, Mark At, YamlNode Value)>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var start = parser.Current!.Start;
                var key = Node(path, depth + 1);
                var name = (key as YamlNode.Scalar)?.Value ?? "";
                var value = Node(YamlValue.Below(path, name), depth + 1);
                if (key is not YamlNode.Scalar)
                {
                    Fail(path, start, $"{key.Kind} as a key; expected a text");
                }
                else if (entries.FindIndex(entry => entry.Key == name) is >= 0 and var first)
                {
                    var line = entries[first].At.Line;
                    Fail(YamlValue.Below(path, name), start, $"the key stands twice, first on line {line}; expected once");
                }
                else
                {
                    entries.Add((name, start, value));
                }
            }

            return new YamlNode.Mapping((int)at.Line, (int)at.Column, entries);
        }

        private void Fail(string path, Mark at, string message) =>
            errors.Add(new PlanError(path, (int)at.Line, (int)at.Column, message) { File = file });
    }
}
