namespace Headroom.Load.Thresholds;

/// <summary>What sort of thing a metric is; it decides which aggregates it has.</summary>
internal enum MetricKind
{
    /// <summary>Durations; k6 says trend. Compared in milliseconds.</summary>
    Duration,

    /// <summary>Something that holds or not; k6 says rate. Compared as a number 0..1.</summary>
    Share,

    /// <summary>Something that is counted.</summary>
    Counter,
}

/// <summary>The metrics that thresholds can be set on, by the names that k6 has for them.</summary>
/// <remarks><b>Source:</b> grafana.com/docs/k6, "Built-in metrics" and "Thresholds"; <c>latency</c> is Headroom's own.</remarks>
internal static class MetricCatalogue
{
    private static readonly Dictionary<string, MetricKind> s_kinds = new(StringComparer.Ordinal)
    {
        ["latency"] = MetricKind.Duration,
        ["http_req_duration"] = MetricKind.Duration,
        ["http_req_failed"] = MetricKind.Share,
        ["http_reqs"] = MetricKind.Counter,
        ["checks"] = MetricKind.Share,
        ["iterations"] = MetricKind.Counter,
        ["iteration_duration"] = MetricKind.Duration,
        ["dropped_iterations"] = MetricKind.Counter,
        ["group_duration"] = MetricKind.Duration,
        ["data_received"] = MetricKind.Counter,
        ["data_sent"] = MetricKind.Counter,
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names => s_kinds.Keys;

    /// <summary>The kind of a metric, or null of one that is not measured.</summary>
    public static MetricKind? KindOf(string metric) => s_kinds.TryGetValue(metric, out var kind) ? kind : null;

    /// <summary>The aggregates of a kind, as they are written.</summary>
    public static string AggregatesOf(MetricKind kind) => kind switch
    {
        MetricKind.Duration => "avg, min, med, max, p(N)",
        MetricKind.Share => "rate",
        MetricKind.Counter => "count, rate",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A kind with its article.</summary>
    public static string Text(this MetricKind kind) => kind switch
    {
        MetricKind.Duration => "a duration",
        MetricKind.Share => "a share",
        MetricKind.Counter => "a counter",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
