using Headroom.Load.Recording;
using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Load.Engine;

/// <summary>Looks at a run while it goes on: each worker is asked on its own thread, once a second.</summary>
internal sealed class Live(RunState run, TimeSpan total)
{
    private const int MostEndpoints = 100;

    private readonly Histogram[] _latency = [.. run.Plan.Endpoints.Take(MostEndpoints).Select(static _ => new Histogram())];
    private readonly long[] _requests = new long[run.Plan.Endpoints.Count];
    private readonly long[] _failed = new long[run.Plan.Endpoints.Count];
    private readonly List<KeyValuePair<string, long>> _errors = [];
    private readonly List<KeyValuePair<string, long>>[] _status =
    [
        .. run.Plan.Endpoints.Select(static _ => new List<KeyValuePair<string, long>>()),
    ];
    private long _allFailed;
    private long _dropped;

    /// <summary>The run second by second.</summary>
    public SecondsSeries Seconds { get; } = new();

    /// <summary>Requests that got a response so far, warm-up included.</summary>
    public long Answered { get; private set; }

    /// <summary>Requests that failed so far, warm-up included.</summary>
    public long Failed => _allFailed;

    /// <summary>The threshold that ends the run by what was seen so far, or null.</summary>
    public Threshold? Broken { get; private set; }

    /// <summary>Asks every worker, then tells where the run stands.</summary>
    /// <param name="isOver">Whether nothing more will be recorded.</param>
    public async Task<LoadProgress> ReadAsync(bool isOver)
    {
        Clear();
        var now = run.Clock.NowNs;
        foreach (var worker in run.Workers)
        {
            await worker.Loop.RunAsync(() =>
            {
                Add(worker, isOver ? int.MaxValue : worker.Recorder.SecondOf(now));
                return Task.CompletedTask;
            });
        }

        Seconds.Trim();
        var elapsed = RunClock.Span(now);
        if (!isOver && elapsed > run.Load.WarmUp)
        {
            Broken ??= run.Plan.Thresholds.Judge(elapsed - run.Load.WarmUp);
        }

        var last = Seconds.Live(run.Workers[0].Recorder.SecondOf(now) - 1);
        return new LoadProgress
        {
            Elapsed = elapsed,
            Total = total,
            Phase = run.Workers[0].Loop.IsReleased || elapsed >= total ? LoadPhase.Draining
                : elapsed < run.Load.WarmUp ? LoadPhase.WarmUp
                : LoadPhase.Recording,
            RequestsPerSecond = last?.Ended ?? 0,
            Requests = _requests.Sum(),
            InFlight = run.InFlight,
            Errors = _allFailed,
            ErrorsByKind = EndpointRecorder.Sum(_errors),
            Dropped = _dropped,
            P50 = last?.Latency.Quantile(0.50),
            P95 = last?.Latency.Quantile(0.95),
            P99 = last?.Latency.Quantile(0.99),
            Endpoints = [.. run.Plan.Endpoints.Select((endpoint, i) => Row(endpoint.Name, i))],
        };
    }

    private EndpointProgress Row(string name, int i)
    {
        var latency = i < _latency.Length ? _latency[i] : new Histogram();
        return new EndpointProgress(
            name, _requests[i], _failed[i],
            latency.Quantile(0.50), latency.Quantile(0.95), latency.Quantile(0.99), EndpointRecorder.Sum(_status[i]));
    }

    private void Clear()
    {
        Array.ForEach(_latency, static histogram => histogram.Clear());
        Array.ForEach(_status, static counts => counts.Clear());
        Array.Clear(_requests);
        Array.Clear(_failed);
        _errors.Clear();
        (_allFailed, _dropped, Answered) = (0, 0, 0);
    }

    private void Add(Worker worker, int second)
    {
        var recorder = worker.Recorder;
        worker.Samples?.Flush();
        Seconds.Add(recorder.Seconds.Take(second));
        run.Plan.Thresholds.Gather(recorder.Metrics);
        _allFailed += recorder.Failed;
        _dropped += worker.DroppedByTarget;
        Answered += recorder.Answered;
        foreach (var (i, endpoint) in recorder.Endpoints.Index())
        {
            _requests[i] += endpoint.Requests;
            _failed[i] += endpoint.Failed;
            _errors.AddRange(endpoint.Errors());
            _status[i].AddRange(endpoint.Status());
            if (i < _latency.Length)
            {
                _latency[i].Merge(endpoint.Latency);
            }
        }
    }
}
