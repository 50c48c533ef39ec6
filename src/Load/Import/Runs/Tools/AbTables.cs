using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The tables that ab writes: percentiles with <c>-e</c>, single requests with <c>-g</c>. Neither tells a failure.</summary>
internal static class AbTables
{
    private const int MostRows = 101;

    private static readonly string[] s_percentiles = ["Percentage served", "Time in ms"];
    private static readonly string[] s_requests = ["starttime", "seconds", "ctime", "dtime", "ttime", "wait"];

    /// <summary>The forms.</summary>
    public static IReadOnlyList<RunForm> Forms { get; } =
    [
        new("ab", "percentiles-csv", static head => CsvRows.HasHeader(head.Text, s_percentiles), Percentiles),
        new("ab", "gnuplot", static head => CsvRows.HasHeader(head.Text, s_requests), Requests),
    ];

    // From 0, the least, to 99 in steps of one percent.
    private static ImportedRun Percentiles(RunSource source)
    {
        using var rows = new CsvRows(source, s_percentiles);
        var known = new Dictionary<string, double>(StringComparer.Ordinal);
        rows.Read();
        while (rows.Read())
        {
            if (RunNumbers.Number(rows[1]) is not { } time || known.Count > MostRows)
            {
                throw new RunFormException(rows.Line, $"'{rows[0]}' and '{rows[1]}'; expected a percentage up to 100 and milliseconds");
            }

            known[rows[0]] = time;
        }

        double? Of(string percent) => known.TryGetValue(percent, out var ms) ? ms : null;
        return known.Count == 0
            ? throw new RunFormException(null, "no row below the header; expected the percentages that ab -e writes")
            : new ImportedRun
            {
                Source = source.Source,
                Tool = "ab",
                Form = "percentiles-csv",
                HttpReqDuration = new ImportedLatency
                {
                    P50Ms = Of("50"),
                    P90Ms = Of("90"),
                    P95Ms = Of("95"),
                    P99Ms = Of("99"),
                    MinMs = Of("0"),
                },
            };
    }

    private static ImportedRun Requests(RunSource source)
    {
        using var rows = new CsvRows(source, s_requests);
        var tally = new RunTally("ab", "gnuplot") { KnowsFailures = false };
        var columns = rows.Read() ? rows.Header() : [];
        var (seconds, total) = (columns.GetValueOrDefault("seconds", -1), columns.GetValueOrDefault("ttime", -1));
        while (rows.Read())
        {
            if (RunNumbers.Count(rows[seconds]) is { } second && RunNumbers.Count(rows[total]) is { } elapsed)
            {
                tally.Add(rows.Line, new EndedRequest(
                    EndpointNames.All, Method: null, second * 1000.0, elapsed, Status: null, Failed: false, Cause: null));
            }
            else
            {
                tally.Reject(rows.Line, "no seconds and ttime; expected a row that ab -g writes");
            }
        }

        return tally.Run(source);
    }
}
