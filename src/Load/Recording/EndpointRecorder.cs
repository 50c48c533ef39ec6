using Headroom.Load.Protocols;
using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Load.Recording;

/// <summary>What one worker saw of one endpoint.</summary>
internal sealed class EndpointRecorder(int checks)
{
    private const int HighestStatus = 999;

    private readonly long[] _status = new long[HighestStatus + 1];
    private readonly long[] _errors = new long[ErrorKinds.Count];
    private readonly SortedDictionary<string, FailureRecorder> _failures = new(StringComparer.Ordinal);
    private readonly (long Passes, long Fails)[] _checks = new (long, long)[checks];
    private long _sent;
    private long _received;

    /// <summary>Requests that ended.</summary>
    public long Requests { get; private set; }

    /// <summary>Requests that failed.</summary>
    public long Failed { get; private set; }

    /// <summary>From the intended start.</summary>
    public Histogram Latency { get; } = new();

    /// <summary>From the actual start.</summary>
    public Histogram Service { get; } = new();

    /// <summary>Counts what came back for one request.</summary>
    public void Record(Connection connection, bool failed, long? latencyNs, long serviceNs)
    {
        Requests++;
        _received += connection.BodyBytes;
        _sent += connection.SentBytes;
        if (connection.Error == ErrorKind.None)
        {
            _status[Math.Clamp(connection.Response.Status, 0, HighestStatus)]++;
        }
        else
        {
            _errors[(int)connection.Error]++;
        }

        if (latencyNs is { } latency)
        {
            Latency.Record(latency);
            Service.Record(serviceNs);
        }

        if (failed)
        {
            Failed++;
            FailureOf(connection).Record(connection, serviceNs);
        }
    }

    /// <summary>Counts whether a check held.</summary>
    public void Record(int check, bool holds)
    {
        var (passes, fails) = _checks[check];
        _checks[check] = holds ? (passes + 1, fails) : (passes, fails + 1);
    }

    /// <summary>Responses by status.</summary>
    public IEnumerable<KeyValuePair<string, long>> Status() => _status.Index().Where(static pair => pair.Item > 0)
        .Select(static pair => new KeyValuePair<string, long>(pair.Index.ToString(), pair.Item));

    /// <summary>Transport errors by kind.</summary>
    public IEnumerable<KeyValuePair<string, long>> Errors() => _errors.Index().Where(static pair => pair.Item > 0)
        .Select(static pair => new KeyValuePair<string, long>(((ErrorKind)pair.Index).Text(), pair.Item));

    /// <summary>Everything that workers saw of one endpoint.</summary>
    public static EndpointMetrics Merge(string name, IReadOnlyList<string> checks, IReadOnlyList<EndpointRecorder> parts) => new()
    {
        Endpoint = name,
        Requests = parts.Sum(static part => part.Requests),
        Failed = parts.Sum(static part => part.Failed),
        Status = Sum(parts.SelectMany(static part => part.Status())),
        Errors = Sum(parts.SelectMany(static part => part.Errors())),
        Latency = Histogram.Merged(parts.Select(static part => part.Latency)),
        Service = Histogram.Merged(parts.Select(static part => part.Service)),
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
        Sent = new Bytes(parts.Sum(static part => part._sent)),
    };

    /// <summary>Counts with the same key, added up.</summary>
    public static SortedDictionary<string, long> Sum(IEnumerable<KeyValuePair<string, long>> counts)
    {
        var sum = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (key, count) in counts)
        {
            sum[key] = sum.GetValueOrDefault(key) + count;
        }

        return sum;
    }

    private FailureRecorder FailureOf(Connection connection)
    {
        var status = connection.Error == ErrorKind.None ? connection.Response.Status.ToString() : connection.Error.Text();
        if (!_failures.TryGetValue(status, out var failure))
        {
            _failures[status] = failure = new FailureRecorder();
        }

        return failure;
    }

    private sealed class FailureRecorder
    {
        private readonly Histogram _service = new();
        private long _count;
        private long _retryAfter;
        private long _rateLimit;

        public void Record(Connection connection, long serviceNs)
        {
            _count++;
            _service.Record(serviceNs);
            if (connection.Error == ErrorKind.None)
            {
                _retryAfter += connection.Response.TryHeader("retry-after"u8, out _) ? 1 : 0;
                _rateLimit += connection.Response.HasRateLimitHeader() ? 1 : 0;
            }
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
