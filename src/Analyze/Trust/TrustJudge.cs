using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Text;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Analyze.Trust;

/// <summary>
/// Judges the measurement of an audit before anything is judged by it; <see cref="LoadTrust"/> judges a load run that stands alone.
/// </summary>
public static class TrustJudge
{
    /// <summary>A request sent this late was not sent when the schedule says; below, the lag hides in the noise of any network.</summary>
    internal static readonly TimeSpan LateSend = TimeSpan.FromMilliseconds(10);

    /// <summary>A lag matters only against what is measured: this share of the fastest endpoint's p95.</summary>
    internal const double LateShare = 0.1;

    /// <summary>A generator that takes more than this share of the machine measures itself.</summary>
    private const double GreedyGenerator = 0.5;

    /// <summary>
    /// Others that take more than this share of the machine decide the latency (METHOD: above 25 % no proof by latency, above 50 % none
    /// at all).
    /// </summary>
    internal const double ForeignSpoils = 0.5;

    /// <summary>Others that take more than this share are told.</summary>
    internal const double ForeignDisturbs = 0.25;

    /// <summary>A shorter window has no steady state.</summary>
    internal static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(5);

    /// <summary>The trust in a run; a run that did not take place is not trusted.</summary>
    /// <param name="run">The load's metrics, or null.</param>
    /// <param name="missing">Why there are none.</param>
    /// <param name="host">Who used the processors, or null.</param>
    public static RunTrust Of(RunMetrics? run, string missing, HostUse? host)
    {
        if (run is null)
        {
            return new RunTrust { Valid = false, Reasons = [$"no load was measured: {missing}"], Remarks = [] };
        }

        var reasons = Reasons(run, host).ToList();
        return new RunTrust
        {
            Valid = reasons.Count == 0,
            Reasons = reasons,
            Remarks = [.. Remarks(run, host), .. AnswerTrust.Remarks(run)],
            NeverSent = run is { OfferedRate: not null, Arrivals: > 0 and var arrivals }
                ? new Ratio((double)run.Generator.DroppedByTarget / arrivals)
                : null,
            SendLagP99 = run.Generator.SendLag.Quantile(0.99),
            GeneratorCpu = host?.Generator,
            ForeignCpu = host?.Foreign,
        };
    }

    /// <summary>
    /// Whether counted work of a run can be believed: it would be trusted on an idle machine, by a generator that sent in time.
    /// </summary>
    /// <remarks>
    /// <b>Source:</b> own measurement: with 87 % of the processors in foreign use a p95 varied fourteen times as much as on the idle
    /// machine, and statements and buffers a request hardly at all.
    /// </remarks>
    /// <param name="run">The load's metrics, or null.</param>
    public static bool SparesWork(RunMetrics? run) => run is not null
        && !Reasons(run with { Generator = run.Generator with { SendLag = new Histogram() } }, host: null).Any();

    private static IEnumerable<string> Reasons(RunMetrics run, HostUse? host)
    {
        if (run.ServiceEnd is { } end)
        {
            yield return end.Sentence;
            yield break; // the rest follows from it
        }

        if (run.Endpoints.Sum(endpoint => endpoint.Requests) == 0)
        {
            yield return run.EndedBecause is { } cause ? $"no request was recorded: {cause}" : "no request was recorded";
            yield break; // the rest follows from it
        }

        if (AnswerTrust.Reason(run) is { } refused)
        {
            yield return refused;
        }

        if (run.Window.Duration < ShortestWindow)
        {
            yield return $"the recorded window is too short for a steady state ({run.Window.Duration.TotalSeconds:0.##} s, at least "
                + $"{ShortestWindow.TotalSeconds:0.##} s)";
        }

        var fastest = run.Endpoints.Select(endpoint => endpoint.Latency.Quantile(0.95)).Min();
        if (run.Generator.SendLag.Quantile(0.99) is { } lag && fastest is { } p95 && lag > LongestLag(p95))
        {
            yield return $"the generator sent late (send lag p99 {LoadTrust.Ms(lag)}, limit {LoadTrust.Ms(LongestLag(p95))}), so that "
                + "latencies hold its own delay";
        }

        if (run.Generator.DroppedByGenerator is > 0 and var lost)
        {
            yield return $"the generator lost {lost:#,0} {Counted.Word(lost, "arrival")} though connections were free";
        }

        if (host?.Generator.Value is > GreedyGenerator and var generator)
        {
            yield return $"the generator itself took most of the machine ({Beside(generator, GreedyGenerator)})";
        }

        if (SaturatedGenerator.IsIn(run))
        {
            yield return "the generator's own threads were busy all the time while arrivals waited: for whom is not known";
        }

        if (host?.Foreign?.Value is > ForeignSpoils and var foreign)
        {
            yield return $"other processes took most of the machine ({Beside(foreign, ForeignSpoils)}): repeat when it is idle";
        }
    }

    // Both limits hold: what is sent late by itself, and against what is measured.
    private static TimeSpan LongestLag(TimeSpan fastest) => fastest * LateShare > LateSend ? fastest * LateShare : LateSend;

    private static string Beside(double share, double limit) => $"{share * 100:0.#} %, limit {limit * 100:0.#} %";

    private static IEnumerable<string> Remarks(RunMetrics run, HostUse? host)
    {
        if (run.Interrupted)
        {
            yield return "the run was interrupted: the window is shorter than planned";
        }

        if (run.Generator.Waited + run.Generator.DroppedByTarget > 0 && !SaturatedGenerator.IsIn(run))
        {
            yield return $"of {run.Arrivals:#,0} arrivals {run.Generator.Waited:#,0} waited because every virtual user was busy with the "
                + $"target, and {run.Generator.DroppedByTarget:#,0} were never sent: it is saturated at this rate";
        }

        if (host?.Foreign?.Value is > ForeignDisturbs and <= ForeignSpoils and var foreign)
        {
            yield return $"other processes took a good part of the machine ({Beside(foreign, ForeignDisturbs)}): work counters are to be "
                + "believed before latencies";
        }
    }
}
