using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Analyze.Baselines;

/// <summary>A run of Headroom in the shape of an imported one, so that it can stand beside those of other tools.</summary>
public static class OwnRun
{
    /// <summary>The tool that such runs name.</summary>
    public const string Tool = "headroom";

    private const double NsPerMs = 1e6;

    /// <summary>The run; latency is service time, which is what other tools call the duration of a request.</summary>
    /// <param name="evidence">What was observed.</param>
    /// <param name="result">What it shows.</param>
    public static ImportedRun Of(EvidenceSet evidence, AuditResult result)
    {
        var run = evidence.Find<RunMetrics>();
        var checks = run?.Endpoints.SelectMany(ChecksOf).ToList();
        var rows = result.Endpoints.DistinctBy(static row => row.Endpoint).ToDictionary(static row => row.Endpoint, StringComparer.Ordinal);
        return new ImportedRun
        {
            Source = result.Manifest.RunId,
            Tool = Tool,
            Form = "run-folder",
            StartedAt = run?.Window.StartedAt ?? result.Manifest.StartedAt,
            DurationS = run?.Window.Duration.TotalSeconds,
            Requests = run?.Endpoints.Sum(static endpoint => endpoint.Requests),
            HttpReqDuration = run is null ? null : LatencyOf(Histogram.Merged(run.Endpoints.Select(static endpoint => endpoint.Service))),
            HttpReqFailed = run is null
                ? null
                : Share(run.Endpoints.Sum(static endpoint => endpoint.Failed), run.Endpoints.Sum(static endpoint => endpoint.Requests)),
            ChecksPass = checks is null
                ? null
                : Share(checks.Sum(static check => check.Passes), checks.Sum(static check => check.Passes + check.Fails)),
            Thresholds = run?.Thresholds is [_, ..] thresholds ? [.. thresholds.Select(ThresholdOf)] : null,
            Checks = checks,
            Endpoints = run is null
                ? null
                : [.. run.Endpoints.Select(endpoint => EndpointOf(endpoint, rows.GetValueOrDefault(endpoint.Endpoint)))],
        };
    }

    private static IEnumerable<ImportedCheck> ChecksOf(EndpointMetrics endpoint) =>
        endpoint.Checks.Select(check => new ImportedCheck($"{endpoint.Endpoint}::{check.Name}", check.Passes, check.Fails));

    private static ImportedThreshold ThresholdOf(ThresholdMetrics threshold) =>
        new(threshold.Metric, threshold.Expression, threshold.Passed);

    private static ImportedEndpoint EndpointOf(EndpointMetrics endpoint, EndpointResult? row)
    {
        var latency = LatencyOf(endpoint.Service);
        return new ImportedEndpoint
        {
            Name = endpoint.Endpoint,
            Requests = endpoint.Requests,
            Failed = endpoint.Failed,
            FailedByClass = row?.FailedByClass,
            Status = StatusOf(endpoint),
            Errors = endpoint.Errors,
            RetryAfter = HasCauses(endpoint) ? RetryAfterOf(endpoint) : null,
            P95Ms = latency.P95Ms,
            Latency = latency,
            Failures = endpoint.Failures.Count == 0 ? null : new FailureShape
            {
                FailedP50Ms = Histogram.Merged(endpoint.Failures.Select(static failure => failure.Service)).QuantileNs(0.5) / NsPerMs,
                SucceededP50Ms = FailureCauses.Successes(endpoint).QuantileNs(0.5) / NsPerMs,
            },
        };
    }

    // A script's failures come without their answers.
    private static bool HasCauses(EndpointMetrics endpoint) => endpoint.Failures.Count > 0 || endpoint.Failed == 0;

    private static SortedDictionary<string, long> RetryAfterOf(EndpointMetrics endpoint) => new(
        endpoint.Failures.Where(static failure => failure.Status is [>= '1' and <= '5', _, _])
            .ToDictionary(static failure => failure.Status, static failure => failure.WithRetryAfter),
        StringComparer.Ordinal);

    private static SortedDictionary<string, long> StatusOf(EndpointMetrics endpoint)
    {
        var status = new SortedDictionary<string, long>(endpoint.Status.ToDictionary(), StringComparer.Ordinal);
        if (endpoint.Errors.Values.Sum() is > 0 and var none)
        {
            status["0"] = none;
        }

        return status;
    }

    private static ImportedLatency LatencyOf(Histogram histogram) => new()
    {
        P50Ms = histogram.QuantileNs(0.5) / NsPerMs,
        P90Ms = histogram.QuantileNs(0.9) / NsPerMs,
        P95Ms = histogram.QuantileNs(0.95) / NsPerMs,
        P99Ms = histogram.QuantileNs(0.99) / NsPerMs,
        MeanMs = histogram.MeanNs / NsPerMs,
        MinMs = histogram.MinNs / NsPerMs,
        MaxMs = histogram.MaxNs / NsPerMs,
    };

    private static Ratio? Share(long part, long whole) => whole == 0 ? null : Ratio.Of(part, whole);
}
