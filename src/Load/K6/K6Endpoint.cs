using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Load.K6;

/// <summary>One endpoint of a k6 script, as its samples tell.</summary>
internal sealed class K6Endpoint(string name)
{
    private readonly SortedDictionary<string, long> _status = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private readonly Histogram _answered = new();
    private readonly Histogram _all = new();

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Requests that ended.</summary>
    public long Requests => _all.Count;

    /// <summary>Requests that failed.</summary>
    public long Failed { get; private set; }

    /// <summary>Responses by status.</summary>
    public IReadOnlyDictionary<string, long> Status => _status;

    /// <summary>Transport errors by kind.</summary>
    public IReadOnlyDictionary<string, long> Errors => _errors;

    /// <summary>Durations of requests that got a response or ran into their time limit.</summary>
    public Histogram Answered => _answered;

    /// <summary>Counts a request that failed.</summary>
    public void Fail() => Failed++;

    /// <summary>Records a request; answers whether its duration tells something of the target.</summary>
    public bool Record(K6Point point, long durationNs)
    {
        _all.Record(durationNs);
        var unanswered = point.Status is 0 || (point.Status is null && point.ErrorCode is { } code && !IsStatus(code));
        var error = unanswered ? KindOf(point.ErrorCode) : ErrorKind.None;
        if (error != ErrorKind.None)
        {
            _errors[error.Text()] = _errors.GetValueOrDefault(error.Text()) + 1;
        }
        else if (point.Status is { } status)
        {
            var text = status.ToString(CultureInfo.InvariantCulture);
            _status[text] = _status.GetValueOrDefault(text) + 1;
        }

        if (error is not (ErrorKind.None or ErrorKind.Timeout))
        {
            return false;
        }

        _answered.Record(durationNs);
        return true;
    }

    /// <summary>What was measured.</summary>
    public EndpointMetrics Measured() => new()
    {
        Endpoint = name,
        Requests = Requests,
        Failed = Failed,
        Status = new SortedDictionary<string, long>(_status, StringComparer.Ordinal),
        Errors = new SortedDictionary<string, long>(_errors, StringComparer.Ordinal),
        Latency = Histogram.Merged([_answered]),
        Service = Histogram.Merged([_all]),
        Failures = [],
        Checks = [],
        Received = new Bytes(0),
    };

    /// <summary>Whether an error code of k6 is that of a bad status, which is 1000 less.</summary>
    public static bool IsStatus(int code) => code is >= 1400 and < 1600;

    /// <summary>The kind of transport error that an error code of k6 stands for.</summary>
    /// <remarks><b>Source:</b> grafana.com/docs/k6, "Error codes".</remarks>
    public static ErrorKind KindOf(int? code) => code switch
    {
        1050 or 1211 => ErrorKind.Timeout,
        >= 1100 and < 1110 => ErrorKind.Unresolved,
        1201 or 1220 => ErrorKind.Reset,
        1212 => ErrorKind.Refused,
        >= 1110 and < 1300 => ErrorKind.Unreachable,
        >= 1300 and < 1400 => ErrorKind.Tls,
        _ => ErrorKind.Protocol,
    };
}
