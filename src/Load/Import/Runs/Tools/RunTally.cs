using Headroom.Model.Results;
using Headroom.Model.Text;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>One request that ended.</summary>
/// <param name="Name">Its endpoint, as the tool names it.</param>
/// <param name="Method">The HTTP method; null when the form does not tell.</param>
/// <param name="StartMs">When it began, in milliseconds since 1970, or since the run began where the form has no calendar.</param>
/// <param name="ElapsedMs">How long it took, in milliseconds.</param>
/// <param name="Status">"200"; "0" is no answer; null when the form does not tell.</param>
/// <param name="Failed">Whether it failed, as the tool counts.</param>
/// <param name="Cause">Why it failed; null when it did not, or when the form does not tell.</param>
/// <param name="Error">Why it has no answer: "refused", "timeout"; null when it has one, or when the form does not tell.</param>
internal readonly record struct EndedRequest(
    string Name, string? Method, double StartMs, double ElapsedMs, string? Status, bool Failed, string? Cause, string? Error = null);

/// <summary>Makes a run of the single requests that a file holds, in one pass and bounded memory.</summary>
/// <param name="tool">The tool: "jmeter".</param>
/// <param name="form">The form: "csv".</param>
internal sealed class RunTally(string tool, string form)
{
    /// <summary>More names than this are ids in addresses, not endpoints.</summary>
    public const int MostEndpoints = 500;

    private const double MostMs = 1e14;

    private readonly TallyRoom _room = new();
    private readonly Dictionary<(string Name, string? Method), EndpointTally> _endpoints = [];
    private EndpointTally? _others;
    private long _failed;
    private long _nameless;
    private long _rejected;
    private (long Line, string Reason)? _firstRejected;
    private double _began = double.PositiveInfinity;
    private double _from = double.PositiveInfinity;
    private double _to = double.NegativeInfinity;

    /// <summary>Whether the times of the requests are of the calendar, and name their zone.</summary>
    public bool HasCalendar { get; set; } = true;

    /// <summary>Whether the form tells which requests failed.</summary>
    public bool KnowsFailures { get; set; } = true;

    /// <summary>How many requests there are.</summary>
    public long Requests { get; private set; }

    /// <summary>Counts a request; a time that cannot be one makes it a line that is none.</summary>
    public void Add(long line, in EndedRequest request)
    {
        if (!(Math.Abs(request.StartMs) <= MostMs) || request.ElapsedMs is not (>= 0 and <= MostMs))
        {
            Reject(line, $"started at {request.StartMs} and took {request.ElapsedMs} ms; expected a time and a duration");
            return;
        }

        Requests++;
        _failed += request.Failed ? 1 : 0;
        _from = Math.Min(_from, request.StartMs);
        _to = Math.Max(_to, request.StartMs + request.ElapsedMs);
        var name = EndpointNames.Kept(request.Name);
        if (!_endpoints.TryGetValue((name, request.Method), out var endpoint))
        {
            if (_endpoints.Count == MostEndpoints)
            {
                _nameless++;
                _others ??= new EndpointTally("", method: null, _room);
                _others.Add(request);
                return;
            }

            endpoint = new EndpointTally(name, request.Method, _room);
            _endpoints.Add((name, request.Method), endpoint);
        }

        endpoint.Add(request);
    }

    /// <summary>A line is no request: it is counted, and the first is told.</summary>
    public void Reject(long line, string reason)
    {
        _rejected++;
        _firstRejected ??= (line, reason);
    }

    /// <summary>The run began before its first request; what the tool did until then is no part of its duration.</summary>
    public void BeganAt(double ms) => _began = Math.Abs(ms) <= MostMs ? Math.Min(_began, ms) : _began;

    /// <summary>The run.</summary>
    /// <exception cref="RunFormException">It has no request.</exception>
    public ImportedRun Run(RunSource source)
    {
        if (Requests == 0)
        {
            throw _firstRejected is { } first
                ? new RunFormException(first.Line, first.Reason)
                : new RunFormException(null, $"no request in it; expected at least one in the results of {tool}");
        }

        IEnumerable<EndpointTally> all = _others is null ? _endpoints.Values : _endpoints.Values.Append(_others);
        var latency = new SampleDistribution([.. all.SelectMany(static endpoint => endpoint.Values)]);
        return new ImportedRun
        {
            Source = source.Source,
            Tool = tool,
            Form = form,
            StartedAt = HasCalendar ? RunNumbers.Instant(Math.Min(_began, _from)) : null,
            DurationS = (_to - _from) / 1000,
            Requests = Requests,
            HttpReqDuration = latency.Latency(),
            HttpReqFailed = KnowsFailures ? Ratio.Of(_failed, Requests) : null,
            Endpoints = [.. _endpoints.Values.Select(endpoint => endpoint.Endpoint(KnowsFailures))],
            Remarks = [.. Remarks(latency)],
        };
    }

    private IEnumerable<string> Remarks(SampleDistribution latency)
    {
        if (_firstRejected is { } first)
        {
            yield return $"{Counted.Of(_rejected, "line is no request", "lines are no requests")}, "
                + $"the first is line {first.Line}: {first.Reason}";
        }

        if (_nameless > 0)
        {
            yield return $"{Counted.Of(_nameless, "request")} of names beyond the first {MostEndpoints}: in the totals only";
        }

        if (_room.IsFull)
        {
            yield return "too many seconds and endpoints to tell when each endpoint failed: that is null where it is not known";
        }

        if (!latency.IsExact)
        {
            yield return "more requests than single latencies are kept of; percentiles are within 0.03 %";
        }
    }
}
