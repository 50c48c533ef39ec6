using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Npgsql;

namespace Headroom.Experiments.Search;

/// <summary>The statements as they are now on the clone: what each does, and how.</summary>
/// <param name="Works">What each does, in the order of the statements; those that the server refuses are left out.</param>
/// <param name="Plans">How, with the reason where there is no plan.</param>
public sealed record Observation(IReadOnlyList<StatementWork> Works, IReadOnlyList<StatementPlan> Plans);

/// <summary>A clone on which indexes are made and taken back, and the statements executed with them.</summary>
/// <remarks>
/// Statements that write run in transactions that are rolled back. Each set of values is executed until its time settles: once more where
/// it is slow, and where it is fast until its two least times agree; the least counts, since everything that disturbs makes it longer.
/// Values go to the server and nowhere else.
/// </remarks>
public sealed class IndexBench : IAsyncDisposable
{
    private const string Explain = "EXPLAIN (ANALYZE, BUFFERS, VERBOSE, TIMING OFF, FORMAT JSON) ";
    private const string Plan = "EXPLAIN (VERBOSE, FORMAT JSON) ";

    /// <summary>
    /// Sets of values that are executed of a statement, unless more are asked for (a count): further ones cost a search time in each round.
    /// </summary>
    private const int MostSets = 6;

    /// <summary>The longest that building one candidate may take.</summary>
    public static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(2);

    private static readonly HashSet<string> NoConstants = [];

    private readonly ArmSession _session;
    private readonly IReadOnlyList<RequestedStatement> _statements;
    private readonly Dictionary<string, bool> _writes = [];
    private readonly HashSet<string> _analysed = new(StringComparer.Ordinal);
    private readonly int _mostSets;

    private IndexBench(ArmSession session, IReadOnlyList<RequestedStatement> statements, int mostSets) =>
        (_session, _statements, _mostSets) = (session, statements, mostSets);

    /// <summary>Tables, quoted, analysed for an index over expressions: they have fresher statistics than those of another clone.</summary>
    public IReadOnlyCollection<string> Analysed => _analysed;

    /// <summary>Connects to the clone.</summary>
    /// <exception cref="NpgsqlException">It does not answer.</exception>
    public static Task<IndexBench> OpenAsync(
        DatabaseClone clone, IReadOnlyList<RequestedStatement> statements, TimeSpan limit, CancellationToken cancellation) =>
        OpenAsync(clone, statements, limit, MostSets, cancellation);

    /// <summary>The same, with as many sets of values of each statement as are asked for.</summary>
    /// <exception cref="NpgsqlException">It does not answer.</exception>
    public static async Task<IndexBench> OpenAsync(
        DatabaseClone clone, IReadOnlyList<RequestedStatement> statements, TimeSpan limit, int mostSets, CancellationToken cancellation) =>
        new(await ArmSession.OpenAsync(clone, limit, cancellation), statements, mostSets);

    /// <summary>Whether a text begins like a statement that writes, or has one in or after its WITH.</summary>
    public static bool Writes(string query) => WritingStatements.Are(query);

    /// <summary>Runs changes on a clone, one after the other.</summary>
    /// <param name="clone">Where.</param>
    /// <param name="statements">The changes.</param>
    /// <param name="limit">The longest that one may take.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="NpgsqlException">One of them fails.</exception>
    public static async Task ApplyAsync(DatabaseClone clone, IEnumerable<string> statements, TimeSpan limit, CancellationToken cancellation)
    {
        await using var session = await ArmSession.OpenAsync(clone, limit, cancellation);
        foreach (var statement in statements)
        {
            await session.RunAsync(statement, cancellation);
        }
    }

    /// <summary>Executes statements with all their values.</summary>
    /// <param name="known">
    /// What they did when they were last executed: those whose plans are the same now are left out, unless they are in
    /// <paramref name="always"/>. Empty: all are executed.
    /// </param>
    /// <param name="always">Statements that are executed whatever their plans are.</param>
    /// <param name="cancellation">Ends the work.</param>
    public async Task<Observation> ObserveAsync(
        IReadOnlyList<StatementWork> known, IReadOnlyList<string> always, CancellationToken cancellation)
    {
        List<StatementWork> works = [];
        List<StatementPlan> plans = [];
        foreach (var statement in _statements)
        {
            if (known.Count > 0 && !always.Contains(statement.StatementId)
                && known.FirstOrDefault(work => work.StatementId == statement.StatementId) is var before
                && (before is null || await ShapeAsync(statement, cancellation) == before.Shape))
            {
                continue;
            }

            var (work, plan) = await ObserveAsync(statement, cancellation);
            plans.Add(plan);
            if (work is not null)
            {
                works.Add(work);
            }
        }

        return new Observation(works, plans);
    }

