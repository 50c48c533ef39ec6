namespace Headroom.Statistics;

/// <summary>What a remedy may not harm while it improves something else.</summary>
/// <param name="Name">What is guarded: "errors", "p95 of GET /clips".</param>
/// <param name="PValue">Of "it is harmed by the margin or more": a small one shows that it is not.</param>
/// <remarks>A guard that cannot be shown to hold does not hold: absence of evidence passes nothing.</remarks>
public sealed record Guard(string Name, double PValue)
{
    /// <summary>The chance that any of the guards is held to hold and does not, 0..1.</summary>
    public const double Alpha = 0.01;

    /// <summary>By how much a guarded latency may be worse, as a ratio.</summary>
    public const double LatencyMargin = 0.10;

    /// <summary>A metric of both arms, which may be worse by less than a margin (a ratio).</summary>
    /// <remarks><b>Source:</b> the one-sided signed-rank test of the ln-ratios less ln(1 + margin).</remarks>
    public static Guard OfRatio(string name, IReadOnlyList<MetricPair> pairs, double margin = LatencyMargin)
    {
        var kept = pairs.Where(static pair => !pair.IsDisturbed);
        return new(name, SignedRankTest.Of([.. kept.Select(pair => pair.LogRatio - Math.Log(1 + margin))]).Less);
    }

    /// <summary>Failures of the same requests in both arms, whose ratio to requests may rise by less than a margin.</summary>
    public static Guard OfFailures(string name, PairedFailures failures, double margin) => new(name, failures.NonInferiority(margin));

    /// <summary>The guards that are not shown to hold, tested together.</summary>
    public static IReadOnlyList<Guard> NotHeld(IReadOnlyList<Guard> guards)
    {
        var adjusted = Holm.Adjusted([.. guards.Select(static guard => guard.PValue)]);
        return [.. guards.Where((_, i) => !(adjusted[i] < Alpha))];
    }
}
