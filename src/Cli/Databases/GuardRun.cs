using Headroom.Analyze.Guards;
using Headroom.Cli.Audits;
using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Proofs;
using Headroom.Experiments.Search;
using Headroom.Model.Evidence;
using Headroom.Model.Guards;

namespace Headroom.Cli.Databases;

/// <summary>Runs the statements of a workload once and says what they do: on a clone, or on the database itself.</summary>
internal sealed class GuardRun(GuardRequest request, OwnerJournal journal, Progress progress, TimeProvider time)
{
    /// <summary>Sets of values that run of each statement (a count); the workload of a guard has few.</summary>
    public const int MostSets = 20;

    private static readonly TimeSpan ExecutionLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PreparationLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CloneLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    private readonly IReadOnlyList<(RequestedStatement Statement, string Name)> _statements = RequestedStatements.Of(request.Workload);
    private readonly IReadOnlyDictionary<string, int> _lines =
        request.Workload.Statements.ToDictionary(statement => statement.Name, statement => statement.Line, StringComparer.Ordinal);

    /// <summary>What the statements do, or why nobody knows.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted; the clone is gone.</exception>
    public async Task<Attempt<GuardObservation>> ObserveAsync(CancellationToken stop)
    {
        if (!request.OnDatabase)
        {
            return await OnCloneAsync(stop);
        }

        progress.Step("run     the workload on the database itself: what reads is executed, what writes is planned");
        return await CollectorHost.TryAsync("workload", OnDatabaseAsync, Limit, time, stop);
    }

    private async Task<GuardObservation> OnDatabaseAsync(CancellationToken cancellation)
    {
        var catalogue = await CatalogueCollector.CollectAsync(request.Connection, time, cancellation);
        var plans = await WorkloadPlans.CollectAsync(request.Connection, Sets(_statements), execute: true, cancellation);
        return ObservationOf(
            GuardPlace.Database, catalogue,
            plans.ToDictionary(
                plan => plan.StatementId, plan => new Seen(plan.Samples, plan.Refusal, plan.NotExecuted), StringComparer.Ordinal));
    }

    private async Task<Attempt<GuardObservation>> OnCloneAsync(CancellationToken stop)
    {
        progress.Step("clone   the database");
        var clones = new DatabaseClones((connection, database) => new JournalledDatabase(journal, connection, database), time);
        var name = CloneName.New();
        var source = new CloneSource(
            request.GivenClone ?? request.Connection, null, Allowed: request.GivenClone is not null, MayBlockSource: true)
        {
            Otherwise = CloneSources.Option,
        };
        var made = await CollectorHost.TryAsync(
            "clone", token => clones.CreateAsync(source, name, token), CloneLimit, time, stop);
        if (made.Value is not CloneResult<DatabaseClone>.Made { Value: var clone })
        {
            var cause = made.Value is CloneResult<DatabaseClone>.Refused { Cause: var refusal } ? refusal : made.Cause;
            return new Attempt<GuardObservation>(
                null, $"{cause}; --clone never runs the workload on the database itself, where that is a disposable one");
        }

        try
        {
            progress.Step("run     the workload on the clone, writes rolled back");
            return await CollectorHost.TryAsync("workload", token => OnCloneAsync(clone, token), Limit, time, stop);
        }
        finally
        {
            if (await clones.DropAsync(clone, CancellationToken.None) is { } remains)
            {
                progress.Detail(remains);
            }
        }
    }

    // Planned first: that tells which tables want fresh statistics, and what the server refuses.
    private async Task<GuardObservation> OnCloneAsync(DatabaseClone clone, CancellationToken cancellation)
    {
        var first = await WorkloadPlans.CollectAsync(clone.ConnectionString, Sets(_statements), execute: false, cancellation);
        var tables = await CatalogueCollector.CollectAsync(clone.ConnectionString, time, cancellation);
        await SearchTables.PrepareAsync(clone, TablesOf(first, tables), PreparationLimit, cancellation);
        var plannable = _statements
            .Where(s => first.First(plan => plan.StatementId == s.Statement.StatementId) is { Refusal: null })
            .ToList();
        var planned = await WorkloadPlans.CollectAsync(clone.ConnectionString, Sets(plannable), execute: false, cancellation);
        await using var bench = await IndexBench.OpenAsync(
            clone, [.. plannable.Select(s => s.Statement)], ExecutionLimit, MostSets, cancellation);
        var executed = await bench.ObserveAsync([], [], cancellation);
        var catalogue = await CatalogueCollector.CollectAsync(clone.ConnectionString, time, cancellation);
        return ObservationOf(
            GuardPlace.Clone, catalogue,
            first.ToDictionary(
                plan => plan.StatementId,
                plan => plan.Refusal is null
                    ? SeenOf(
                        planned.First(p => p.StatementId == plan.StatementId),
                        executed.Plans.First(p => p.StatementId == plan.StatementId))
                    : new Seen([], plan.Refusal, null),
                StringComparer.Ordinal));
    }

    private sealed record Seen(IReadOnlyList<PlanSample> Samples, string? Refusal, string? NotMeasured);

    // Where a set of values was not executed to its end, the plans of all sets are known without executing them.
    private static Seen SeenOf(WorkloadPlan planned, StatementPlan executed)
    {
        var (all, done) = (planned.Samples.Count, executed.Samples.Count);
        return all > 0 && done == all
            ? new Seen(executed.Samples, null, null)
            : new Seen(
                [.. executed.Samples, .. planned.Samples], planned.Refusal,
                executed.Missing ?? $"{all - done} of {all} sets of values take longer than {ExecutionLimit.TotalSeconds:0} s");
    }

    private static IEnumerable<(string Schema, string Name)> TablesOf(IReadOnlyList<WorkloadPlan> plans, DatabaseCatalogue catalogue) =>
        plans.SelectMany(plan => plan.Samples).SelectMany(sample => sample.Root.Descendants())
            .Where(node => node.Relation is not null).Select(node => (Schema: node.Schema ?? "public", Name: node.Relation!)).Distinct()
            .Where(table => catalogue.Tables.Any(known => known.Schema == table.Schema && known.Name == table.Name));

    private static List<ParameterSets> Sets(IReadOnlyList<(RequestedStatement Statement, string Name)> statements) =>
    [
        .. statements.Select(s => s.Statement).Select(statement => new ParameterSets(
            statement.StatementId, statement.Query, ParameterSource.Workload, statement.Sets.Count == 0 ? [[]] : statement.Sets)),
    ];

    private GuardObservation ObservationOf(GuardPlace place, DatabaseCatalogue catalogue, Dictionary<string, Seen> seen) => new()
    {
        ServerVersion = catalogue.ServerVersion,
        Schema = SchemaFingerprint.Of(catalogue),
        MeasuredOn = place,
        Statements =
        [
            .. _statements
                .Select(s => (s.Name, s.Statement.StatementId, Seen: seen[s.Statement.StatementId]))
                .Select(s => new ObservedStatement
                {
                    Entry = GuardEntries.Of(
                        s.Name, s.StatementId, s.Seen.Samples, s.Seen is { Refusal: null, NotMeasured: null }, catalogue,
                        request.LargeRows),
                    Line = _lines[s.Name],
                    Refusal = s.Seen.Refusal,
                    NotMeasured = s.Seen.NotMeasured,
                }),
        ],
        NeverAnalysed = [.. ScannedTables.NeverAnalysed(seen.Values.SelectMany(s => s.Samples), catalogue)],
    };
}
