using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>What all endpoints of a run may keep together.</summary>
internal sealed class TallyRoom
{
    private const int MostSeconds = 500_000;

    private int _seconds;

    /// <summary>For exact latencies.</summary>
    public SampleRoom Latencies { get; } = new(SampleRoom.Most);

    /// <summary>Whether an endpoint wanted a second that there was no room for.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Takes the room of a second of an endpoint; false when there is none left.</summary>
    public bool TakeSecond()
    {
        IsFull |= _seconds == MostSeconds;
        _seconds += IsFull ? 0 : 1;
        return !IsFull;
    }
}

/// <summary>The requests of one endpoint.</summary>
/// <param name="name">Its name.</param>
/// <param name="method">Its method, or null.</param>
/// <param name="room">What it may keep.</param>
internal sealed class EndpointTally(string name, string? method, TallyRoom room)
{
    private readonly SampleValues _failed = new(room.Latencies);
    private readonly SampleValues _succeeded = new(room.Latencies);
    private readonly SortedDictionary<string, long> _statuses = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _causes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private Dictionary<long, (long All, long Failed)>? _seconds = [];

    /// <summary>All values of its latency.</summary>
    public IReadOnlyList<SampleValues> Values => [_failed, _succeeded];

    /// <summary>Counts a request whose times are possible.</summary>
    public void Add(in EndedRequest request)
    {
        (request.Failed ? _failed : _succeeded).Add(request.ElapsedMs);
        Count(_statuses, request.Status);
        Count(_causes, request.Failed ? request.Cause : null);
        Count(_errors, request.Failed ? request.Error : null);
        var second = (long)Math.Floor(request.StartMs / 1000);
        if (_seconds is not null && !_seconds.ContainsKey(second) && !room.TakeSecond())
        {
            _seconds = null;
        }

        if (_seconds is not null)
        {
            var (all, failed) = _seconds.GetValueOrDefault(second);
            _seconds[second] = (all + 1, failed + (request.Failed ? 1 : 0));
        }
    }

    /// <summary>What is known of the endpoint.</summary>
    /// <param name="knowsFailures">Whether the form tells which requests failed.</param>
    public ImportedEndpoint Endpoint(bool knowsFailures)
    {
        var latency = new SampleDistribution(Values).Latency();
        return new ImportedEndpoint
        {
            Name = name,
            Method = method,
            Requests = _failed.Count + _succeeded.Count,
            Failed = knowsFailures ? _failed.Count : null,
            FailedByClass = knowsFailures ? FailureClass.Known(_causes, _failed.Count) : null,
            Status = _statuses.Count == 0 ? null : _statuses,
            Errors = knowsFailures && _errors.Count > 0 ? _errors : null,
            P95Ms = latency?.P95Ms,
            Latency = latency,
            Failures = knowsFailures ? Shape() : null,
        };
    }

    private FailureShape? Shape() => _seconds is not { } seconds ? null : new FailureShape
    {
        FailedP50Ms = new SampleDistribution(_failed).Quantile(0.5),
        SucceededP50Ms = new SampleDistribution(_succeeded).Quantile(0.5),
        OnsetRatePerS = _failed.Count == 0 ? null : seconds.Where(static s => s.Value.Failed > 0).MinBy(static s => s.Key).Value.All,
        FailingSeconds = seconds.Values.LongCount(static second => second.Failed > 0),
        Seconds = seconds.Count,
    };

    private static void Count(SortedDictionary<string, long> counts, string? key)
    {
        if (key is not null)
        {
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
    }
}
