using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>Reads k6's stream of samples, <c>--out json</c>: one JSON object a line.</summary>
/// <remarks>
/// The run begins with its first sample and ends with its last. A line that is no sample is counted and left out.
/// <para>The benchmark that guards its speed is <c>bench/import-ndjson</c>. <b>Source:</b> grafana.com/docs/k6, "JSON".</para>
/// </remarks>
internal static class K6Ndjson
{
    /// <summary>The form.</summary>
    public const string Form = "ndjson";

    /// <summary>Reads a file.</summary>
    public static ImportedRun Read(RunSource source) => Read(source, SampleRoom.Most);

    /// <summary>Reads a file, keeping at most so many single values.</summary>
    public static ImportedRun Read(RunSource source, int mostValues)
    {
        var lines = new FileLines(source);
        var tally = new K6Tally(mostValues);
        var damage = new K6Damage("""{"metric":"...","type":"Point","data":{"time":"...","value":1,"tags":{...}}}""");
        while (lines.Next(out var raw))
        {
            var line = raw.Trim(" \t"u8);
            if (lines.IsTooLong || (!line.IsEmpty && !Take(tally, line)))
            {
                damage.Line(lines, lines.Number);
            }
            else if (!line.IsEmpty)
            {
                damage.Sample();
            }
        }

        return tally.Measured(source.Source, Form, damage.Remarks(lines));
    }

    private static bool Take(K6Tally tally, ReadOnlySpan<byte> line)
    {
        // Lines of metrics that nobody asks for are only looked at at their ends.
        if (line[^1] != '}' || !tally.Point.Read(line))
        {
            return false;
        }

        if (tally.Point.IsDefinition)
        {
            return tally.Thresholds.Define(line);
        }

        tally.Record();
        return true;
    }
}
