using System.Text.Json;
using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Json;
using Headroom.Model.Units;
using Headroom.Report.Comparisons;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Judge;

/// <summary>Whatever the blocks are like, a comparison ends in a verdict that can be written.</summary>
public sealed class ComparisonFuzzTests
{
    [Fact]
    public void Any_blocks_end_in_a_verdict_that_can_be_written()
    {
        var chance = new SeededRandom(11);
        for (var i = 0; i < 2_000; i++)
        {
            var blocks = Blocks(chance.Fork((ulong)i));
            ComparisonJudge.IsDecided(blocks);
            var comparison = ComparisonJudge.Judge(blocks, GivenBlocks.Alike());

            JsonSerializer.Serialize(comparison, ModelJson.Comparison).ShouldNotBeEmpty();
            ComparisonText.Render(comparison).ShouldNotBeEmpty();
        }
    }

    private static BlockExperiment Blocks(SeededRandom chance)
    {
        var given = GivenBlocks.Pairs(0, 1);
        var (pairs, pilot) = (Some(chance, 60), Some(chance, 10));
        var isPlanned = chance.NextDouble() < 0.7;
        return given with
        {
            Quantile = new Ratio(chance.NextDouble() < 0.5 ? 0.95 : 0.99),
            PlannedPairs = isPlanned ? Math.Max(PairedDecision.FewestPairs, pairs) : 0,
            Pilot = new BlockPilot { Pairs = Pairs(chance, pilot), Spread = chance.NextDouble() < 0.2 ? null : 3 * chance.NextDouble(), Foreign = new Ratio(chance.NextDouble()) },
            Pairs = isPlanned ? Pairs(chance, Math.Max(1, pairs)) : [],
        };
    }

    private static IReadOnlyList<PairOfBlocks> Pairs(SeededRandom chance, int count)
    {
        var (disturbed, failing, late) = (chance.NextDouble(), chance.NextDouble(), chance.NextDouble());
        return [.. Enumerable.Range(0, count).Select(_ => new PairOfBlocks(chance.NextDouble() < 0.5, Block(), Block(), Few(), Few()))];

        long Few() => chance.NextDouble() < failing ? Some(chance, 30) : 0;

        Block Block() => new()
        {
            StartedAt = DateTimeOffset.UnixEpoch,
            Requests = Some(chance, 400),
            Failed = Few(),
            P50 = Latency(),
            P95 = Latency(),
            P99 = Latency(),
            Endpoints = chance.NextDouble() < 0.2 ? [] : [new BlockEndpoint("GET /x", Some(chance, 400), 0, Latency())],
            Probe = TimeSpan.FromMilliseconds(chance.NextDouble() < disturbed ? 3 : 1),
            SendLag = chance.NextDouble() < late ? TimeSpan.FromMilliseconds(20) : TimeSpan.Zero,
            Work = chance.NextDouble() < 0.2
                ? new Dictionary<string, double>()
                : new Dictionary<string, double> { ["buffers"] = Some(chance, 3), ["cpu_ms"] = chance.NextDouble() },
        };

        TimeSpan? Latency() => chance.NextDouble() < 0.2 * failing ? null : TimeSpan.FromMilliseconds(20 * chance.NextDouble());
    }

    private static int Some(SeededRandom chance, int most) => (int)((most + 1) * chance.NextDouble());
}
