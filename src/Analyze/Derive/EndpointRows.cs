using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Analyze.Derive;

/// <summary>The endpoints under load, each with what it takes alone.</summary>
internal static class EndpointRows
{
    /// <summary>A row an endpoint, in the order of the load; none without a load.</summary>
    /// <param name="run">What the load measured; null without one.</param>
    /// <param name="host">Who used the processors meanwhile; null where that is not known.</param>
    /// <param name="statements">What each endpoint takes alone; null where nobody looked.</param>
    public static IReadOnlyList<EndpointResult> Of(RunMetrics? run, HostUse? host, EndpointStatements? statements) =>
    [
        .. (run?.Endpoints ?? []).Select(endpoint =>
            Row(endpoint, run!, host, statements?.Endpoints.FirstOrDefault(alone => alone.Endpoint == endpoint.Endpoint))),
    ];

    private static EndpointResult Row(EndpointMetrics endpoint, RunMetrics run, HostUse? host, EndpointAlone? alone) => new()
    {
        Endpoint = endpoint.Endpoint,
        Requests = endpoint.Requests,
        Rate = PerSecond.Of(endpoint.Requests, run.Window.Duration),
        Error = Ratio.Of(endpoint.Failed, endpoint.Requests),
        Status = endpoint.Status,
        Errors = endpoint.Errors,
        FailedByClass = new SortedDictionary<string, long>(
            endpoint.Failures.GroupBy(f => FailureCauses.Of(f, endpoint, host).ToString().ToLowerInvariant())
                .ToDictionary(g => g.Key, g => g.Sum(f => f.Count)),
            StringComparer.Ordinal),
        Latency = Quantiles(endpoint.Latency),
        Service = Quantiles(endpoint.Service),
        StatementsPerRequest = alone is { Requests: > 0 } ? alone.Statements.Sum(s => s.CallsPerRequest) : null,
        ProcessorPerRequest = PerRequest(alone?.Cost, alone?.Cost?.Processor.Used),
        ProcessorResolution = PerRequest(alone?.Cost, alone?.Cost?.Processor.Resolution),
        DatabasePerRequest = PerRequest(alone?.Cost, alone?.Cost?.Database),
    };

    private static TimeSpan? PerRequest(AloneCost? cost, TimeSpan? all) =>
        cost is { Processor.Requests: > 0 and var requests } ? all / requests : null;

    private static LatencyQuantiles Quantiles(Histogram histogram) => new()
    {
        P50 = histogram.Quantile(0.5),
        P90 = histogram.Quantile(0.9),
        P95 = histogram.Quantile(0.95),
        P99 = histogram.Quantile(0.99),
        Mean = histogram.MeanNs is { } mean ? TimeSpan.FromTicks((long)(mean / TimeSpan.NanosecondsPerTick)) : null,
        Max = histogram.Quantile(1),
    };
}
