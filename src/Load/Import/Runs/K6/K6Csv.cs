using System.Runtime.InteropServices;
using System.Text;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>Reads k6's samples as <c>--out csv</c> writes them.</summary>
/// <remarks>
/// <code>
///   metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,...,extra_tags,metadata
///   http_req_duration,1795226786,0.274237,,,,true,::Home,GET,GET /feed,...,build=abc123,
/// </code>
/// The columns are the tags that the script records. Stamps are whole seconds unless K6_CSV_TIME_FORMAT says otherwise: begin and length
/// of the run are as coarse. There are no thresholds. A quoted field may hold line breaks.
/// <para><b>Source:</b> grafana.com/docs/k6, "CSV"; RFC 4180.</para>
/// </remarks>
internal static class K6Csv
{
    /// <summary>How the first line begins.</summary>
    public const string Header = "metric_name,timestamp,metric_value";

    /// <summary>The form.</summary>
    public const string Form = "csv";

    private const int LongestRow = 8 * 1024;

    // A row whose quotes are open is read again with every line.
    private const int MostLines = 100;

    /// <summary>Reads a file.</summary>
    /// <exception cref="RunFormException">It has no header, or no line is a sample.</exception>
    public static ImportedRun Read(RunSource source)
    {
        var lines = new FileLines(source);
        var tally = new K6Tally(SampleRoom.Most);
        var damage = new K6Damage($"the columns of the header: {Header},...");
        var row = K6CsvRow.Of(FirstLine(lines), tally.Point)
            ?? throw new RunFormException(Math.Max(lines.Number, 1), $"no header of k6's CSV; expected {Header},...");

        // The lines of a row whose quotes are still open, and the number of the first.
        var (held, heldAt) = (new List<byte>(), 0L);
        while (lines.Next(out var line))
        {
            if (line.IsEmpty && held.Count == 0 && !lines.IsTooLong)
            {
                continue;
            }

            if (!lines.IsTooLong && row.Read(line))
            {
                // A row that is whole by itself ends the wait for the other's quote.
                Drop(held, heldAt, damage, lines);
                Take(tally, damage);
            }
            else if (lines.IsTooLong || (held.Count == 0 && line.Count((byte)'"') % 2 == 0) || held.Count + line.Length > LongestRow
                || (held.Count > 0 && lines.Number - heldAt >= MostLines))
            {
                Drop(held, heldAt, damage, lines);
                damage.Line(lines, lines.Number);
            }
            else
            {
                heldAt = held.Count == 0 ? lines.Number : heldAt;
                Hold(held, line);
                if (line.Contains((byte)'"') && row.Read(CollectionsMarshal.AsSpan(held)))
                {
                    held.Clear();
                    Take(tally, damage);
                }
            }
        }

        Drop(held, heldAt, damage, lines);
        return tally.Measured(source.Source, Form, damage.Remarks(lines));
    }

    // The first line that is not empty.
    private static string FirstLine(FileLines lines)
    {
        while (lines.Next(out var line))
        {
            if (!line.Trim(" \t"u8).IsEmpty)
            {
                return Encoding.UTF8.GetString(line.Trim(" \t"u8));
            }
        }

        return "";
    }

    private static void Take(K6Tally tally, K6Damage damage)
    {
        damage.Sample();
        tally.Record();
    }

    private static void Hold(List<byte> held, ReadOnlySpan<byte> line)
    {
        if (held.Count > 0)
        {
            held.Add((byte)'\n');
        }

        held.AddRange(line);
    }

    private static void Drop(List<byte> held, long heldAt, K6Damage damage, FileLines lines)
    {
        if (held.Count > 0)
        {
            held.Clear();
            damage.Line(lines, heldAt);
        }
    }
}
