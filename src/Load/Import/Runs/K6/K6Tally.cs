using Headroom.Load.K6;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>A run out of its single samples, in memory that does not grow with its length.</summary>
/// <remarks>
/// The percentiles are k6's own as long as there is room for every value (<see cref="SampleRoom.Most"/> of all endpoints and thresholds
/// together). A run without requests has no endpoints.
/// </remarks>
internal sealed class K6Tally
{
    /// <summary>What is recorded whatever the thresholds are; the last three tell when the run began and ended.</summary>
    public static readonly IReadOnlyList<string> Metrics =
    [
        "http_req_duration", "http_req_failed", "checks", "dropped_iterations", "iterations", "data_sent", "vus",
    ];

    private readonly Dictionary<(string?, string?), K6EndpointTally> _byTags = [];
    private readonly SortedDictionary<string, K6EndpointTally> _endpoints = new(StringComparer.Ordinal);
    private readonly K6Checks _checks = new();
    private readonly HashSet<string> _otherProtocols = new(StringComparer.Ordinal);
    private readonly SampleRoom _room;
    private DateTimeOffset? _first;
    private DateTimeOffset _last;
    private bool _hasOthers;
    private double _dropped;

    /// <summary>Begins a run.</summary>
    /// <param name="mostValues">How many single values are kept.</param>
    public K6Tally(int mostValues)
    {
        _room = new SampleRoom(mostValues);
        Point = new K6Point([.. Metrics, .. K6Protocols.Metrics]);
        Thresholds = new K6Thresholds(Point, _room);
    }

    /// <summary>The sample that is read and recorded next.</summary>
    public K6Point Point { get; }

    /// <summary>The thresholds of the run.</summary>
    public K6Thresholds Thresholds { get; }

    /// <summary>Records the sample that was read.</summary>
    public void Record()
    {
        if (Point.Metric is not { } metric)
        {
            return;
        }

        _first = _first is { } first && first <= Point.At ? first : Point.At;
        _last = Point.At > _last ? Point.At : _last;
        switch (metric)
        {
            case "http_req_duration":
                EndpointOf().Record(Point);
                break;
            case "http_req_failed":
                EndpointOf().Judge(Point);
                break;
            case "checks":
                _checks.Record(Point.Group, Point.Check, Point.Value != 0);
                break;
            case "dropped_iterations":
                _dropped += Point.Value;
                break;
            case "browser_http_req_duration" or "grpc_req_duration" or "ws_sessions":
                _otherProtocols.Add(metric);
                break;
        }

        Thresholds.Record();
    }

    /// <summary>The run.</summary>
    /// <param name="source">How results name the file.</param>
    /// <param name="form">The form of the file.</param>
    /// <param name="remarks">What was odd about it.</param>
    public ImportedRun Measured(string source, string form, IEnumerable<string> remarks)
    {
        var all = new SampleDistribution([.. _endpoints.Values.SelectMany(static endpoint => endpoint.Values)]);
        var judged = _endpoints.Values.Sum(static endpoint => endpoint.Judged);
        var duration = _first is { } first ? _last - first : TimeSpan.Zero;
        return new ImportedRun
        {
            Source = source,
            Tool = K6Forms.Tool,
            Form = form,
            StartedAt = _first,
            DurationS = duration > TimeSpan.Zero ? duration.TotalSeconds : null,
            Requests = all.Count > 0 ? all.Count : null,
            HttpReqDuration = all.Latency(),
            HttpReqFailed = judged > 0 ? Ratio.Of(_endpoints.Values.Sum(static endpoint => endpoint.Failed), judged) : null,
            ChecksPass = _checks.Share,
            Thresholds = Thresholds.Judged(duration),
            Checks = _checks.All,
            Endpoints = _endpoints.Count > 0 ? [.. _endpoints.Select(static endpoint => endpoint.Value.Measured())] : null,
            Remarks =
            [
                .. remarks,
                .. Remarks(all),
                .. K6Digest.DroppedRemarks(_dropped),
                .. K6Protocols.Remarks(_otherProtocols, hasHttp: all.Count > 0),
                .. Thresholds.Remarks(),
            ],
        };
    }

    private IEnumerable<string> Remarks(SampleDistribution all)
    {
        if (_hasOthers)
        {
            yield return $"more than {K6Reader.MaxEndpoints} names of requests; all others are counted as {K6Reader.OtherEndpoints}";
        }

        if (_checks.HasOthers)
        {
            yield return $"more than {K6Reader.MaxEndpoints} names of checks; all others are counted as {K6Reader.OtherEndpoints}";
        }

        if (!all.IsExact)
        {
            yield return "more requests than single latencies are kept of; percentiles are within 0.03 % of k6's";
        }
    }

    private K6EndpointTally EndpointOf()
    {
        var tags = (Point.Method, Point.Name);
        if (_byTags.TryGetValue(tags, out var known))
        {
            return known;
        }

        var name = K6Reader.NameOf(Point.Method, Point.Name);
        if (!_endpoints.TryGetValue(name, out var endpoint))
        {
            endpoint = New(name);
        }

        if (_byTags.Count < K6Reader.MaxEndpoints)
        {
            _byTags[tags] = endpoint;
        }

        return endpoint;
    }

    private K6EndpointTally New(string name)
    {
        var isOther = _endpoints.Count >= K6Reader.MaxEndpoints;
        _hasOthers |= isOther;
        var kept = isOther ? K6Reader.OtherEndpoints : name;
        if (!_endpoints.TryGetValue(kept, out var endpoint))
        {
            _endpoints[kept] = endpoint = new K6EndpointTally(kept, _room);
        }

        return endpoint;
    }
}
