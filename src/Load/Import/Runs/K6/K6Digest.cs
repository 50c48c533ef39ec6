using Headroom.Load.K6;
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
    public ImportedRun Run(string source)
    {
        var endpoints = EndpointsOf();
        return new ImportedRun
        {
            Source = source,
            Tool = K6Forms.Tool,
            Form = Form,
            StartedAt = StartedAt,
            DurationS = DurationS is > 0 ? DurationS : Lasted(Requests) ?? Lasted("iterations") ?? Lasted("data_received"),
            Requests = CountOf(Requests),
            HttpReqDuration = Latency,
            HttpReqFailed = ShareOf(Failures),
            ChecksPass = ShareOf(ChecksMetric),
            Thresholds = Thresholds,
            Checks = Checks,
            Endpoints = endpoints.Count > 0 ? [.. endpoints.Take(K6Reader.MaxEndpoints)] : null,
            Remarks =
            [
                .. Remarks,
                .. Beyond(endpoints.Count),
                .. DroppedRemarks(Metrics.GetValueOrDefault("dropped_iterations")?.Count),
                .. K6Protocols.Remarks(Metrics.Keys, hasHttp: CountOf(Requests) is > 0 || Latency is not null),
            ],
        };
    }

    /// <summary>What is to be said of iterations that were due and never began, or nothing.</summary>
    /// <param name="dropped">How many; null where that is not known.</param>
    public static IEnumerable<string> DroppedRemarks(double? dropped)
    {
        if (CountOf(dropped) is > 0 and var lost)
        {
            yield return $"{lost} iterations were dropped: no virtual user was free when they were due";
        }
    }

    // Of requests that were all refused every figure is 0, too: then they are counted.
    private ImportedLatency? Latency =>
        Metrics.GetValueOrDefault(Durations) is { } stat && (!stat.IsUnrecorded || CountOf(Requests) is > 0) ? stat.Latency : null;

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

    private long? CountOf(string metric) => CountOf(Metrics.GetValueOrDefault(metric)?.Count);

    private static IEnumerable<string> Beyond(int endpoints)
    {
        if (endpoints > K6Reader.MaxEndpoints)
        {
            yield return $"names of requests beyond the first {K6Reader.MaxEndpoints} are not listed";
        }
    }

    private List<ImportedEndpoint> EndpointsOf() =>
    [
        .. Metrics.Select(static metric => (Name: K6MetricName.Of(metric.Key), metric.Value))
            .Where(static part => part.Name.Tags.Count > 0 && part.Name.Metric is Durations or Requests or Failures)
            .Select(static part => (
                Endpoint: K6MetricName.EndpointOf(part.Name.Tags),
                Part: new Part(part.Name.Metric, K6MetricName.NameTag(part.Name.Tags), part.Value)))
            .Where(static part => part.Endpoint is not null)
            .GroupBy(static part => part.Endpoint!.Value, static part => part.Part)
            .OrderBy(static endpoint => endpoint.Key.Name, StringComparer.Ordinal)
            .ThenBy(static endpoint => endpoint.Key.Method, StringComparer.Ordinal)
            .Select(static endpoint => EndpointOf(endpoint.Key.Name, endpoint.Key.Method, endpoint)),
    ];

    // Addresses that differ in what follows the question mark are one endpoint: counts add up, percentiles do not. A metric that is there
    // with its method and without is the same requests twice.
    private static ImportedEndpoint EndpointOf(string name, string? method, IEnumerable<Part> parts)
    {
        var byMetric = parts.DistinctBy(static part => (part.Metric, part.Tag))
            .ToLookup(static part => part.Metric, static part => part.Value, StringComparer.Ordinal);
        List<K6Stat> durations = [.. byMetric[Durations]];
        List<K6Stat> failures = [.. byMetric[Failures]];
        var latency = durations is [{ IsUnrecorded: false, Latency: var only }] ? only : null;
        return new ImportedEndpoint
        {
            Name = name,
            Method = method,
            Requests = SumOf(byMetric[Requests], static stat => stat.Count) ?? SumOf(durations, static stat => stat.Count)
                ?? SumOf(failures, static stat => stat.Total),
            Failed = SumOf(failures, static stat => stat.Total) is > 0 ? SumOf(failures, static stat => stat.Held) : null,
            P95Ms = latency?.P95Ms,
            Latency = latency,
        };
    }

    // Null of none, and when one of them is not known.
    private static long? SumOf(IEnumerable<K6Stat> stats, Func<K6Stat, double?> count)
    {
        List<double?> counts = [.. stats.Select(count)];
        return counts.Count > 0 && counts.TrueForAll(static each => each is not null) ? CountOf(counts.Sum()) : null;
    }

    private static long? CountOf(double? count) => count is { } number and >= 0 and <= MostCount ? (long)number : null;

    // A sub-metric of an endpoint, and the tag that names it.
    private sealed record Part(string Metric, string? Tag, K6Stat Value);
}
