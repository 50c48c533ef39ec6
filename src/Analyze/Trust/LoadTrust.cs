using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Text;

namespace Headroom.Analyze.Trust;

/// <summary>Judges the measurement of a load run that stands alone, without an audit around it.</summary>
/// <remarks>
/// Stricter than an audit on what the generator did (own machine exhausted, a saturated sending thread), softer on what somebody who
/// types a short run wants: a window under 5 s is a remark. Late sends spoil only the open model, where a schedule says when to send;
/// in the closed one, as fast as it goes, a busy generator is what was asked for.
/// </remarks>
public static class LoadTrust
{
    /// <summary>A lag above this is told, though it does not spoil the run yet.</summary>
    private static readonly TimeSpan s_noticeableLag = TimeSpan.FromMilliseconds(1);

    /// <summary>The hypervisor took more than this share.</summary>
    private const double NoticeableSteal = 0.05;

    /// <summary>The trust in a load run.</summary>
    /// <param name="run">What was measured.</param>
    /// <param name="host">Who used the processors, or null when it is not known.</param>
    /// <param name="connections">How many connections the plan may open at once.</param>
    public static RunTrust Of(RunMetrics run, HostUse? host, int connections)
    {
        string[] reasons = [.. Measured(run), .. Generator(run), .. Machine(run, host, connections)];
        return new RunTrust
        {
            Valid = reasons.Length == 0,
            Reasons = reasons,
            Remarks =
            [
                .. RunRemarks(run), .. AnswerTrust.Remarks(run), .. GeneratorRemarks(run), .. MachineRemarks(run, host, connections),
            ],
            SendLagP99 = run.Generator.SendLag.Quantile(0.99),
            GeneratorCpu = host?.Generator,
            ForeignCpu = host?.Foreign,
        };
    }

    private static IEnumerable<string> Measured(RunMetrics run)
    {
        var responses = run.Endpoints.Sum(static endpoint => endpoint.Status.Values.Sum());
        var ended = run.EndedBecause is { } because ? $": {because}" : "";
        if (run.Endpoints.Sum(static endpoint => endpoint.Requests) == 0)
        {
            yield return $"no request was recorded{ended}";
        }
        else if (responses == 0)
        {
            yield return "no request got a response: "
                + string.Join(", ", Errors(run).Select(static error => $"{error.Kind} ×{error.Count:#,0}"));
        }
        else if (AnswerTrust.Reason(run) is { } refused)
        {
            yield return refused;
        }
        else if (run.EndedBecause is { } early && !run.Thresholds.Any(static threshold => threshold.Aborted))
        {
            yield return $"the run ended itself before its end: {early}";
        }
    }

    private static IEnumerable<string> Generator(RunMetrics run)
    {
        if (run.Generator.DroppedByGenerator is > 0 and var lost)
        {
            yield return $"the generator lost {lost:#,0} arrivals though virtual users were free: lower the rate, or give it more threads";
        }

        if (IsOpen(run) && Lag(run) is { Matters: true } lag && lag.P99 > TrustJudge.LateSend)
        {
            yield return $"the generator sent late: send lag p99 {Ms(lag.P99)} where the fastest endpoint's p95 is {Ms(lag.Fastest)}";
        }

        if (IsOpen(run)
            && BusyThreads(run) is > SaturatedGenerator.BusyThread and var busy
            && Lag(run) is { Matters: true } late
            && late.P99 > s_noticeableLag)
        {
            yield return $"the generator's {Threads(run)} busy {busy * 100:0} % of the time, so that sends were late: lower the "
                + "rate, or give it more threads";
        }

        if (SaturatedGenerator.IsIn(run))
        {
            yield return $"the generator's {Threads(run)} busy all the time while {run.Generator.Waited:#,0} arrivals waited: whether they "
                + "waited for the target or for the generator is not known; lower the rate, or give it more threads";
        }
    }

    private static IEnumerable<string> Machine(RunMetrics run, HostUse? host, int connections)
    {
        var exhausted = Exhausted(run);
        if (exhausted > 0)
        {
            yield return $"the generator's own machine had no socket or port left {exhausted:#,0} times: fewer "
                + "connections, or keep them alive";
        }

        if (run.Generator.OpenFilesLimit is { } limit && limit <= connections && (exhausted > 0 || run.Generator.PeakVus >= limit))
        {
            yield return $"the process may open {limit:#,0} files, less than its {connections:#,0} connections: "
                + $"raise it with `ulimit -n {connections + 256}`";
        }

        if (host?.Foreign?.Value is > TrustJudge.ForeignSpoils and var foreign)
        {
            yield return $"other processes took {foreign * 100:0} % of the machine: repeat when it is idle";
        }
    }

