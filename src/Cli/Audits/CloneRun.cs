using Headroom.Analyze.Shortlist;
using Headroom.Cli.Databases;
using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Cli.Audits;

/// <summary>
/// What an audit of a service tries on clones of its database: indexes that its plans ask for, its tables with fewer rows.
/// </summary>
/// <param name="request">What is audited.</param>
/// <param name="folder">Where the evidence is, and goes.</param>
/// <param name="journal">Remembers the clones until they are gone.</param>
/// <param name="progress">Tells people.</param>
/// <param name="mayBlockSource">Whether nobody waits for the source.</param>
/// <param name="time">The clock of time limits.</param>
internal sealed class CloneRun(
    AuditRequest request, RunFolder folder, OwnerJournal journal, Progress progress, bool mayBlockSource, TimeProvider time)
{
    /// <summary>Within an audit of a service, trying candidates is one step of many.</summary>
    private static readonly TimeSpan SearchLimit = TimeSpan.FromMinutes(1.5);

    private static readonly TimeSpan ProofLimit = TimeSpan.FromMinutes(1);

    private readonly Plan _plan = request.Plan;

    /// <summary>Clones, if there is anything to try.</summary>
    /// <param name="stop">Ends it; the clones are dropped all the same.</param>
    public async Task CollectAsync(CancellationToken stop)
    {
        var growth = new GrowthRun(_plan.Probes, folder, progress, time);
        growth.TellUnasked();
        var evidence = folder.ReadEvidence();
        if (_plan.Service.Postgres is not { } postgres || evidence.Find<DatabaseCatalogue>() is not { } catalogue
            || evidence.Find<StatementPlans>() is not { } plans || evidence.Find<StatementParameters>() is not { } parameters
            || evidence.Find<StatementStatistics>() is not { } statistics)
        {
            growth.FailWithout("it takes the catalogue, and the load's statements with plans and values");
            return;
        }

        var searches = IndexCandidates.Of(plans, catalogue).Count > 0;
        if (!searches && !_plan.Probes.Growth)
        {
            return;
        }

        progress.Step(searches
            ? "search  indexes on a pair of clones: propose, build, measure, keep the best, propose again"
            : "clone   the database");
        var isOwn = request.OwnCluster is not null;
        var source = new CloneSource(postgres, _plan.Service.PostgresTemplate, _plan.Service.PostgresCloneAllowed || isOwn, mayBlockSource)
        {
            Otherwise = CloneSources.OfAudit,
        };
        var statements = RequestedStatements.Of(PlanCollector.Hot(statistics), parameters, plans, evidence.Find<RoleSettings>());
        var input = new AdviceInput(catalogue, statements) { SearchBudget = SearchLimit, Proofs = new TrialLimits { Total = ProofLimit } };
        var done = await new ClonedAdvice(journal, progress.Detail, time).RunAsync(source, WorkAsync, stop);
        if (done.Cause is { } cause)
        {
            progress.Detail($"not collected: {cause}");
            growth.FailWithout(cause);
            if (searches && folder.ReadEvidence().Find<IndexSearch>() is null)
            {
                folder.Write(IndexSearch.Kind, new Collected.Failed(cause));
            }
        }

        async Task<ClonePair> WorkAsync(ClonePair clones, CancellationToken token)
        {
            await ServerEvidence.MeasureBloatAsync(postgres, clones.Base, folder, progress, time, token);
            if (searches)
            {
                Store(await new IndexAdvice(clones, input, _plan.Seed, progress.Detail, time).RunAsync(token));
            }

            await growth.CollectAsync(clones.Base, catalogue, statements, plans.Statements, token);
            return clones;
        }
    }

    private void Store(Advice advice)
    {
        folder.Write(IndexSearch.Kind, new Collected.Present(advice.Search));
        foreach (var (fingerprint, proof) in advice.Proofs)
        {
            folder.Write(EvidenceSet.ProofName(fingerprint), proof);
        }
    }
}
