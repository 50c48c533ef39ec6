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
    public static IReadOnlyList<BlockPair> PairsOf(BlockExperiment blocks, Func<Block, TimeSpan?> latency)
    {
        double Milliseconds(Block block) => latency(block)?.TotalMilliseconds ?? double.PositiveInfinity;
        return
        [
            .. blocks.Pairs.Select(pair => new BlockPair(
                Milliseconds(pair.A), Milliseconds(pair.B), BlockPair.Disturbs(pair.A.Probe.TotalMilliseconds, pair.B.Probe.TotalMilliseconds))),
        ];
    }

    /// <summary>A quantile, with the ratio that was decided on.</summary>
    public static MeasuredChange OfQuantile(BlockExperiment blocks, Ratio quantile, PairedRatio? ratio) =>
        Of(NameOf(quantile), blocks, block => block.At(quantile)?.TotalMilliseconds, ratio);

    /// <summary>The quantiles that do not decide.</summary>
    public static IReadOnlyList<MeasuredChange> OfOtherQuantiles(BlockExperiment blocks) => blocks.Pairs.Count == 0
        ? []
        : [.. s_quantiles.Where(quantile => quantile != blocks.Quantile).Select(quantile => OfQuantile(blocks, quantile, Ratio(blocks, block => block.At(quantile)?.TotalMilliseconds)))];

    /// <summary>Work a request, by counter.</summary>
    public static IReadOnlyList<MeasuredChange> OfWork(BlockExperiment blocks)
    {
        var names = blocks.Pairs.SelectMany(static pair => pair.A.Work.Keys.Intersect(pair.B.Work.Keys, StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return
        [
            .. names.Select(name =>
            {
                double? Value(Block block) => block.Work.TryGetValue(name, out var value) ? value : null;
                return Of($"{name}_per_request", blocks, Value, Ratio(blocks, Value));
            }),
        ];
    }

    /// <summary>Whether a counter moved the way that the verdict says; null when there is none, or the verdict says nothing moved.</summary>
    public static bool? Witnesses(ProofVerdict verdict, IReadOnlyList<MeasuredChange> work)
    {
        List<MeasuredChange> counted = [.. work.Where(static change => s_witnesses.Any(name => change.Metric.StartsWith(name, StringComparison.Ordinal)))];
        return (verdict, counted) switch
        {
            (_, []) => null,
            (ProofVerdict.Improved, _) => counted.Any(static change => change.ChangeHigh < 0),
            (ProofVerdict.Regressed, _) => counted.Any(static change => change.ChangeLow > 0),
            _ => null,
        };
    }

    /// <summary>"p95_ms".</summary>
    public static string NameOf(Ratio quantile) => string.Create(CultureInfo.InvariantCulture, $"p{100 * quantile.Value:0.##}_ms");

    private static PairedRatio? Ratio(BlockExperiment blocks, Func<Block, double?> value) => PairedRatio.Estimate(
        [.. blocks.Pairs.Select(pair => (A: value(pair.A) ?? 0, B: value(pair.B) ?? 0)).Where(static pair => pair is { A: > 0, B: > 0 })]);

    private static MeasuredChange Of(string metric, BlockExperiment blocks, Func<Block, double?> value, PairedRatio? ratio) => new()
    {
        Metric = metric,
        Base = Median(blocks.Pairs.Select(pair => value(pair.A))),
        Remedy = Median(blocks.Pairs.Select(pair => value(pair.B))),
        Change = Known(ratio?.Ratio),
        ChangeLow = Known(ratio?.Low),
        ChangeHigh = Known(ratio?.High),
        Pairs = ratio?.Pairs ?? blocks.Pairs.Count,
    };

    // An infinite end is not known.
    private static double? Known(double? ratio) => ratio is { } value && double.IsFinite(value) ? value - 1 : null;

    private static double Median(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.OfType<double>().Order()];
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
