using System.Text.RegularExpressions;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The CSV files of Locust (<c>--csv</c>): statistics, their history, failures; exceptions are refused, none are not.</summary>
/// <remarks>
/// Response times are in milliseconds, of successes and failures together; percentiles are those of times that Locust rounds to two digits
/// above 100 ms. Which requests failed is what the script said. Before version 1.0 the columns of the statistics had other names.
/// </remarks>
internal static partial class LocustCsv
{
    private const string Aggregated = "Aggregated";
    private const string OldAggregated = "Total";

    private static readonly string[] s_stats = ["Type", "Name", "Request Count", "Failure Count"];
    private static readonly string[] s_oldStats = ["Name", "# requests", "# failures", "Median response time"];
    private static readonly string[] s_history = ["Timestamp", "User Count", "Type", "Name", "Total Request Count"];
    private static readonly string[] s_failures = ["Method", "Name", "Error", "Occurrences"];
    private static readonly string[] s_exceptions = ["Count", "Message", "Traceback"];
    private static readonly string[] s_unanswered =
    [
        "timed out", "Timeout", "Connection", "RemoteDisconnected", "SSLError", "gaierror", "ProtocolError", "IncompleteRead",
        "BrokenPipe",
    ];
    private static readonly string[] s_beforeStatus = ["HTTPError('", "HTTPError(\"", "code="];

    /// <summary>The forms.</summary>
    public static IReadOnlyList<RunForm> Forms { get; } =
    [
        new("locust", "stats-csv", static head => DelimiterOf(head.Text) is not null, Stats),
        new("locust", "history-csv", static head => CsvRows.HasHeader(head.Text, s_history), History),
        new("locust", "failures-csv", static head => CsvRows.HasHeader(head.Text, s_failures), Failures),
        new("locust", "exceptions-csv", static head => CsvRows.HasHeader(head.Text, s_exceptions), Exceptions),
    ];

    private static char? DelimiterOf(string text) => CsvRows.DelimiterOf(text, s_stats) ?? CsvRows.DelimiterOf(text, IsOldStats);

    // The history of a version before 1.0 has the same columns, and each row many times.
    private static bool IsOldStats(string[] header) =>
        header.Select(static field => field.Trim()).ToHashSet(StringComparer.Ordinal) is var names
        && s_oldStats.All(names.Contains) && !names.Contains("Timestamp");

    private static bool IsAll(ImportedEndpoint row) => row is { Name: Aggregated, Method: null };

    private static ImportedRun Stats(RunSource source)
    {
        using var rows = new CsvRows(source, DelimiterOf);
        var table = new Table(rows);
        var endpoints = new List<ImportedEndpoint>();
        ImportedEndpoint? all = null;
        double? perSecond = null;
        var beyond = 0L;
        while (rows.Read())
        {
            var row = table.Row("", hasPercentiles: true);
            if (IsAll(row) || (table.IsOld && row is { Name: OldAggregated, Method: null }))
            {
                (all, perSecond) = (row, table.Number("Requests/s"));
            }
            else if (endpoints.Count < RunTally.MostEndpoints)
            {
                endpoints.Add(row);
            }
            else
            {
                beyond++;
            }
        }

        return all is null
            ? throw new RunFormException(rows.Line, "no row 'Aggregated'; expected that last row of Locust's statistics")
            : Run(source, "stats-csv", all) with
            {
                DurationS = RunNumbers.Lasted(all.Requests, perSecond),
                Endpoints = endpoints,
                Remarks = beyond == 0 ? [] : [$"{beyond} names beyond the first {RunTally.MostEndpoints} are in the totals only"],
            };
    }

