using System.Data;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Headroom.Statistics;
using Npgsql;

namespace Headroom.Experiments.Probes;

/// <summary>
/// Executes the hot statements with the same values under a generic plan and under a plan for the values, by turns, on a clone.
/// </summary>
/// <remarks>
/// A prepared statement gets plans for its values five times; from then on the server takes one generic plan for all values where its
/// estimate is not above their mean. Where the values are skewed, that plan may be far from what some of them need.
/// Statements that read run in read-only transactions that are rolled back; all others are left out. Time is planning and execution
/// together, as the server measures them; buffers are the witness.
/// <para><b>Source:</b> PostgreSQL manual, PREPARE (Notes) and 20.7.4 (plan_cache_mode).</para>
/// </remarks>
public static class PlanCacheProbe
{
    /// <summary>More statements add time, not evidence.</summary>
    private const int MostStatements = 10;

    /// <summary>More sets of values of one statement add time, not evidence.</summary>
    private const int MostSets = 4;

    private const int Pairs = IndexExperiment.FewestPairs;

    /// <summary>The order inside the pairs is drawn by chance, and the same in every run.</summary>
    private const ulong Seed = 1;

    /// <summary>What takes longer in both arms is not measured.</summary>
    private static readonly TimeSpan ExecutionLimit = TimeSpan.FromSeconds(2);

    /// <summary>No pair of a set is begun later.</summary>
    private static readonly TimeSpan SetBudget = TimeSpan.FromSeconds(10);

    /// <summary>No set is begun later.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(90);

    /// <summary>Measures them.</summary>
    /// <param name="connectionString">A clone.</param>
    /// <param name="parameters">The values of the statements.</param>
    /// <param name="statements">The statements, the hottest first.</param>
    /// <param name="time">For the window and the time that may be used.</param>
    /// <param name="cancellation">Ends the probe.</param>
    public static async Task<PlanCache> RunAsync(
        string connectionString,
        StatementParameters parameters,
        IReadOnlyList<StatementMetrics> statements,
        TimeProvider time,
        CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        var random = new SeededRandom(Seed);
        List<PlanCacheTrial> trials = [];
        var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        try
        {
            foreach (var statement in statements.Where(s => IsPrepared(s.Query)).Take(MostStatements))
            {
                if (connection.State != ConnectionState.Open)
                {
                    await connection.DisposeAsync(); // a statement ended its session: the others have a new one
                    connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
                }

                var sets = parameters.Statements.FirstOrDefault(p => p.StatementId == statement.StatementId);
                trials.Add(
                    sets is null || sets.Sets.All(set => set.Count == 0)
                        ? Without(statement.StatementId, statement.Query, "no parameter values are known for it")
                    : window.Elapsed > Budget
                        ? Without(
                            statement.StatementId,
                            statement.Query,
                            $"the {Budget.TotalSeconds:0} s for it were used up by the statements before it")
                    : await TryAsync(connection, sets, random, time, cancellation));
            }
        }
        finally
        {
            await connection.DisposeAsync();
        }

        return new PlanCache
        {
            Window = window.SoFar,
            Provenance = "PREPARE; EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE "
                + "under plan_cache_mode = force_generic_plan and force_custom_plan by turns; "
                + "EXPLAIN EXECUTE under auto, and generic_plans in pg_prepared_statements",
            Statements = trials,
        };
    }

    private static PlanCacheTrial Without(string statementId, string query, string reason) =>
        new() { StatementId = statementId, Query = StatementLayout.Compact(query), Sets = [], Missing = reason };

    // A reading statement with at least one parameter: without one, all plans are the same.
    private static bool IsPrepared(string query)
    {
        var tokens = StatementText.Tokens(query).ToList();
        return tokens.Find(token => !token.Is("(")) is { Text: not null } first && first.Folded is "select" or "with" or "values" or "table"
            && tokens.Exists(token => token.Kind == SqlTokenKind.Parameter);
    }

    private static async Task<PlanCacheTrial> TryAsync(
        NpgsqlConnection connection, ParameterSets sets, SeededRandom random, TimeProvider time, CancellationToken cancellation)
    {
        List<PlanCacheSet> measured = [];
        string? failure = null;
        var different = sets.Sets.Index()
            .Where(set => set.Item.Count > 0)
            .DistinctBy(set => string.Join('\u0001', set.Item.Select(v => v ?? "\u0002")));
        foreach (var (number, values) in different.Take(MostSets))
        {
            try
            {
                await using var statement = await PreparedStatement.PrepareAsync(
                    connection, sets.Query, values, ExecutionLimit, cancellation);
                var leads = await statement.LeadsToGenericAsync(cancellation);
                var pairs = await PairsAsync(statement, random, time, cancellation);
                if (pairs.Count > 0)
                {
                    measured.Add(new PlanCacheSet(number, pairs, leads));
                }
                else
                {
                    failure ??= $"it takes longer than {ExecutionLimit.TotalSeconds:0} s with either plan";
                }
            }
            catch (PostgresException error)
            {
                failure = $"the server refuses it: {ServerMessage.Of(error)}";
            }
            catch (Exception error) when (error is NpgsqlException or IOException or InvalidOperationException
                && connection.State != ConnectionState.Open)
            {
                failure ??= $"the session ended with it: {ServerMessage.Of(error)}";
                break;
            }
        }

        return new PlanCacheTrial
        {
            StatementId = sets.StatementId,
            Query = StatementLayout.Compact(sets.Query),
            Sets = measured,
            Missing = measured.Count == 0 ? failure ?? "no parameter values are known for it" : null,
        };
    }

    private static async Task<IReadOnlyList<ArmPair>> PairsAsync(
        PreparedStatement statement, SeededRandom random, TimeProvider time, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        List<ArmPair> pairs = [];
        for (var i = 0; i <= Pairs && time.GetElapsedTime(begun) < SetBudget; i++)
        {
            var genericFirst = random.NextCoin();
            var one = await statement.ExecuteAsync(generic: genericFirst, cancellation);
            var other = await statement.ExecuteAsync(generic: !genericFirst, cancellation);
            var (generic, custom) = genericFirst ? (one, other) : (other, one);
            if (generic.IsCutShort && custom.IsCutShort)
            {
                return [];
            }

            if (i > 0) // the first pair only warms the caches
            {
                pairs.Add(new ArmPair(
                    genericFirst, generic.Time, custom.Time, generic.Buffers, custom.Buffers, generic.IsCutShort, custom.IsCutShort));
            }
        }

        return pairs;
    }
}