    /// <summary>Makes indexes.</summary>
    /// <returns>Their size, or why they could not be made; then none of them is there.</returns>
    public async Task<(Bytes Size, string? Failure)> BuildAsync(
        IReadOnlyList<(IndexDefinition Index, string Name)> indexes, CancellationToken cancellation)
    {
        await _session.ReviveAsync(cancellation);
        await _session.SetLimitAsync(BuildLimit, cancellation);
        try
        {
            return await MakeAsync(indexes, cancellation);
        }
        catch (Exception failure) when (_session.IsOfStatement(failure))
        {
            await DropAsync(indexes, cancellation);
            return (default, ArmSession.Told(failure));
        }
        finally
        {
            await _session.ReviveAsync(cancellation);
            await _session.SetLimitAsync(_session.Limit, cancellation);
        }
    }

    private async Task<(Bytes Size, string? Failure)> MakeAsync(
        IReadOnlyList<(IndexDefinition Index, string Name)> indexes, CancellationToken cancellation)
    {
        var size = 0L;
        foreach (var (place, (index, name)) in indexes.Index())
        {
            var failure = (index.Extension is { } extension
                ? await _session.TryAsync($"CREATE EXTENSION IF NOT EXISTS {Sql.Identifier(extension)}", cancellation) : null)
                ?? await _session.TryAsync(index.CreateOnClone(name), cancellation);
            if (failure is not null)
            {
                await DropAsync([.. indexes.Take(place)], cancellation);
                return (default, failure);
            }

            if (index.Keys.Any(key => key.Column is null))
            {
                await _session.TryAsync($"ANALYZE {Sql.Identifier(index.Schema, index.Table)}", cancellation);
                _analysed.Add(Sql.Identifier(index.Schema, index.Table));
            }

            size += await _session.NumberAsync(
                "SELECT coalesce(sum(pg_relation_size(i)), 0)::bigint FROM (SELECT coalesce(t.relid, x.oid) AS i FROM pg_class x "
                    + "LEFT JOIN LATERAL pg_partition_tree(x.oid) t ON t.isleaf "
                    + $"WHERE x.oid = {Sql.Literal(Sql.Identifier(index.Schema, name))}::regclass) leaves", cancellation);
        }

        return (new Bytes(size), null);
    }