    // A row is of a moment, its percentiles of the last ten seconds: only the totals of the last rows are of the run.
    private static ImportedRun History(RunSource source)
    {
        using var rows = new CsvRows(source, s_history);
        var table = new Table(rows);
        var last = new Dictionary<(string Name, string? Method), ImportedEndpoint>();
        var span = new Span();
        while (rows.Read())
        {
            var row = table.Row("Total ", hasPercentiles: false);
            if (IsAll(row) && RunNumbers.Count(table.Text("Timestamp")) is { } second)
            {
                span.Add(second, row.Requests ?? 0);
            }

            if (last.Count < RunTally.MostEndpoints || last.ContainsKey((row.Name, row.Method)) || IsAll(row))
            {
                last[(row.Name, row.Method)] = row;
            }
        }

        if (span.From is not { } from || !last.Remove((Aggregated, null), out var all))
        {
            throw new RunFormException(rows.Line, "no row 'Aggregated' with a time stamp; expected Locust's history of statistics");
        }

        return Run(source, "history-csv", all) with
        {
            StartedAt = RunNumbers.Instant(from * 1000.0),
            DurationS = span.To > from ? span.To - from : null,
            Endpoints = last.Count == 0 ? null : [.. last.Values],
            Remarks = ["the percentiles of its rows are of the last seconds before each: those of the run stand in _stats.csv"],
        };
    }

    // Null of a run in which nothing failed: Locust writes the file all the same.
    private static ImportedRun? Failures(RunSource source)
    {
        using var rows = new CsvRows(source, s_failures);
        var table = new Table(rows);
        var failures = new Dictionary<(string Name, string? Method), SortedDictionary<string, long>>();
        while (rows.Read())
        {
            var key = (EndpointNames.Kept(table.Text("Name")), EndpointNames.Method(table.Text("Method")));
            if (RunNumbers.Count(table.Text("Occurrences")) is not { } count)
            {
                throw new RunFormException(rows.Line, $"'{table.Text("Occurrences")}' occurrences; expected a count");
            }

            if (!failures.TryGetValue(key, out var causes) && failures.Count < RunTally.MostEndpoints)
            {
                failures.Add(key, causes = new SortedDictionary<string, long>(StringComparer.Ordinal));
            }

            var cause = CauseOf(table.Text("Error")) ?? "";
            if (causes is not null)
            {
                causes[cause] = Math.Min(causes.GetValueOrDefault(cause) + count, RunNumbers.MostCount);
            }
        }

        return failures.Count == 0 ? null : new ImportedRun
        {
            Source = source.Source,
            Tool = "locust",
            Form = "failures-csv",
            Endpoints = [.. failures.Select(static failure => FailedEndpoint(failure.Key.Name, failure.Key.Method, failure.Value))],
            Remarks = ["the file holds the requests that failed, and not how many there were: those stand in _stats.csv"],
        };
    }

    private static ImportedEndpoint FailedEndpoint(string name, string? method, SortedDictionary<string, long> causes) => new()
    {
        Name = name,
        Method = method,
        Failed = causes.Values.Sum(),
        FailedByClass = FailureClass.Known(causes.Where(static cause => cause.Key.Length > 0), causes.Values.Sum()),
    };

    // Locust writes the file of a script that threw nothing, too.
    private static ImportedRun? Exceptions(RunSource source)
    {
        using var rows = new CsvRows(source, s_exceptions);
        if (rows.Read() && rows.Read())
        {
            throw new RunFormException(
                null, "exceptions of Locust's script, and no request; expected _stats.csv, _stats_history.csv or _failures.csv");
        }

        return null;
    }

    private static ImportedRun Run(RunSource source, string form, ImportedEndpoint all) => new()
    {
        Source = source.Source,
        Tool = "locust",
        Form = form,
        Requests = all.Requests,
        HttpReqDuration = all.Latency,
        HttpReqFailed = all is { Requests: { } requests and > 0, Failed: { } failed } ? Ratio.Of(failed, requests) : null,
    };

