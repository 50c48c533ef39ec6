using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Analyze.Judge;

/// <summary>What changed from A to B, block by block.</summary>
internal static class ComparisonChanges
{
    /// <summary>Counters that hardly vary, and that a change of latency moves with it when it is one of work.</summary>
    private static readonly string[] s_witnesses = ["cpu_ms", "statements", "rows", "buffers"];

    private static readonly Ratio[] s_quantiles = [new(0.5), new(0.95), new(0.99)];

    /// <summary>The pairs of a latency; a block without one failed, and the noise probe says which pairs are none.</summary>
    public static IReadOnlyList<MetricPair> PairsOf(BlockExperiment blocks, Func<Block, TimeSpan?> latency)
    {
        double Milliseconds(Block block) => latency(block)?.TotalMilliseconds ?? double.PositiveInfinity;
        return
        [
            .. blocks.Pairs.Select(pair => new MetricPair(
                Milliseconds(pair.A), Milliseconds(pair.B),
                MetricPair.Disturbs(pair.A.Probe.TotalMilliseconds, pair.B.Probe.TotalMilliseconds))),
        ];
    }

    /// <summary>A quantile, with the ratio that was decided on.</summary>
    /// <returns>Null when half of an arm's blocks have no such quantile, since too many requests failed.</returns>
    public static MeasuredChange? OfQuantile(BlockExperiment blocks, Ratio quantile, PairedRatio? ratio) =>
        OfKept(NameOf(quantile), PairsOf(blocks, block => block.At(quantile)), ratio);

    /// <summary>The p95 of one endpoint: shown, not judged.</summary>
    /// <returns>Null when half of an arm's blocks have none.</returns>
    public static MeasuredChange? OfEndpoint(BlockExperiment blocks, string endpoint)
    {
        var pairs = PairsOf(blocks, block => block.Endpoints.FirstOrDefault(one => one.Endpoint == endpoint)?.P95);
        return OfKept("endpoint_p95_ms", pairs, Typical(pairs));
    }

    /// <summary>The quantiles that do not decide.</summary>
    public static IReadOnlyList<MeasuredChange> OfOtherQuantiles(BlockExperiment blocks) => blocks.Pairs.Count == 0
        ? []
        :
        [
            .. s_quantiles.Where(quantile => quantile != blocks.Quantile)
                .Select(quantile => OfQuantile(blocks, quantile, Typical(PairsOf(blocks, block => block.At(quantile)))))
                .OfType<MeasuredChange>(),
        ];

    /// <summary>The quantiles of the pilot alone, the deciding one first: medians without a change.</summary>
    /// <returns>Nothing when pairs were planned, or the pilot has none.</returns>
    public static IReadOnlyList<MeasuredChange> OfPilot(BlockExperiment blocks)
    {
        var pilot = blocks with { Pairs = blocks.PlannedPairs == 0 ? blocks.Pilot.Pairs : [] };
        return
        [
            .. s_quantiles.OrderBy(quantile => quantile == blocks.Quantile ? 0 : 1)
                .Select(quantile => OfQuantile(pilot, quantile, null))
                .OfType<MeasuredChange>(),
        ];
    }

    /// <summary>Work a request, by counter.</summary>
    public static IReadOnlyList<MeasuredChange> OfWork(BlockExperiment blocks)
    {
        var names = blocks.Pairs.SelectMany(static pair => pair.A.Work.Keys.Intersect(pair.B.Work.Keys, StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return
        [
            .. names.Select(name =>
            {
                List<MetricPair> both =
                [
                    .. blocks.Pairs.Where(pair => pair.A.Work.ContainsKey(name) && pair.B.Work.ContainsKey(name))
                        .Select(pair => new MetricPair(pair.A.Work[name], pair.B.Work[name])),
                ];
                return Of(
                    $"{name}_per_request", [.. both.Select(static pair => pair.Base)], [.. both.Select(static pair => pair.Remedy)],
                    Typical(both))!;
            }),
        ];
    }

    /// <summary>
    /// Whether a counter moved the way that the verdict says; null when there is none, or the verdict says nothing moved.
    /// </summary>
    public static bool? Witnesses(ProofVerdict verdict, IReadOnlyList<MeasuredChange> work)
    {
        List<MeasuredChange> counted =
            [.. work.Where(static change => s_witnesses.Any(name => change.Metric.StartsWith(name, StringComparison.Ordinal)))];
        return (verdict, counted) switch
        {
            (_, var all) when all.TrueForAll(static change => change.ChangeLow is null || change.ChangeHigh is null) => null,
            (ProofVerdict.Improved, _) => counted.Any(static change => change.ChangeHigh < 0),
            (ProofVerdict.Regressed, _) => counted.Any(static change => change.ChangeLow > 0),
            _ => null,
        };
    }

    /// <summary>"p95_ms".</summary>
    public static string NameOf(Ratio quantile) => string.Create(CultureInfo.InvariantCulture, $"p{100 * quantile.Value:0.##}_ms");

    private static MeasuredChange? OfKept(string metric, IReadOnlyList<MetricPair> pairs, PairedRatio? ratio)
    {
        List<MetricPair> kept = [.. pairs.Where(static pair => !pair.IsDisturbed)];
        return kept.Count == 0
            ? null
            : Of(metric, [.. kept.Select(static pair => pair.Base)], [.. kept.Select(static pair => pair.Remedy)], ratio);
    }

    // Over the pairs that the probe kept; a block without the quantile is infinite, work that vanished is nothing.
    private static PairedRatio? Typical(IReadOnlyList<MetricPair> pairs)
    {
        double[] logarithms = [.. pairs.Where(static pair => !pair.IsDisturbed).Select(static pair => pair.LogRatio)];
        return logarithms.Length < PairedRatio.FewestPairs ? null : PairedRatio.OfLogarithms(logarithms, PairedRatio.Confidence);
    }

    private static MeasuredChange? Of(string metric, double[] a, double[] b, PairedRatio? ratio)
    {
        var (inA, inB) = (Median.Of(a) ?? double.NaN, Median.Of(b) ?? double.NaN);
        return !double.IsFinite(inA) || !double.IsFinite(inB) ? null : new MeasuredChange
        {
            Metric = metric,
            Base = inA,
            Remedy = inB,
            Change = Known(ratio?.Ratio),
            ChangeLow = Known(ratio?.Low),
            ChangeHigh = Known(ratio?.High),
            Pairs = a.Length,
        };
    }

    // An infinite end is not known.
    private static double? Known(double? ratio) => ratio is { } value && double.IsFinite(value) ? value - 1 : null;
}