    /// <summary>Removes indexes.</summary>
    public async Task DropAsync(IReadOnlyList<(IndexDefinition Index, string Name)> indexes, CancellationToken cancellation)
    {
        await _session.ReviveAsync(cancellation);
        foreach (var (index, name) in indexes)
        {
            await _session.RunAsync($"DROP INDEX IF EXISTS {Sql.Identifier(index.Schema, name)}", cancellation);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private async Task<(StatementWork? Work, StatementPlan Plan)> ObserveAsync(RequestedStatement statement, CancellationToken cancellation)
    {
        if (SqlParameters.WhyNot(statement.Query, statement.Sets) is { } why)
        {
            return (null, PlanOf(statement, [], why));
        }

        List<PlanSample> samples = [];
        List<(TimeSpan Time, double Buffers)> taken = [];
        var (missing, isCutShort) = ("it takes longer than the time limit", false);
        var constants = statement.Constants ?? NoConstants;
        await _session.ReviveAsync(cancellation);
        try
        {
            foreach (var values in SetsOf(statement))
            {
                var (sample, time) = await SettleAsync(statement, values, constants, cancellation);
                if ((sample ?? await PlannedAsync(statement, values, constants, cancellation)) is { } seen)
                {
                    samples.Add(seen);
                }

                taken.Add((time, sample?.Root.Buffers ?? 0));
                isCutShort |= sample is null;
                if (isCutShort)
                {
                    break; // its other values would take as long
                }
            }
        }
        catch (Exception failure) when (_session.IsOfStatement(failure))
        {
            (missing, taken) = (ArmSession.Told(failure), []);
        }

        var work = taken.Count == 0 ? null : new StatementWork(
            statement.StatementId, TimeSpan.FromTicks((long)taken.Average(t => t.Time.Ticks)), taken.Average(t => t.Buffers),
            string.Join(" | ", samples.Select(sample => Shape(sample.Root)).Distinct()), isCutShort);
        return (work, PlanOf(statement, samples, missing));
    }

    private static StatementPlan PlanOf(RequestedStatement statement, IReadOnlyList<PlanSample> samples, string missing) => new()
    {
        StatementId = statement.StatementId,
        Query = statement.Query,
        Source = statement.Source,
        Samples = samples,
        Missing = samples.Count == 0 ? missing : null,
    };

    // The plans as they would be, without executing anything.
    private async Task<string?> ShapeAsync(RequestedStatement statement, CancellationToken cancellation)
    {
        List<string> shapes = [];
        await _session.ReviveAsync(cancellation);
        try
        {
            foreach (var values in SetsOf(statement))
            {
                if (await PlannedAsync(statement, values, NoConstants, cancellation) is not { } planned)
                {
                    return null;
                }

                shapes.Add(Shape(planned.Root));
            }
        }
        catch (Exception failure) when (_session.IsOfStatement(failure))
        {
            return null; // executing it tells why
        }

        return string.Join(" | ", shapes.Distinct());
    }

    private IReadOnlyList<IReadOnlyList<string?>> SetsOf(RequestedStatement statement) =>
        Spread(SqlParameters.Fitting(statement.Query, statement.Sets), _mostSets);

    /// <summary>So many sets of values, from the first to the last of them, evenly: neighbours are often alike.</summary>
    internal static IReadOnlyList<IReadOnlyList<string?>> Spread(IReadOnlyList<IReadOnlyList<string?>> sets, int most) =>
        sets.Count <= most ? sets
            : [.. Enumerable.Range(0, most).Select(place => sets[(int)((long)place * (sets.Count - 1) / Math.Max(1, most - 1))])];

    private async Task<PlanSample?> PlannedAsync(
        RequestedStatement statement, IReadOnlyList<string?> values, IReadOnlySet<string> constants, CancellationToken cancellation)
    {
        var writes = _writes.GetValueOrDefault(statement.StatementId, Writes(statement.Query));
        return await _session.ExplainAsync(Plan, statement.Query, values, !writes, statement.Prepare, cancellation) is { } json
            ? PlanReader.Read(json, values, executed: false, constants) : null;
    }

    private async Task<(PlanSample? Sample, TimeSpan Time)> SettleAsync(
        RequestedStatement statement, IReadOnlyList<string?> values, IReadOnlySet<string> constants, CancellationToken cancellation)
    {
        var (json, time) = await ExecuteAsync(statement, values, cancellation);
        var settling = new Settling(time);
        while (json is not null && !settling.IsSettled)
        {
            var (again, next) = await ExecuteAsync(statement, values, cancellation);
            json = again ?? json;
            settling.Add(next);
        }

        return (json is null ? null : PlanReader.Read(json, values, executed: true, constants), settling.Least);
    }

    private async Task<(string? Json, TimeSpan Time)> ExecuteAsync(
        RequestedStatement statement, IReadOnlyList<string?> values, CancellationToken cancellation)
    {
        var writes = _writes.GetValueOrDefault(statement.StatementId, Writes(statement.Query));
        try
        {
            var json = await _session.ExplainAsync(Explain, statement.Query, values, !writes, statement.Prepare, cancellation);
            return (json, json is null ? _session.Limit : ArmSession.Parse(json).Time);
        }
        catch (PostgresException refusal) when (!writes && refusal.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
        {
            _writes[statement.StatementId] = true;
            return await ExecuteAsync(statement, values, cancellation);
        }
    }

    private static string Shape(PlanNode root) => string.Join(' ', root.Descendants().Select(node =>
        node.NodeType + (node.Index is { } index ? $":{index}" : node.Relation is { } relation ? $":{relation}" : "")));
}
