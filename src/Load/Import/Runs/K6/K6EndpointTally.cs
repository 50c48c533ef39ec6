using System.Globalization;
using Headroom.Load.K6;
using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>One endpoint of a run, out of its single samples.</summary>
internal sealed class K6EndpointTally(string name, SampleRoom room)
{
    private const int NoAnswer = 0;
    private const int MaxStatus = 999;

    private readonly Dictionary<int, long> _status = [];
    private readonly Dictionary<FailureCause, long> _causes = [];
    private readonly SortedDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private readonly K6Onset _onset = new();
    private readonly SampleValues _succeeded = new(room);
    private readonly SampleValues _failed = new(room);

    // Where the script does not record whether a response was expected.
    private readonly SampleValues _unjudged = new(room);
    private string? _method;
    private bool _hasMethods;
    private long _unexplained;

    // Requests without an answer whose error code the script does not record.
    private long _unknown;

    /// <summary>All values of its latency.</summary>
    public IReadOnlyList<SampleValues> Values => [_succeeded, _failed, _unjudged];

    /// <summary>Requests that ended.</summary>
    public long Requests => _succeeded.Count + _failed.Count + _unjudged.Count;

    /// <summary>Requests of which k6 says whether they failed.</summary>
    public long Judged { get; private set; }

    /// <summary>Those that failed.</summary>
    public long Failed { get; private set; }

    /// <summary>Records a sample of <c>http_req_duration</c>.</summary>
    public void Record(K6Point point)
    {
        _hasMethods |= Requests > 0 && point.Method != _method;
        _method = point.Method;
        var values = point.IsExpected switch
        {
            true => _succeeded,
            false => _failed,
            null => _unjudged,
        };
        values.Add(point.Value);
        _onset.Record(point.At.ToUnixTimeSeconds());
        if (point.Status is { } status and >= NoAnswer and <= MaxStatus)
        {
            _status[status] = _status.GetValueOrDefault(status) + 1;
        }

        if (ErrorOf(point) is { } error)
        {
            _errors[error] = _errors.GetValueOrDefault(error) + 1;
        }
        else
        {
            _unknown += point.Status == NoAnswer ? 1 : 0;
        }
    }

    /// <summary>Records a sample of <c>http_req_failed</c>: 1 of a request that failed.</summary>
    public void Judge(K6Point point)
    {
        Judged++;
        if (point.Value == 0)
        {
            return;
        }

        Failed++;
        _onset.Fail(point.At.ToUnixTimeSeconds());
        if (StatusOf(point) is { } status)
        {
            var cause = StatusCauses.Of(status);
            _causes[cause] = _causes.GetValueOrDefault(cause) + 1;
        }
        else
        {
            _unexplained++;
        }
    }

    /// <summary>What was measured.</summary>
    public ImportedEndpoint Measured()
    {
        _onset.Close();
        var latency = new SampleDistribution(Values).Latency();
        return new ImportedEndpoint
        {
            Name = name,
            Method = _hasMethods ? null : _method,
            Requests = Requests > 0 ? Requests : null,
            Failed = Judged > 0 ? Failed : null,
            FailedByClass = Judged > 0 && _unexplained == 0 ? Causes() : null,
            Status = _status.Count > 0 ? Statuses() : null,
            Errors = _errors.Count > 0 || (_status.Count > 0 && _unknown == 0) ? _errors : null,
            P95Ms = latency?.P95Ms,
            Latency = latency,
            Failures = Judged > 0 && Requests > 0 ? Shape() : null,
        };
    }

    private FailureShape Shape() => new()
    {
        FailedP50Ms = new SampleDistribution(_failed).Quantile(0.5),
        SucceededP50Ms = new SampleDistribution(_succeeded).Quantile(0.5),
        OnsetRatePerS = _onset.RequestsAtOnset,
        FailingSeconds = _onset.Failing,
        Seconds = _onset.Seconds,
    };

    private SortedDictionary<string, long> Causes() => new(
        _causes.ToDictionary(static cause => cause.Key.ToString().ToLowerInvariant(), static cause => cause.Value),
        StringComparer.Ordinal);

    private SortedDictionary<string, long> Statuses() => new(
        _status.ToDictionary(static status => status.Key.ToString(CultureInfo.InvariantCulture), static status => status.Value),
        StringComparer.Ordinal);

    // The status, or the kind of transport error; 1000 more than a status is k6's error code of a bad one.
    private static string? StatusOf(K6Point point) => (point.Status, point.ErrorCode) switch
    {
        ({ } status and > NoAnswer, _) => status.ToString(CultureInfo.InvariantCulture),
        (null, { } code) when K6Endpoint.IsStatus(code) => (code - 1000).ToString(CultureInfo.InvariantCulture),
        (null, null) => null,
        (_, var code) => K6Endpoint.KindOf(code).Text(),
    };

    // The kind of error of a request without an answer; null of an answer, and where the script does not record the error's code.
    private static string? ErrorOf(K6Point point) => (point.Status, point.ErrorCode) switch
    {
        (null or NoAnswer, { } code) when !K6Endpoint.IsStatus(code) => K6Endpoint.KindOf(code).Text(),
        _ => null,
    };
}
