using Headroom.Collect.Host;
using Headroom.Model.Evidence;
using Headroom.Model.Units;

namespace Headroom.Experiments.Blocks;

/// <summary>Takes as many pairs of blocks as it is told, without a pilot, looks or restarts: what many decisions are made of.</summary>
public sealed class BlockSeries(BlockRequest request, ArmService a, ArmService b, TimeProvider time)
{
    /// <summary>Runs it.</summary>
    /// <param name="count">Pairs, a count.</param>
    /// <param name="taken">Is told each pair's number, from 1.</param>
    /// <param name="stop">Ends it early: the pairs so far come back.</param>
    /// <returns>The pairs, and the share of the processors that others used meanwhile, or null when that is not known.</returns>
    public async Task<(IReadOnlyList<PairOfBlocks> Pairs, Ratio? Foreign)> RunAsync(int count, Action<int> taken, CancellationToken stop)
    {
        using var bench = await BlockBench.OpenAsync(request, a, b, time, stop);
        await bench.WarmAsync(stop);
        var meter = HostMeter.Start(time);
        List<PairOfBlocks> pairs = [];
        while (pairs.Count < count && await bench.PairAsync(pairs.Count, stop) is { } pair)
        {
            pairs.Add(pair);
            taken(pairs.Count);
        }

        return (pairs, bench.Parties() is { } parties ? meter.Stop(parties).Foreign : null);
    }
}
