using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Report.Formats;

namespace Headroom.Report.Artifacts;

/// <summary>Parts of an audit as tables for a spreadsheet; a cell that is empty is not known.</summary>
internal static class ResultCsv
{
    private static readonly string[] s_endpoints =
    [
        "endpoint", "requests", "rate_per_s", "error_ratio", "p50_ms", "p90_ms", "p95_ms", "p99_ms", "mean_ms", "max_ms",
        "service_p50_ms", "service_p95_ms", "service_p99_ms", "statements_per_request", "processor_per_request_ms",
        "database_per_request_ms", "status", "errors", "failed_by_class",
    ];

    private static readonly string[] s_seconds = ["second", "requests", "failed", "p50_ms", "p95_ms", "p99_ms"];

    private static readonly string[] s_statements =
    [
        "statement_id", "name", "calls", "total_ms", "mean_ms", "is_lower_bound", "rows_per_call", "buffers_per_call",
        "buffers_read_per_call", "temp_blocks_written", "roles", "statement",
    ];

    /// <summary>The endpoints under load, by name; quantiles from the intended start, those of the service from the actual one.</summary>
    public static string Endpoints(AuditResult result) => Csv.Of(s_endpoints, result.Endpoints.Select(OfEndpoint));

    /// <summary>The load second by second.</summary>
    public static string Seconds(AuditResult result) => Csv.Of(s_seconds, result.Seconds.Select(OfSecond));

    /// <summary>The statements, the costliest first, with <c>?</c> for each literal.</summary>
    public static string Statements(StatementStatistics statistics) => Csv.Of(s_statements, statistics.Statements.Select(OfStatement));

    // A share of no requests is not known.
    private static IReadOnlyList<string?> OfEndpoint(EndpointResult endpoint) =>
    [
        endpoint.Endpoint, Csv.Number(endpoint.Requests), Csv.Number(endpoint.Rate.Value),
        endpoint.Requests == 0 ? null : Csv.Number(endpoint.Error.Value),
        Csv.Milliseconds(endpoint.Latency.P50), Csv.Milliseconds(endpoint.Latency.P90), Csv.Milliseconds(endpoint.Latency.P95),
        Csv.Milliseconds(endpoint.Latency.P99), Csv.Milliseconds(endpoint.Latency.Mean), Csv.Milliseconds(endpoint.Latency.Max),
        Csv.Milliseconds(endpoint.Service.P50), Csv.Milliseconds(endpoint.Service.P95), Csv.Milliseconds(endpoint.Service.P99),
        Csv.Number(endpoint.StatementsPerRequest), Csv.Milliseconds(endpoint.ProcessorPerRequest),
        Csv.Milliseconds(endpoint.DatabasePerRequest),
        Counts(endpoint.Status), Counts(endpoint.Errors), Counts(endpoint.FailedByClass),
    ];

    private static IReadOnlyList<string?> OfSecond(SecondMetrics second) =>
    [
        Csv.Number(second.Second), Csv.Number(second.Requests), Csv.Number(second.Failed),
        Csv.Milliseconds(second.P50), Csv.Milliseconds(second.P95), Csv.Milliseconds(second.P99),
    ];

    private static IReadOnlyList<string?> OfStatement(StatementMetrics statement)
    {
        double calls = Math.Max(1, statement.Calls);
        var isCounted = statement is { IsUnmeasured: false, IsCutShort: false };
        TimeSpan? time = statement.IsUnmeasured ? null : statement.ExecutionTime;
        return
        [
            statement.StatementId, statement.Name, Csv.Number(statement.Calls), Csv.Milliseconds(time), Csv.Milliseconds(time / calls),
            statement.IsCutShort ? "yes" : "no", Each(statement.Rows), Each(statement.Buffers), Each(statement.BuffersRead),
            isCounted ? Csv.Number(statement.TempBlocksWritten) : null,
            string.Join(' ', statement.Roles), StatementText.WithoutValues(statement.Query),
        ];

        string? Each(long all) => isCounted ? Csv.Number(all / calls) : null;
    }

    private static string Counts(IReadOnlyDictionary<string, long> counts) =>
        string.Join(' ', counts.Select(count => $"{count.Key}:{Csv.Number(count.Value)}"));
}
