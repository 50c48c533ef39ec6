using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Report.Load;

/// <summary>The first line of every load run: whether its numbers can be believed, and why.</summary>
public static class TrustLine
{
    /// <summary><c>trusted: ...</c> or <c>NOT TRUSTED: why; why</c>, on one line.</summary>
    public static string Of(RunMetrics run, RunTrust trust) => trust.Valid
        ? $"trusted: {Lag(trust)}{Generator(run)}, {Lost(run)}{Failed(run)}"
        : $"NOT TRUSTED: {string.Join("; ", trust.Reasons.Select(LoadText.OneLine))}";

    private static string Lag(RunTrust trust) =>
        trust.SendLagP99 is { } lag ? $"send lag p99 {Format.Duration(lag)}" : "send lag unknown";

    private static string Generator(RunMetrics run) => run.Window.Duration <= TimeSpan.Zero
        ? ""
        : $", generator {Format.Number(Math.Round(run.Generator.Cpu / run.Window.Duration * 100, 1))} % of a core";

    private static string Lost(RunMetrics run) => run.Generator.DroppedByTarget > 0
        ? $"{Format.Several((int)Math.Min(int.MaxValue, run.Generator.DroppedByTarget), "arrival")} never sent"
        : "nothing lost";

    private static string Failed(RunMetrics run) => LoadResults.Failed(run) is > 0 and var failed
        ? $", {Format.Percent(Ratio.Of(failed, LoadResults.Requests(run)))} failed"
        : "";
}
