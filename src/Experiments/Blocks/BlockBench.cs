using Headroom.Collect.Host;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Experiments.Blocks;

/// <summary>Takes one pair of blocks after the other, with all that measures them.</summary>
internal sealed class BlockBench : IDisposable
{
    /// <summary>Keeps the values of the warm-up apart from those of the blocks.</summary>
    private const ulong WarmUpSeed = 1_000_000;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    private readonly BlockRequest _request;
    private readonly ArmService _a;
    private readonly ArmService _b;
    private readonly TimeProvider _time;
    private readonly SeededRandom _order;
    private readonly LoadEngine _engine;
    private readonly LoadPlan _block;
    private readonly NoiseProbe _probe;

    private BlockBench(BlockRequest request, ArmService a, ArmService b, TimeProvider time)
    {
        (_request, _a, _b, _time) = (request, a, b, time);
        _order = new SeededRandom(request.Seed);
        _engine = new LoadEngine(time);
        _block = BlockLoad.Of(request.Load, request.Block, request.Settle);
        _probe = NoiseProbe.Start(time);
    }

    /// <summary>Prepares the generator and starts the noise probe.</summary>
    public static async Task<BlockBench> OpenAsync(
        BlockRequest request, ArmService a, ArmService b, TimeProvider time, CancellationToken stop)
    {
        await new LoadEngine(time).RehearseAsync(stop);
        return new BlockBench(request, a, b, time);
    }

    /// <summary>Whose processes are whose; null when those of an arm are not known.</summary>
    public Parties? Parties()
    {
        if (_a.Roots.Count == 0 || _b.Roots.Count == 0)
        {
            return null;
        }

        IReadOnlyList<int> roots = [.. _a.Roots.Concat(_b.Roots).Distinct()];
        var peers = ServicePeers.Of(roots, [Environment.ProcessId]);
        return new Parties(Environment.ProcessId, roots, peers.Count == 0 ? null : peers);
    }

    /// <summary>A pair, or null when it was interrupted.</summary>
    /// <param name="number">Which one; both halves draw the same requests by it.</param>
    /// <param name="stop">Ends it early.</param>
    public async Task<PairOfBlocks?> PairAsync(int number, CancellationToken stop)
    {
        var baseFirst = _order.NextCoin();
        var (first, second) = baseFirst ? (_a, _b) : (_b, _a);
        var one = await BlockAsync(first, number, stop);
        var other = await BlockAsync(second, number, stop);
        var (a, b) = baseFirst ? (one, other) : (other, one);
        return stop.IsCancellationRequested ? null
            : new PairOfBlocks(baseFirst, a.Block, b.Block, a.Samples.FailedAlone(b.Samples), b.Samples.FailedAlone(a.Samples));
    }

    /// <summary>Sends load to both arms that nobody measures.</summary>
    public async Task WarmAsync(CancellationToken stop)
    {
        var load = BlockLoad.Of(_request.Load, s_warmUp, TimeSpan.Zero);
        foreach (var arm in (ArmService[])[_a, _b])
        {
            await _engine.RunAsync(arm.Request.Url, load, new LoadOptions { Seed = _request.Seed + WarmUpSeed }, stop);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _probe.Dispose();

    private async Task<(Block Block, BlockSamples Samples)> BlockAsync(ArmService arm, int number, CancellationToken stop)
    {
        var samples = new BlockSamples();
        var before = await arm.MarkAsync(CancellationToken.None);
        var quiet = _probe.Count;
        var startedAt = _time.GetUtcNow();
        var run = await _engine.RunAsync(
            arm.Request.Url, _block, new LoadOptions { Seed = _request.Seed + (ulong)number, Samples = samples }, stop);
        var probe = _probe.MeanSince(quiet);
        var work = await arm.WorkSinceAsync(before, samples.Sent, CancellationToken.None);
        if (run.Endpoints.Sum(static endpoint => endpoint.Requests) is > 0 and var requests)
        {
            work["received_bytes"] = (double)run.Endpoints.Sum(static endpoint => endpoint.Received.Value) / requests;
        }

        samples.AddUnserved(run.Generator.DroppedByTarget);
        var block = samples.Read(startedAt, probe, work) with
        {
            DroppedByGenerator = run.Generator.DroppedByGenerator,
            WaitedShare = run.WaitedShare,
            SenderBusy = run.SenderBusy,
            SendLag = run.Generator.SendLag.Quantile(_request.Quantile.Value) ?? TimeSpan.Zero,
        };
        return (block, samples);
    }
}
