using Headroom.Analyze.Detectors.Database;
using Headroom.Cli.Databases;
using Headroom.Cli.Output;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Journal;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Prove;

/// <summary>Measures the index of a finding on a pair of clones, which are gone afterwards; the database itself is only read.</summary>
internal sealed class IndexRun(ProveWay.Index way, ulong seed, OwnerJournal journal, Progress progress, TimeProvider time)
{
    /// <summary>Besides the measurement and its repetition: preparing tables, building the index twice.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(20);

    /// <summary>The experiment, or why there is none.</summary>
    /// <param name="stop">Ends it; the clones are dropped all the same.</param>
    public async Task<Collected> RunAsync(CancellationToken stop)
    {
        progress.Step("clone   the database, twice");
        var advice = new ClonedAdvice(journal, progress.Detail, time) { WorkLimit = Rest + (2 * way.Input.Proofs.Total) };
        var attempt = await advice.RunAsync(way.Source, WorkAsync, stop);
        return attempt.Value ?? new Collected.Failed(attempt.Cause!);
    }

    private async Task<Collected> WorkAsync(ClonePair clones, CancellationToken cancellation)
    {
        var now = await CatalogueCollector.CollectAsync(clones.Base.ConnectionString, time, cancellation);
        var index = way.Wanted.Index;
        if (!now.Tables.Concat(now.MaterializedViews).Any(table => table.Schema == index.Schema && table.Name == index.Table))
        {
            return new Collected.Failed($"the database has no table {index.TableName}: is it the one that the run is about?");
        }

        if (MissingIndex.IsThere(index, now))
        {
            return new Collected.Failed(
                $"the database has such an index on {index.TableName} by now: give one without it, --clone CONN or --postgres CONN");
        }

        await ClonePreparation.RunAsync(clones, way.Plans, now, cancellation);
        var wanted = Free(way.Wanted, now);
        progress.Step($"prove   {index.Shape}: {way.Input.Proofs.Pairs} pairs of each statement");
        var prover = new IndexProver(clones, way.Input, seed, time);
        var others = way.Others.Where(other => !MissingIndex.IsThere(other.Index, now)).Select(other => Free(other, now)).ToList();
        var proof = await prover.ProveAsync(wanted, others, number: 0, cancellation);
        return proof is Collected.Failed { Cause: var cause }
            ? new Collected.Failed($"{cause}; both clones are dropped, the database itself is as it was")
            : proof;
    }

    // Its name may belong to another index by now, which must not be taken for it.
    private static ChosenIndex Free(ChosenIndex index, DatabaseCatalogue now)
    {
        var taken = now.Indexes.Where(other => other.Schema == index.Index.Schema)
            .Select(other => other.Name).ToHashSet(StringComparer.Ordinal);
        return taken.Contains(index.Name) ? index with { Name = index.Index.FreeName(taken) } : index;
    }
}
