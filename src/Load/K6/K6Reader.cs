using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Load.K6;

/// <summary>What k6 measured, in Headroom's terms.</summary>
/// <param name="Metrics">
/// The run. Latency is service time, for k6 knows no intended start; its service times hold every request, those without a response
/// (which k6 times as 0) included, its latencies only those that got one or ran into their time limit. Failures, the checks and bytes of
/// an endpoint, and send lag are empty: k6 does not tell them.
/// </param>
/// <param name="Checks">The checks of the whole script, by name; k6 does not tell which request they are of.</param>
/// <param name="Received">Bytes received, headers included.</param>
/// <param name="Sent">Bytes sent, headers included.</param>
public sealed record K6Recording(RunMetrics Metrics, IReadOnlyList<CheckMetrics> Checks, Bytes Received, Bytes Sent);

/// <summary>Turns the samples of k6's JSON stream into measurements, line by line and in flat memory.</summary>
/// <remarks>
/// Endpoints are the requests' names; a name that is an address becomes "METHOD /path" without its query. Beyond
/// <see cref="MaxEndpoints"/> names all others are one endpoint: a script that does not name its requests can have one for every id.
/// <para><b>Source:</b> grafana.com/docs/k6, "JSON output" and "Built-in metrics".</para>
/// </remarks>
/// <param name="script">The script's name.</param>
/// <param name="provenance">The command that repeats the run.</param>
internal sealed class K6Reader(string script, string provenance)
{
    /// <summary>How many endpoints, checks and groups are told apart.</summary>
    public const int MaxEndpoints = 1000;

    /// <summary>The endpoint of all the others.</summary>
    public const string OtherEndpoints = "(others)";

    private const double NsPerMs = 1e6;

    // A later sample would be of a clock that was set; it counts in the last second that can be.
    private const int MaxSecond = 2 * 86_400;

    private readonly Dictionary<(string?, string?), K6Endpoint> _byTags = [];
    private readonly SortedDictionary<string, K6Endpoint> _endpoints = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (long Passes, long Fails)> _checks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Histogram> _groups = new(StringComparer.Ordinal);
    private readonly K6Seconds _seconds = new();
    private readonly Histogram _iterationDuration = new();
    private readonly K6Point _point = new(K6Point.Recorded);
    private DateTimeOffset? _first;
    private DateTimeOffset _last;
    private double _received;
    private double _sent;
    private double _iterations;
    private double _dropped;
    private double _peakVus;

    /// <summary>Lines that are no samples of k6.</summary>
    public long Strange { get; private set; }

    /// <summary>The last full second in which something was measured; it rises as the run goes on.</summary>
    public int Second => _seconds.Latest;

    /// <summary>Reads one line.</summary>
    public void Read(ReadOnlySpan<byte> line)
    {
        if (line.Trim(" \r\t"u8).IsEmpty)
        {
            return;
        }

        if (!_point.Read(line))
        {
            Strange++;
        }
        else if (_point.Metric is { } metric)
        {
            _first ??= _point.At;
            _last = _point.At > _last ? _point.At : _last;
            Record(metric, _point);
        }
    }

    /// <summary>Where the run stands.</summary>
    /// <param name="total">How long it lasts, as far as it is known.</param>
    public LoadProgress Progress(TimeSpan total)
    {
        var second = _seconds.LastFull();
        return new LoadProgress
        {
            Elapsed = Elapsed(_last),
            Total = total,
            Phase = LoadPhase.Recording,
            RequestsPerSecond = second?.Requests ?? 0,
            Requests = _endpoints.Values.Sum(static endpoint => endpoint.Requests),
            InFlight = (int)_peakVus,
            Errors = _endpoints.Values.Sum(static endpoint => endpoint.Failed),
            ErrorsByKind = _endpoints.Values
                .SelectMany(static endpoint => endpoint.Errors)
                .GroupBy(static error => error.Key, StringComparer.Ordinal)
                .ToDictionary(static kind => kind.Key, static kind => kind.Sum(static error => error.Value), StringComparer.Ordinal),
            Dropped = (long)_dropped,
            P50 = second?.P50,
            P95 = second?.P95,
            P99 = second?.P99,
            Endpoints = [.. _endpoints.Values.Select(ProgressOf)],
        };
    }

