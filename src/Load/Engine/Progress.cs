using Headroom.Statistics;

namespace Headroom.Load.Engine;

/// <summary>Reads where a run stands while it goes on.</summary>
internal static class Progress
{
    /// <summary>Where the run stands now.</summary>
    public static LoadProgress Of(RunState run, TimeSpan total)
    {
        var elapsed = RunClock.Span(run.Clock.NowNs);
        var recorders = run.Recorders;
        var second = (long)elapsed.TotalSeconds - 1;
        var last = recorders.Select(recorder => recorder.Live.Read(second)).OfType<(long Requests, Histogram Latency)>().ToArray();
        return new LoadProgress
        {
            Elapsed = elapsed,
            Total = total,
            Phase = run.IsStopped || elapsed >= total ? LoadPhase.Draining
                : elapsed < run.Load.WarmUp ? LoadPhase.WarmUp
                : LoadPhase.Recording,
            RequestsPerSecond = last.Sum(static part => part.Requests),
            InFlight = run.InFlight,
            Errors = recorders.Sum(static recorder => recorder.Live.Failed),
            P95 = Histogram.Merged(last.Select(static part => part.Latency)).Quantile(0.95),
        };
    }
}
