using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Collect.Postgres.Logs;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Probes;
using Headroom.Experiments.Proofs;
using Headroom.Experiments.Search;
using Headroom.Model.Evidence;
using Headroom.Model.Text;

namespace Headroom.Cli.Databases;

/// <summary>
/// Collects the evidence of one database into its run folder: catalogue, statements, plans, and the indexes that were tried on a clone.
/// Whatever fails becomes data; an interruption keeps what is there.
/// </summary>
internal sealed class DbAuditRun(DbAuditRequest request, RunFolder folder, OwnerJournal journal, Progress progress, TimeProvider time)
{
    private const string NothingTried = "nothing was tried: --clone never";

    private static readonly TimeSpan EvidenceLimit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LogLimit = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan ExecutionLimit = TimeSpan.FromSeconds(10);

    private StatementParameters? _logged;

    /// <summary>Collects until all is there or <paramref name="stop"/> is cancelled; never throws for what the database does.</summary>
    public async Task CollectAsync(CancellationToken stop)
    {
        try
        {
            progress.Step("inspect tables, indexes, foreign keys");
            await CollectAsync(
                DatabaseCatalogue.Kind, token => CatalogueCollector.CollectAsync(request.Connection, time, token), EvidenceLimit, stop);
            if (folder.ReadEvidence().Find<DatabaseCatalogue>() is not { } catalogue)
            {
                return;
            }

            progress.Step("inspect settings, sequences, maintenance, bloat");
            await ServerEvidence.CollectAsync(request.Connection, folder, progress, time, stop);
            if (request.Workload is { } workload)
            {
                await LogAsync(stop);
                await WorkloadAsync(catalogue, RequestedStatements.Of(workload), stop);
            }
            else
            {
                await ObservedAsync(catalogue, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            progress.Step("interrupted");
        }
    }

    private async Task LogAsync(CancellationToken stop)
    {
        if (request.Logs.Count == 0)
        {
            return;
        }

        progress.Step($"read    {Counted.Of(request.Logs.Count, "log file")}");
        var read = await CollectorHost.TryAsync(
            "log", token => SlowLogCollector.CollectAsync(request.Logs, new SlowLogOptions { KeepsSamples = true }, token), LogLimit, time,
            stop);
        folder.Write(SlowLog.Kind, read.Value is { } evidence ? new Collected.Present(evidence.Log) : new Collected.Failed(read.Cause!));
        _logged = read.Value?.Parameters;
    }

    // The database as it works by itself: watched, then its hot statements planned with real values, and their indexes searched.
    private async Task ObservedAsync(DatabaseCatalogue catalogue, CancellationToken stop)
    {
        var window = request.Plan.Database!.Window;
        progress.Step($"watch   statements, tables and sessions for {window.TotalSeconds:0} s");
        var watch = new DatabaseWatch(request.Connection, request.PoolConsole, acceptsPast: true, folder, time);
        await watch.StartAsync(stop);
        await Task.Delay(window, time, stop)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await watch.StopAsync(CancellationToken.None);
        await LogAsync(stop);
        stop.ThrowIfCancellationRequested();
        if (folder.ReadEvidence().Find<StatementStatistics>() is not { Statements.Count: > 0 } statistics)
        {
            Fail("no statement is known: let the database work meanwhile, or give a --workload", StatementPlans.Kind, IndexSearch.Kind);
            return;
        }

        var hot = PlanCollector.Hot(statistics);
        await CollectAsync(RoleSettings.Kind, token => RolesAsync(statistics, token), EvidenceLimit, stop);
        progress.Step("plans   of the hot statements, with values from the log, else guessed from the statistics");
        var settings = folder.ReadEvidence().Find<RoleSettings>();
        await CollectAsync(
            StatementParameters.Kind,
            token => ParameterStatistics.CompleteAsync(request.Connection, hot, _logged, _ => [], settings, time, token),
            EvidenceLimit, stop);
        if (folder.ReadEvidence().Find<StatementParameters>() is not { } parameters)
        {
            return;
        }

        await CollectAsync(
            StatementPlans.Kind, token => PlanCollector.CollectAsync(request.Connection, hot, parameters, settings, time, token),
            EvidenceLimit, stop);
        var asked = RequestedStatements.Of(hot, parameters, folder.ReadEvidence().Find<StatementPlans>(), settings);
        var written = AdviceInput.RowsWritten(folder.ReadEvidence().Find<TableActivity>(), statistics);
        var input = new AdviceInput(catalogue, asked) { OtherRowsWritten = written };
        var advice = await AdviseAsync(input, parameters, _ => hot, stop);
        if (advice.Value is not { } made)
        {
            Fail(advice.Cause!, IndexSearch.Kind);
            return;
        }

        Store(made, withPlans: false);
    }

    private async Task<RoleSettings> RolesAsync(StatementStatistics statistics, CancellationToken cancellation)
    {
        await using var connection = await EvidenceConnection.OpenAsync(request.Connection, cancellation);
        var texts = (await StatementSnapshot.ReadAsync(connection, cancellation)).Texts();
        return await RoleSettingsCollector.CollectAsync(request.Connection, statistics.ApplicationRoles(), texts, time, cancellation);
    }

    private async Task WorkloadAsync(
        DatabaseCatalogue catalogue, IReadOnlyList<(RequestedStatement Statement, string Name)> statements, CancellationToken stop)
    {
        var at = time.GetUtcNow();
        var file = request.Plan.Database!.Workload!;
        statements = await WithValuesAsync(statements, WorkloadEvidence.Statistics(statements, [], [], at, file).Statements, stop);
        var parameters = WorkloadEvidence.Parameters(statements, at, file);
        folder.Write(StatementParameters.Kind, new Collected.Present(parameters));
        if (request.NeverClones)
        {
            new GrowthRun(request.Plan.Probes, folder, progress, time).FailWithout(NothingTried);
            await OnlyPlanAsync(NothingTried);
            return;
        }

        var advice = await AdviseAsync(
            new AdviceInput(catalogue, [.. statements.Select(s => s.Statement)]),
            parameters, made => WorkloadEvidence.Statistics(statements, made.Search.Baseline, made.Plans, at, file).Statements, stop);
        if (advice.Value is not { } made)
        {
            await OnlyPlanAsync(advice.Cause!);
            return;
        }

        var measured = WorkloadEvidence.Statistics(statements, made.Search.Baseline, made.Plans, at, file);
        folder.Write(StatementStatistics.Kind, new Collected.Present(measured));
        Store(made, withPlans: true);

        async Task OnlyPlanAsync(string cause)
        {
            progress.Step("plans   of the workload's statements; nothing is executed");
            var planned = WorkloadEvidence.Statistics(statements, [], [], at, file);
            folder.Write(StatementStatistics.Kind, new Collected.Present(planned));
            await CollectAsync(
                StatementPlans.Kind,
                token => PlanCollector.OnlyPlanAsync(request.Connection, planned.Statements, parameters, time, token),
                EvidenceLimit, stop);
            Fail(cause, IndexSearch.Kind);
        }
    }

    // What the file gives no values for gets those of the planner's statistics, where they can be bound.
    private async Task<IReadOnlyList<(RequestedStatement Statement, string Name)>> WithValuesAsync(
        IReadOnlyList<(RequestedStatement Statement, string Name)> statements,
        IReadOnlyList<StatementMetrics> metrics,
        CancellationToken stop)
    {
        var lacking = statements.Select(s => s.Statement)
            .Where(s => s.Sets.Count == 0 && SqlParameters.CountOf(s.Query) > 0)
            .ToDictionary(s => s.StatementId);
        if (lacking.Count == 0)
        {
            return statements;
        }

        var asked = metrics.Where(metric => lacking.ContainsKey(metric.StatementId)).ToList();
        var guess = await CollectorHost.TryAsync(
            "values",
            token => ParameterStatistics.CompleteAsync(request.Connection, asked, known: null, _ => [], settings: null, time, token),
            EvidenceLimit, time, stop);
        var guessed = (guess.Value?.Statements ?? []).ToDictionary(sets => sets.StatementId, sets => sets.Sets);
        return
        [
            .. statements.Select(s => guessed.TryGetValue(s.Statement.StatementId, out var sets)
                ? (s.Statement with { Sets = sets, Source = ParameterSource.Statistics }, s.Name)
                : s),
        ];
    }

    private void Store(Advice advice, bool withPlans)
    {
        if (withPlans)
        {
            folder.Write(StatementPlans.Kind, new Collected.Present(new StatementPlans
            {
                Window = advice.Search.Window,
                Provenance = "EXPLAIN (ANALYZE, BUFFERS, VERBOSE, FORMAT JSON) on the clone, writes rolled back",
                Statements = advice.Plans,
            }));
        }

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

    private async Task<Attempt<Advice>> AdviseAsync(
        AdviceInput input, StatementParameters parameters, Func<Advice, IReadOnlyList<StatementMetrics>> statements, CancellationToken stop)
    {
        var growth = new GrowthRun(request.Plan.Probes, folder, progress, time);
        if (request.NeverClones)
        {
            growth.FailWithout(NothingTried);
            return new Attempt<Advice>(null, NothingTried);
        }

        progress.Step("search  indexes on a pair of clones: propose, build, measure, keep the best, propose again");
        var source = new CloneSource(
            request.GivenClone ?? request.Connection, null, Allowed: request.GivenClone is not null,
            MayBlockSource: request.GivenClone is not null || request.Workload is not null)
        { Otherwise = CloneSources.Option };
        var attempt = await new ClonedAdvice(journal, progress.Detail, time).RunAsync(
            source,
            async (clones, token) =>
            {
                await ServerEvidence.MeasureBloatAsync(request.Connection, clones.Base, folder, progress, time, token);
                var found = await new IndexAdvice(clones, input, request.Plan.Seed, progress.Detail, time).RunAsync(token);
                var advice = await WithPayingAsync(found, clones, input, token);
                await CollectAsync(
                    PlanCache.Kind,
                    probe => PlanCacheProbe.RunAsync(clones.Base.ConnectionString, parameters, statements(advice), time, probe),
                    EvidenceLimit, token);
                await growth.CollectAsync(clones.Base, input.Catalogue, input.Statements, advice.Plans, token);
                return advice;
            },
            stop);
        growth.FailWithout(attempt.Cause);
        return attempt;
    }

    // The search executes what it can make faster; inserts only pay for indexes, and their own time and plans are asked for once.
    private async Task<Advice> WithPayingAsync(Advice advice, ClonePair clones, AdviceInput input, CancellationToken token)
    {
        var paying = input.Statements
            .Where(statement => statement.Pays && !advice.Plans.Any(plan => plan.StatementId == statement.StatementId))
            .ToList();
        if (request.Workload is null || paying.Count == 0)
        {
            return advice;
        }

        try
        {
            await using var bench = await IndexBench.OpenAsync(clones.Base, paying, ExecutionLimit, token);
            var observed = await bench.ObserveAsync([], [], token);
            return advice with
            {
                Search = advice.Search with { Baseline = [.. advice.Search.Baseline, .. observed.Works] },
                Plans = [.. advice.Plans, .. observed.Plans],
            };
        }
        catch (Npgsql.NpgsqlException e)
        {
            progress.Detail($"writes were not asked for their plans: {e.Message}");
            return advice; // what was searched and proven stays
        }
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
