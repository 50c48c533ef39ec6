using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Load.Recording;

/// <summary>What one worker saw of one endpoint.</summary>
internal sealed class EndpointRecorder(int checks)
{
    private readonly Histogram _latency = new();
    private readonly Histogram _service = new();
    private readonly Dictionary<int, long> _status = [];
    private readonly Dictionary<string, long> _errors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FailureRecorder> _failures = new(StringComparer.Ordinal);
    private readonly (long Passes, long Fails)[] _checks = new (long, long)[checks];
    private long _requests;
    private long _failed;
    private long _received;

    /// <summary>Counts one reply.</summary>
    public void Record(RequestSlot slot, Reply reply, bool failed, long latencyNs, long serviceNs)
    {
        _requests++;
        _received += reply.BodyBytes;
        if (reply.Status is { } status)
        {
            _status[status] = _status.GetValueOrDefault(status) + 1;
        }
        else
        {
            _errors[reply.Error.Text()] = _errors.GetValueOrDefault(reply.Error.Text()) + 1;
        }

        if (reply.Error is ErrorKind.None or ErrorKind.Timeout or ErrorKind.Unfinished)
        {
            _latency.Record(latencyNs);
            _service.Record(serviceNs);
        }

        if (failed)
        {
            _failed++;
            FailureOf(reply).Record(reply, serviceNs);
        }

        for (var i = 0; i < slot.Checks && reply.Error != ErrorKind.Unfinished; i++)
        {
            var (place, holds) = slot.Judge(i, reply);
            var (passes, fails) = _checks[place];
            _checks[place] = holds ? (passes + 1, fails) : (passes, fails + 1);
        }
    }

    /// <summary>Everything that workers saw of one endpoint.</summary>
    public static EndpointMetrics Merge(string name, IReadOnlyList<string> checks, IReadOnlyList<EndpointRecorder> parts) => new()
    {
        Endpoint = name,
        Requests = parts.Sum(static part => part._requests),
        Failed = parts.Sum(static part => part._failed),
        Status = Sum(parts.SelectMany(static part => part._status.Select(static pair => (pair.Key.ToString(), pair.Value)))),
        Errors = Sum(parts.SelectMany(static part => part._errors.Select(static pair => (pair.Key, pair.Value)))),
        Latency = Histogram.Merged(parts.Select(static part => part._latency)),
        Service = Histogram.Merged(parts.Select(static part => part._service)),
        Failures =
        [
            .. parts.SelectMany(static part => part._failures)
                .GroupBy(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal)
                .OrderBy(static group => group.Key, StringComparer.Ordinal)
                .Select(static group => FailureRecorder.Merge(group.Key, [.. group])),
        ],
        Checks =
        [
            .. checks.Select((check, i) =>
                new CheckMetrics(check, parts.Sum(part => part._checks[i].Passes), parts.Sum(part => part._checks[i].Fails))),
        ],
        Received = new Bytes(parts.Sum(static part => part._received)),
    };

    private FailureRecorder FailureOf(Reply reply)
    {
        var status = reply.Status?.ToString() ?? reply.Error.Text();
        if (!_failures.TryGetValue(status, out var failure))
        {
            _failures[status] = failure = new FailureRecorder();
        }

        return failure;
    }

    private static SortedDictionary<string, long> Sum(IEnumerable<(string Key, long Count)> counts)
    {
        var sum = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (key, count) in counts)
        {
            sum[key] = sum.GetValueOrDefault(key) + count;
        }

        return sum;
    }

    private sealed class FailureRecorder
    {
        private readonly Histogram _service = new();
        private long _count;
        private long _retryAfter;
        private long _rateLimit;

        public void Record(Reply reply, long serviceNs)
        {
            _count++;
            _retryAfter += reply.Header("Retry-After") is null ? 0 : 1;
            _rateLimit += reply.HasRateLimitHeader() ? 1 : 0;
            _service.Record(serviceNs);
        }

        public static FailureMetrics Merge(string status, IReadOnlyList<FailureRecorder> parts) => new()
        {
            Status = status,
            Count = parts.Sum(static part => part._count),
            WithRetryAfter = parts.Sum(static part => part._retryAfter),
            WithRateLimitHeader = parts.Sum(static part => part._rateLimit),
            Service = Histogram.Merged(parts.Select(static part => part._service)),
        };
    }
}