    /// <summary>The cause that the text of an exception tells; null when it tells none.</summary>
    private static string? CauseOf(string error)
    {
        foreach (var before in s_beforeStatus)
        {
            var at = error.IndexOf(before, StringComparison.Ordinal);
            var from = at + before.Length;
            if (at >= 0 && error.Length >= from + 3 && FailureClass.Status(error.Substring(from, 3)) is { } status)
            {
                return FailureClass.Of(status);
            }
        }

        if (error.StartsWith("CatchResponseError", StringComparison.Ordinal))
        {
            var told = StatusInWords().Match(error);
            return FailureClass.Of(told.Success ? told.Groups["status"].Value : null) ?? FailureClass.Fault;
        }

        return s_unanswered.Any(word => error.Contains(word, StringComparison.Ordinal)) ? FailureClass.OfError(error) : null;
    }

    // What scripts say of an answer that they refuse: "Got status code 429", "status_code=503", "HTTP 500".
    [GeneratedRegex("(status|code|http)[^0-9]{0,12}(?<status>[45][0-9][0-9])([^0-9]|$)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StatusInWords();

    /// <summary>From when to when the total grew: Locust writes rows before the users start and after they have stopped, too.</summary>
    private sealed class Span
    {
        private long _requests;

        public long? From { get; private set; }

        public long To { get; private set; }

        public void Add(long second, long requests)
        {
            // A total that fell was reset.
            if (From is null || requests == 0 || requests < _requests)
            {
                (From, To) = (second, second);
            }
            else if (requests > _requests)
            {
                To = second;
            }

            _requests = requests;
        }
    }

    // The rows below a header.
    private sealed class Table
    {
        // Before version 1.0, and since.
        private static readonly (string Old, string Name)[] s_renamed =
        [
            ("# requests", "Request Count"), ("# failures", "Failure Count"), ("Median response time", "Median Response Time"),
            ("Average response time", "Average Response Time"), ("Min response time", "Min Response Time"),
            ("Max response time", "Max Response Time"),
        ];

        private readonly CsvRows _rows;
        private readonly Dictionary<string, int> _columns;

        public Table(CsvRows rows)
        {
            _rows = rows;
            _columns = rows.Read() ? rows.Header() : throw new RunFormException(null, "it is empty; expected a CSV file of Locust");
            foreach (var (old, name) in s_renamed)
            {
                IsOld |= _columns.Remove(old, out var place) && _columns.TryAdd(name, place);
            }
        }

        /// <summary>Whether a version before 1.0 wrote it.</summary>
        public bool IsOld { get; }

        public string Text(string column) => _rows[_columns.GetValueOrDefault(column, -1)];

        // The columns of a row's counts and times begin alike.
        public ImportedEndpoint Row(string prefix, bool hasPercentiles)
        {
            var requests = $"{prefix}Request Count";
            var count = RunNumbers.Count(Text(requests));
            var latency = count is not > 0 ? null : new ImportedLatency
            {
                P50Ms = Number("50%", hasPercentiles) ?? Number($"{prefix}Median Response Time"),
                P90Ms = Number("90%", hasPercentiles),
                P95Ms = Number("95%", hasPercentiles),
                P99Ms = Number("99%", hasPercentiles),
                MeanMs = Number($"{prefix}Average Response Time"),
                MinMs = Number($"{prefix}Min Response Time"),
                MaxMs = Number($"{prefix}Max Response Time"),
            };
            return new ImportedEndpoint
            {
                Name = EndpointNames.Kept(Text("Name")),
                Method = EndpointNames.Method(Text("Type")) ?? EndpointNames.Method(Text("Method")),
                Requests = count ?? throw new RunFormException(_rows.Line, $"'{Text(requests)}' in column '{requests}'; expected a count"),
                Failed = RunNumbers.Count(Text($"{prefix}Failure Count")),
                P95Ms = latency?.P95Ms,
                Latency = latency,
            };
        }

        // "N/A" is none.
        public double? Number(string column, bool isThere = true) => isThere ? RunNumbers.Number(Text(column)) : null;
    }
}
