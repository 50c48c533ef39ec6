using Headroom.Model.Contracts;
using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Tests.Unit.Analyze.Judge;

/// <summary>Blocks and answers of two arms, for tests.</summary>
internal static class GivenBlocks
{
    public static readonly TimeSpan Probe = TimeSpan.FromMilliseconds(1);

    public static BlockArm A { get; } = new("A", new Uri("http://127.0.0.1:1"));

    public static BlockArm B { get; } = new("B", new Uri("http://127.0.0.1:2"), "./service");

    /// <summary>The pilot wanted more than the budget held.</summary>
    public static BlockExperiment TooNoisy() => Pairs(0, 1) with
    {
        PlannedPairs = 0,
        Pilot = new BlockPilot { Pairs = [], Spread = 0.5, Foreign = new Ratio(0.1), PairsNeeded = 491, TimeNeeded = TimeSpan.FromMinutes(41) },
    };

    public static BlockExperiment Pairs(int pairs, double factor, long failedOfB = 0) => new()
    {
        Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(3)),
        Provenance = "",
        A = A,
        B = B,
        Quantile = new Ratio(0.95),
        Block = TimeSpan.FromSeconds(2),
        Settle = TimeSpan.FromSeconds(0.5),
        Rate = new PerSecond(200),
        Pilot = new BlockPilot { Pairs = [], Spread = 0.05 },
        PlannedPairs = Math.Max(PairedDecision.FewestPairs, pairs),

        // Every block lies within 2 % of its arm's level, by a chance that is the same each time.
        Pairs = [.. Enumerable.Range(0, pairs).Select(i => new PairOfBlocks(i % 2 == 0, BlockOf(10 * Chance(2 * i), 0), BlockOf(10 * factor * Chance((2 * i) + 1), failedOfB), 0, failedOfB))],
    };

    private static double Chance(int number) => 0.98 + (0.04 * new SeededRandom(7).Fork((ulong)number).NextDouble());

    private static Block BlockOf(double milliseconds, long failed) => new()
    {
        StartedAt = DateTimeOffset.UnixEpoch,
        Requests = 400,
        Failed = failed,
        P50 = TimeSpan.FromMilliseconds(milliseconds / 2),
        P95 = failed > 20 ? null : TimeSpan.FromMilliseconds(milliseconds),
        P99 = failed > 4 ? null : TimeSpan.FromMilliseconds(milliseconds * 2),
        Endpoints = [new BlockEndpoint("GET /x", 400, failed, TimeSpan.FromMilliseconds(milliseconds))],
        Probe = Probe,
        Work = new Dictionary<string, double>(),
    };

    public static Block With(Block block, double milliseconds, long requests = 400) =>
        block with { Endpoints = [.. block.Endpoints, new BlockEndpoint("GET /other", requests, 0, TimeSpan.FromMilliseconds(milliseconds))] };

    public static BlockExperiment Working(BlockExperiment blocks, double factor) => blocks with
    {
        Pairs =
        [
            .. blocks.Pairs.Index().Select(pair => pair.Item with
            {
                A = pair.Item.A with { Work = new Dictionary<string, double> { ["buffers"] = 100 * Chance(pair.Index) } },
                B = pair.Item.B with { Work = new Dictionary<string, double> { ["buffers"] = factor * (100 * Chance(pair.Index + 3)) } },
            }),
        ],
    };

    public static ContractReplay Alike() => Replay(0);

    public static ContractReplay Different() => Replay(3, new ContractDifference("shape", "items", "array of 2", "array of 0"));

    private static ContractReplay Replay(int different, params IReadOnlyList<ContractDifference> differences) => new()
    {
        Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1)),
        Provenance = "",
        Endpoints = [new ContractEndpoint { Endpoint = "GET /x", Requests = 20, Compared = 20, Different = different, ComparesValues = true, Differences = differences, Volatile = [] }],
    };
}
