using Headroom.Cli.Compare;
using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Contracts;
using Headroom.Experiments.Journal;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Prove;

/// <summary>Holds the service with a remedy against the service as it is, under the same load.</summary>
/// <param name="way">The two arms.</param>
/// <param name="fingerprint">The finding that the remedy is for.</param>
/// <param name="folder">The run, for what the project's tests print.</param>
/// <param name="journal">Remembers processes and folders until they are gone.</param>
/// <param name="progress">Tells people.</param>
/// <param name="time">The clock.</param>
internal sealed class RemedyArms(
    ProveWay.Arms way, string fingerprint, RunFolder folder, OwnerJournal journal, Progress progress, TimeProvider time)
{
    /// <summary>The experiment; both arms have ended by then.</summary>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="RevisionException">The revision cannot be had.</exception>
    /// <exception cref="Experiments.Processes.StartFailedException">An arm does not become healthy.</exception>
    /// <exception cref="CollectorException">The service's database cannot be looked at.</exception>
    /// <exception cref="ArmSetupException">An arm did not do what the setup of the load asks for.</exception>
    /// <exception cref="UnrepeatableLoadException">Nothing of the load can be sent twice to the same data.</exception>
    public async Task<RemedyExperiment> RunAsync(CancellationToken stop)
    {
        var window = new RunningWindow(time);
        var arms = new PairedArms(way.Blocks, journal, progress, time)
        {
            SharesData = true, // that of the plan's service
            Tests = way.Test is { } test ? (test, folder) : null,
        };
        var measured = await arms.RunAsync(way.Base, way.Remedy, static (_, _) => { }, stop);
        var (first, second) = (way.Base.Described, way.Remedy.Described);
        return new RemedyExperiment
        {
            Window = window.SoFar,
            Provenance = $"{first.Url} as the plan has it, {second.Url} with {way.What}, seed {way.Blocks.Seed}",
            Fingerprint = fingerprint,
            Remedy = way.What,
            Base = first,
            WithRemedy = second,
            Rate = BlockLoad.Rate(way.Blocks.Load),
            Contract = measured.Contract,
            Blocks = measured.Blocks,
        };
    }
}
