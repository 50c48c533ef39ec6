using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Databases;

/// <summary>
/// Collects the evidence of one database into its run folder: catalogue, statements, plans, and the indexes that were tried on a clone.
/// Whatever fails becomes data; an interruption keeps what is there.
/// </summary>
internal sealed class DbAuditRun(DbAuditRequest request, RunFolder folder, OwnerJournal journal, Progress progress, TimeProvider time)
{
    private static readonly TimeSpan EvidenceLimit = TimeSpan.FromMinutes(2);

    /// <summary>Collects until all is there or <paramref name="stop"/> is cancelled; never throws for what the database does.</summary>
    public async Task CollectAsync(CancellationToken stop)
    {
        try
        {
            progress.Step("inspect tables, indexes, foreign keys");
            await CollectAsync(DatabaseCatalogue.Kind, token => CatalogueCollector.CollectAsync(request.Connection, time, token), EvidenceLimit, stop);
            if (folder.ReadEvidence().Find<DatabaseCatalogue>() is not { } catalogue)
            {
                return;
            }

            if (request.Workload is { } workload)
            {
                await WorkloadAsync(catalogue, RequestedStatements.Of(workload), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            progress.Step("interrupted");
        }
    }

    private async Task WorkloadAsync(DatabaseCatalogue catalogue, IReadOnlyList<(RequestedStatement Statement, string Name)> statements, CancellationToken stop)
    {
        var at = time.GetUtcNow();
        var file = request.Plan.Database!.Workload!;
        folder.Write(StatementParameters.Kind, new Collected.Present(WorkloadEvidence.Parameters(statements, at, file)));
        var advice = await AdviseAsync(new AdviceInput(catalogue, [.. statements.Select(s => s.Statement)]), stop);
        if (advice.Value is not { } made)
        {
            Fail(advice.Cause!, IndexSearch.Kind, StatementStatistics.Kind, StatementPlans.Kind);
            return;
        }

        folder.Write(StatementStatistics.Kind, new Collected.Present(WorkloadEvidence.Statistics(statements, made.Search.Baseline, at, file)));
        Store(made);
    }

    private void Store(Advice advice)
    {
        folder.Write(StatementPlans.Kind, new Collected.Present(new StatementPlans
        {
            Window = advice.Search.Window,
            Provenance = "EXPLAIN (ANALYZE, BUFFERS, VERBOSE, FORMAT JSON) on the clone, writes rolled back",
            Statements = advice.Plans,
        }));
        folder.Write(IndexSearch.Kind, new Collected.Present(advice.Search));
        foreach (var (fingerprint, proof) in advice.Proofs)
        {
            folder.Write(EvidenceSet.ProofName(fingerprint), proof);
        }
    }

    private void Fail(string cause, params string[] kinds)
    {
        progress.Detail($"not collected: {cause}");
        foreach (var kind in kinds)
        {
            folder.Write(kind, new Collected.Failed(cause));
        }
    }

    private async Task<Attempt<Advice>> AdviseAsync(AdviceInput input, CancellationToken stop)
    {
        if (request.NeverClones)
        {
            return new Attempt<Advice>(null, "nothing was tried: --clone never");
        }

        progress.Step("search  indexes on a pair of clones: propose, build, measure, keep the best, propose again");
        var source = new CloneSource(request.GivenClone ?? request.Connection, null, Allowed: request.GivenClone is not null, MayBlockSource: true);
        return await new ClonedAdvice(journal, progress.Detail, time).RunAsync(
            source, (clones, token) => new IndexAdvice(clones, input, request.Plan.Seed, progress.Detail, time).RunAsync(token), stop);
    }

    private async Task CollectAsync<T>(string kind, Func<CancellationToken, Task<T>> collect, TimeSpan limit, CancellationToken stop)
        where T : class, IEvidence
    {
        var collected = await CollectorHost.RunAsync(kind, collect, limit, time, stop);
        folder.Write(kind, collected);
        if (collected is Collected.Failed failed)
        {
            progress.Detail($"not collected: {failed.Cause}");
        }
    }
}
