using System.Globalization;
using System.Text;

namespace Headroom.Load.Import.AccessLogs;

/// <summary>
/// Writes what a log says of the traffic as CSV: <c>metric,scope,value,unit,note</c>, a row for each number. Unknown is empty, never 0.
/// </summary>
public static class TrafficProfile
{
    /// <summary>The rows.</summary>
    public static IReadOnlyList<TrafficRow> Rows(AccessLogSummary log) =>
    [
        new("time_start", "all", log.Time is { } time ? Text(time.From) : "", "utc", ""),
        new("time_end", "all", log.Time is { } span ? Text(span.To) : "", "utc", ""),
        new("duration", "all", Text(log.Span?.TotalSeconds), "s", "from the first second to the last, both included"),
        .. Kind("all", log.All, log),
        .. Kind("reads", log.Reads, log),
        .. Kind("writes", log.Writes, log),
        new("concurrency_p90", "all", log.ConcurrencyP90 is { } concurrency ? Text(concurrency) : "", "requests", ConcurrencyNote(log)),
        new("largest_response", "all", Text(log.LargestResponse), "bytes", log.LargestResponse is null ? "unknown: the log has no sizes"
            : ""),
        new("largest_request", "all", Text(log.LargestRequest), "bytes", log.LargestRequest is null
            ? "unknown: the log has no sizes of requests" : ""),
        .. log.Statuses.GroupBy(static status => status.Key / 100).Select(group =>
            new TrafficRow("status_share", $"{group.Key}xx", Text((double)group.Sum(static status => status.Value) / log.Requests),
                "ratio", "")),
        .. log.Statuses.Select(status =>
            new TrafficRow("status_share", $"{status.Key}", Text((double)status.Value / log.Requests), "ratio", "")),
        .. log.Routes.SelectMany(route => Endpoint(route, log.Requests)),
        new("requests", "other", Text((long?)log.Other), "requests", "of no route: unknown to the service, strange, or over the bounds"),
        new("malformed_lines", "all", Text((long?)log.Malformed), "lines", $"of {log.Lines}"),
    ];

    /// <summary>The file.</summary>
    public static string Csv(AccessLogSummary log)
    {
        var csv = new StringBuilder("metric,scope,value,unit,note\n");
        foreach (var row in Rows(log))
        {
            csv.AppendJoin(',', ((string[])[row.Metric, row.Scope, row.Value, row.Unit, row.Note]).Select(Field)).Append('\n');
        }

        return csv.ToString();
    }

    private static IEnumerable<TrafficRow> Kind(string scope, Peaks? peaks, AccessLogSummary log)
    {
        var note = log.Beyond > 0 ? $"; {log.Beyond} requests beyond 31 days of traffic are not looked at" : "";
        var count = peaks?.Count ?? 0;
        yield return new("requests", scope, Text((long?)count), "requests", "");
        yield return new("share", scope, log.Requests == 0 ? "" : Text((double)count / log.Requests), "ratio", "of all requests");
        yield return new("peak_rps", scope, Text(peaks?.Second.PerSecond), "requests/s", peaks is null ? "no such request"
            : $"busiest second, {Text(peaks.Second.At)}{note}");
        yield return new("peak_rps_minute", scope, Text(peaks?.Minute.PerSecond), "requests/s", peaks is null ? "no such request"
            : $"{(log.IsShort ? "all of the log, which is shorter than a minute" : "busiest minute")}, from {Text(peaks.Minute.At)}{note}");
    }

    private static IEnumerable<TrafficRow> Endpoint(LoggedRoute route, long requests)
    {
        var failed = route.Statuses.Where(static status => status.Key >= 500).Sum(static status => status.Value);
        yield return new("requests", route.Endpoint, Text((long?)route.Requests), "requests", "");
        yield return new("share", route.Endpoint, Text((double)route.Requests / requests), "ratio", "of all requests");
        yield return new("server_error_share", route.Endpoint, Text((double)failed / route.Requests), "ratio",
            "status 500 and above, of the endpoint's requests");
        yield return new("largest_response", route.Endpoint, Text(route.LargestResponse), "bytes", "");
    }

    private static string ConcurrencyNote(AccessLogSummary log) =>
        log.ConcurrencyP90 is not null ? "Little's law by second; 90 % of the seconds with traffic have at most this"
        : log.Unitless > 0 ? "unknown: durations are whole numbers without a unit (--duration-unit says it)"
        : log.Timed > 0 ? $"unknown: only {log.Timed} of {log.Requests} requests have a duration"
        : "unknown: the log has no durations";

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(double? value) => value?.ToString("G6", CultureInfo.InvariantCulture) ?? "";

    private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}

/// <summary>A number of the traffic profile.</summary>
/// <param name="Metric">What it is.</param>
/// <param name="Scope">Of what: all, reads, writes, a status, an endpoint.</param>
/// <param name="Value">The number or time; empty when it is unknown.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Note">When it was, how it is counted, or why it is unknown.</param>
public sealed record TrafficRow(string Metric, string Scope, string Value, string Unit, string Note);
