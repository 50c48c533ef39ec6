using Headroom.Cli.Compare;
using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Journal;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Prove;

/// <summary>Holds the service with a remedy against the service as it is, under the same load.</summary>
internal sealed class RemedyArms(ProveWay.Arms way, string fingerprint, OwnerJournal journal, Progress progress, TimeProvider time)
{
    /// <summary>The experiment; both arms have ended by then.</summary>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="RevisionException">The revision cannot be had.</exception>
    /// <exception cref="Experiments.Processes.StartFailedException">An arm does not become healthy.</exception>
    /// <exception cref="CollectorException">The service's database cannot be looked at.</exception>
    public async Task<RemedyExperiment> RunAsync(CancellationToken stop)
    {
        var (at, begun) = (time.GetUtcNow(), time.GetTimestamp());
        var arms = new PairedArms(way.Blocks, journal, progress, time);
        var measured = await arms.RunAsync(way.Base, way.Remedy, static (_, _) => { }, stop);
        var (first, second) = (Told(way.Base), Told(way.Remedy));
        return new RemedyExperiment
        {
            Window = new Window(at, time.GetElapsedTime(begun)),
            Provenance = $"{first.Url} as the plan has it, {second.Url} with {way.What}, seed {way.Blocks.Seed}",
            Fingerprint = fingerprint,
            Remedy = way.What,
            Base = first,
            WithRemedy = second,
            Rate = BlockLoad.Rate(way.Blocks.Load),
            Contract = measured.Contract,
            Blocks = measured.Blocks is { } blocks ? blocks with { A = first, B = second } : null,
        };
    }

    // Commands may hold secrets: a recorded plan does not show them either.
    private static BlockArm Told(ArmRequest arm) => new(arm.Name, arm.Url, arm.Start is null ? null : Redaction.Mark, arm.Revision);
}