    /// <summary>What was measured so far.</summary>
    /// <param name="thresholds">What k6 said of its thresholds.</param>
    /// <param name="cpu">Processor time of k6.</param>
    /// <param name="interrupted">Whether the run was stopped before its end.</param>
    /// <param name="endedBecause">Why it ended itself before its end, or null.</param>
    public K6Recording Recording(IReadOnlyList<ThresholdMetrics> thresholds, TimeSpan cpu, bool interrupted, string? endedBecause) => new(
        new RunMetrics
        {
            Window = new Window(_first ?? default, Elapsed(_last)),
            Provenance = provenance,
            Scenario = script,
            Endpoints = [.. _endpoints.Values.Select(static endpoint => endpoint.Measured())],
            Seconds = _seconds.Measured(),
            Generator = Generator(cpu),
            IterationDuration = Histogram.Merged([_iterationDuration]),
            Groups = [.. _groups.Select(static group => new GroupMetrics(group.Key, Histogram.Merged([group.Value])))],
            Thresholds = thresholds,
            Interrupted = interrupted,
            EndedBecause = endedBecause,
        },
        [.. _checks.Select(static check => new CheckMetrics(check.Key, check.Value.Passes, check.Value.Fails))],
        new Bytes((long)_received),
        new Bytes((long)_sent));

    private GeneratorMetrics Generator(TimeSpan cpu) => new()
    {
        SendLag = new Histogram(),
        Iterations = (long)_iterations,
        DroppedByGenerator = 0,
        DroppedByTarget = (long)_dropped,
        Waited = 0,
        Cpu = cpu,
        PeakVus = (int)_peakVus,
    };

    private void Record(string metric, K6Point point)
    {
        switch (metric)
        {
            case "http_req_duration":
                var durationNs = Ns(point);
                _seconds.Record(SecondOf(point), EndpointOf(point).Record(point, durationNs) ? durationNs : null);
                break;
            case "http_req_failed" when point.Value != 0:
                EndpointOf(point).Fail();
                _seconds.Fail(SecondOf(point));
                break;
            case "checks" when point.Check is { } check:
                var name = _checks.ContainsKey(check) || _checks.Count < MaxEndpoints ? check : OtherEndpoints;
                var (passes, fails) = _checks.GetValueOrDefault(name);
                _checks[name] = point.Value != 0 ? (passes + 1, fails) : (passes, fails + 1);
                break;
            case "group_duration" when point.Group is { Length: > 0 } group:
                GroupOf(group.StartsWith("::", StringComparison.Ordinal) ? group[2..] : group).Record(Ns(point));
                break;
            case "iteration_duration":
                _iterationDuration.Record(Ns(point));
                break;
            case "iterations":
                _iterations += point.Value;
                break;
            case "dropped_iterations":
                _dropped += point.Value;
                break;
            case "data_received":
                _received += point.Value;
                break;
            case "data_sent":
                _sent += point.Value;
                break;
            case "vus":
                _peakVus = Math.Max(_peakVus, point.Value);
                break;
        }
    }

    private K6Endpoint EndpointOf(K6Point point)
    {
        if (_byTags.TryGetValue((point.Method, point.Name), out var known))
        {
            return known;
        }

        var name = NameOf(point.Method, point.Name);
        name = _endpoints.ContainsKey(name) || _endpoints.Count < MaxEndpoints ? name : OtherEndpoints;
        if (!_endpoints.TryGetValue(name, out var endpoint))
        {
            _endpoints[name] = endpoint = new K6Endpoint(name);
        }

        if (_byTags.Count < MaxEndpoints)
        {
            _byTags[(point.Method, point.Name)] = endpoint;
        }

        return endpoint;
    }

    private Histogram GroupOf(string group)
    {
        var name = _groups.ContainsKey(group) || _groups.Count < MaxEndpoints ? group : OtherEndpoints;
        if (!_groups.TryGetValue(name, out var duration))
        {
            _groups[name] = duration = new Histogram();
        }

        return duration;
    }

    /// <summary>The endpoint of a request: the path of an address with its method, else the name that the script gives it.</summary>
    public static string NameOf(string? method, string? name) =>
        Uri.TryCreate(name, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "ws" or "wss"
            ? $"{method} {Uri.UnescapeDataString(address.AbsolutePath)}".TrimStart()
            : name ?? method ?? "(unnamed)";

    private static EndpointProgress ProgressOf(K6Endpoint endpoint) => new(
        endpoint.Name,
        endpoint.Requests,
        endpoint.Failed,
        endpoint.Answered.Quantile(0.50),
        endpoint.Answered.Quantile(0.95),
        endpoint.Answered.Quantile(0.99),
        new SortedDictionary<string, long>((SortedDictionary<string, long>)endpoint.Status, StringComparer.Ordinal));

    private int SecondOf(K6Point point) => (int)Math.Clamp(Elapsed(point.At).TotalSeconds, 0, MaxSecond);

    private TimeSpan Elapsed(DateTimeOffset at) => _first is { } first && at > first ? at - first : TimeSpan.Zero;

    private static long Ns(K6Point point) => (long)Math.Clamp(Math.Round(point.Value * NsPerMs), 0, 1e18);
}