    private static IEnumerable<string> RunRemarks(RunMetrics run)
    {
        if (run.Interrupted)
        {
            yield return "the run was interrupted: the window is shorter than planned";
        }

        if (run.EndedBecause is { } because && run.Thresholds.Any(static threshold => threshold.Aborted))
        {
            yield return $"the run ended itself: {because}";
        }

        if (run.Generator.Waited + run.Generator.DroppedByTarget > 0 && !SaturatedGenerator.IsIn(run))
        {
            yield return $"target saturation: {run.Generator.Waited:#,0} arrivals waited because every virtual user was busy (their "
                + $"think time included), {run.Generator.DroppedByTarget:#,0} were never sent";
        }

        if (run.Generator.CutShort is > 0 and var cut)
        {
            yield return $"{cut:#,0} iterations ended early: a response did not hold what a later request needs";
        }

        if (run.Window.Duration < TrustJudge.ShortestWindow && run.Window.Duration > TimeSpan.Zero)
        {
            yield return $"a window of {run.Window.Duration.TotalSeconds:0.#} s is short: start-up and chance weigh much in it";
        }
    }

    private static IEnumerable<string> GeneratorRemarks(RunMetrics run)
    {
        if (IsOpen(run) && Lag(run) is { Matters: true } lag && lag.P99 > s_noticeableLag && lag.P99 <= TrustJudge.LateSend)
        {
            yield return $"send lag p99 {Ms(lag.P99)}, where the fastest endpoint's p95 is {Ms(lag.Fastest)}: "
                + "what is smaller is the generator's own";
        }

        if (!IsOpen(run) && BusyThreads(run) is > SaturatedGenerator.BusyThread)
        {
            yield return $"the generator's {Threads(run)} busy all the time: the rate is what generator and target reach together";
        }
    }

    private static IEnumerable<string> MachineRemarks(RunMetrics run, HostUse? host, int connections)
    {
        if (run.Generator.OpenFilesLimit is { } limit && limit <= connections && Exhausted(run) == 0 && run.Generator.PeakVus < limit)
        {
            yield return $"the process may open {limit:#,0} files, less than the {connections:#,0} connections of the "
                + "plan, which were not needed";
        }

        if (host?.Foreign?.Value is > TrustJudge.ForeignDisturbs and <= TrustJudge.ForeignSpoils and var foreign)
        {
            yield return $"other processes took {foreign * 100:0} % of the machine";
        }

        if (host?.Steal.Value is > NoticeableSteal and var steal)
        {
            yield return $"the hypervisor took {steal * 100:0} % of the processors away";
        }
    }

    private static IEnumerable<(string Kind, long Count)> Errors(RunMetrics run) => run.Endpoints
        .SelectMany(static endpoint => endpoint.Errors)
        .GroupBy(static error => error.Key, static error => error.Value, StringComparer.Ordinal)
        .Select(static kind => (kind.Key, kind.Sum()))
        .OrderByDescending(static kind => kind.Item2).ThenBy(static kind => kind.Key, StringComparer.Ordinal);

    private static long Exhausted(RunMetrics run) =>
        Errors(run).Where(static error => error.Kind == "exhausted").Sum(static error => error.Count);

    private static bool IsOpen(RunMetrics run) => run.OfferedRate is not null;

    /// <summary>The lag beside the fastest endpoint's p95; it matters above a tenth of it.</summary>
    private static (TimeSpan P99, TimeSpan Fastest, bool Matters)? Lag(RunMetrics run) =>
        run.Generator.SendLag.Quantile(0.99) is { } lag
            && run.Endpoints.Select(static endpoint => endpoint.Latency.Quantile(0.95)).Min() is { } fastest
            ? (lag, fastest, lag > fastest * TrustJudge.LateShare)
            : null;

    private static double? BusyThreads(RunMetrics run) =>
        run.Window.Duration > TimeSpan.Zero ? run.Generator.Cpu / run.Window.Duration / Math.Max(1, run.Generator.Threads) : null;

    private static string Threads(RunMetrics run) =>
        $"{Counted.Of(run.Generator.Threads, "sending thread")} {Counted.Word(run.Generator.Threads, "was", "were")}";

    /// <summary>A duration in milliseconds, as reasons tell it.</summary>
    internal static string Ms(TimeSpan duration) => $"{duration.TotalMilliseconds:0.##} ms";
}
