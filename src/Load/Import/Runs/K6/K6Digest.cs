using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>A summary of a run, whatever its form: figures of metrics, no single samples.</summary>
internal sealed record K6Digest
{
    private const string Durations = "http_req_duration";
    private const string Requests = "http_reqs";
    private const string Failures = "http_req_failed";
    private const double MostCount = 1e15;

    /// <summary>The form of the file.</summary>
    public required string Form { get; init; }

    /// <summary>The metrics by their names as k6 writes them, sub-metrics too: "http_req_duration{name:GET /feed}".</summary>
    public required IReadOnlyDictionary<string, K6Stat> Metrics { get; init; }

    /// <summary>When the run began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How long it lasted, in seconds, where the file says it; else it is computed from a counter and its rate.</summary>
    public double? DurationS { get; init; }

    /// <summary>The thresholds; null when the form has none.</summary>
    public IReadOnlyList<ImportedThreshold>? Thresholds { get; init; }

    /// <summary>The checks; null when the file lists none.</summary>
    public IReadOnlyList<ImportedCheck>? Checks { get; init; }

    /// <summary>The metric that holds the share of the checks that held.</summary>
    public string ChecksMetric { get; init; } = "checks";

    /// <summary>What was odd about the file.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The run.</summary>
    /// <param name="source">How results name the file.</param>
    public ImportedRun Run(string source) => new()
    {
        Source = source,
        Tool = K6Forms.Tool,
        Form = Form,
        StartedAt = StartedAt,
        DurationS = DurationS is > 0 ? DurationS : Lasted(Requests) ?? Lasted("iterations") ?? Lasted("data_received"),
        Requests = CountOf(Metrics.GetValueOrDefault(Requests)?.Count),
        HttpReqDuration = Metrics.GetValueOrDefault(Durations)?.Latency,
        HttpReqFailed = ShareOf(Failures),
        ChecksPass = ShareOf(ChecksMetric),
        Thresholds = Thresholds,
        Checks = Checks,
        Endpoints = EndpointsOf(),
        Remarks = Remarks,
    };

    // k6's rate of a counter is its sum over the time of the whole run.
    private double? Lasted(string counter) =>
        Metrics.GetValueOrDefault(counter) is { Count: { } count and > 0, PerSecond: { } rate and > 0 } && double.IsFinite(count / rate)
            ? count / rate
            : null;

    private Ratio? ShareOf(string metric)
    {
        var stat = Metrics.GetValueOrDefault(metric);
        return stat?.Share is { } share and >= 0 and <= 1 ? new Ratio(share)
            : stat is { Held: { } held and >= 0, Total: { } total and > 0 } && held <= total ? Ratio.Of(held, total)
            : null;
    }

    private List<ImportedEndpoint>? EndpointsOf()
    {
        var endpoints = Metrics.Select(static metric => (Name: K6MetricName.Of(metric.Key), metric.Value))
            .Where(static part => part.Name.Tags.Count > 0 && part.Name.Metric is Durations or Requests or Failures)
            .Select(static part => (part.Name.Metric, Endpoint: K6MetricName.EndpointOf(part.Name.Tags), part.Value))
            .Where(static part => part.Endpoint is not null)
            .GroupBy(static part => part.Endpoint!.Value, static part => (part.Metric, part.Value))
            .OrderBy(static endpoint => endpoint.Key.Name, StringComparer.Ordinal)
            .ThenBy(static endpoint => endpoint.Key.Method, StringComparer.Ordinal)
            .Select(static endpoint => EndpointOf(endpoint.Key.Name, endpoint.Key.Method, endpoint))
            .ToList();
        return endpoints.Count > 0 ? endpoints : null;
    }

    private static ImportedEndpoint EndpointOf(string name, string? method, IEnumerable<(string Metric, K6Stat Value)> parts)
    {
        var byMetric = parts.GroupBy(static part => part.Metric).ToDictionary(static part => part.Key, static part => part.First().Value);
        var (durations, failures) = (byMetric.GetValueOrDefault(Durations), byMetric.GetValueOrDefault(Failures));
        return new ImportedEndpoint
        {
            Name = name,
            Method = method,
            Requests = CountOf(byMetric.GetValueOrDefault(Requests)?.Count ?? durations?.Count ?? failures?.Total),
            Failed = CountOf(failures?.Held),
            P95Ms = durations?.Latency?.P95Ms,
            Latency = durations?.Latency,
        };
    }

    private static long? CountOf(double? count) => count is { } number and >= 0 and <= MostCount ? (long)number : null;
}
