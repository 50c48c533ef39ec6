using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Search;
using Headroom.Model.Evidence;
using Headroom.Statistics;
using Npgsql;

namespace Headroom.Experiments.Proofs;

/// <summary>Executes one statement in both arms.</summary>
/// <remarks>
/// Each set of values is executed once in both arms before anything counts. A pair executes all of them, in both arms the same, so that
/// sets which gain and sets which do not are in each pair as they are in the statement; where that takes too long, as many as fit, and the
/// pairs rotate over them. What is fast in both arms is executed several times inside a pair, so that the server's clock (it prints
/// microseconds) does not decide: the pair holds the sum over all executions divided by their number. Reading statements run in read-only
/// transactions; what the server refuses there because it writes runs in transactions that are rolled back. Plans are made for the values,
/// as without prepared statements.
/// </remarks>
internal sealed class StatementRun(TrialLimits limits, SeededRandom random, TimeProvider time)
{
    /// <summary>Below this time in both arms a statement is repeated inside a pair.</summary>
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(0.2);

    /// <summary>How long an arm of a pair shall take at least.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromMilliseconds(1);

    private const int MostRepetitions = 20;
    private const int MostSets = 8;

    /// <summary>Measures it.</summary>
    /// <returns>The pairs, or the cause why there are none, without values.</returns>
    public async Task<PairsTaken> MeasureAsync(ClonePair clones, RequestedStatement statement, CancellationToken cancellation)
    {
        if (Single(statement.Query) is not { } query)
        {
            return new PairsTaken([], "its text is more than one statement");
        }

        try
        {
            await using var arms = await Arms.OpenAsync(clones, limits.ArmLimit, cancellation);
            IReadOnlyList<IReadOnlyList<string?>> sets = statement.Sets.Count == 0 ? [[]] : statement.Sets;
            return await MeasureAsync(arms, query, statement.Prepare, [.. IndexBench.Spread(sets, MostSets)], cancellation);
        }
        catch (NpgsqlException error)
        {
            return new PairsTaken([], ServerMessage.Of(error));
        }
    }

    /// <summary>The one statement of a text, without a closing semicolon; null when there are several.</summary>
    internal static string? Single(string text)
    {
        var tokens = StatementText.Tokens(text).ToList();
        var end = tokens.FindIndex(token => token.Is(";"));
        return end < 0 ? text : tokens.Skip(end).All(token => token.Is(";")) ? text[..tokens[end].Start] : null;
    }

    private async Task<PairsTaken> MeasureAsync(
        Arms arms, string query, string? prepare, List<IReadOnlyList<string?>> sets, CancellationToken cancellation)
    {
        var isReadOnly = await ReadsAsync(arms.Base, query, prepare, sets[0], cancellation)
            & await ReadsAsync(arms.Remedy, query, prepare, sets[0], cancellation);
        var started = time.GetTimestamp();
        var slowest = TimeSpan.Zero;
        var warm = 0;
        while (warm < sets.Count && (warm == 0 || time.GetElapsedTime(started) < limits.StatementBudget / 2))
        {
            foreach (var arm in new[] { arms.Base, arms.Remedy })
            {
                var execution = await arm.ExecuteAsync(query, sets[warm], isReadOnly, prepare, cancellation);
                slowest = execution.Time > slowest ? execution.Time : slowest;
            }

            warm++;
        }

        var atOnce = SetsInAPair(time.GetElapsedTime(started) / warm, warm);
        var repetitions = RepetitionsFor(slowest * atOnce);
        return await new PairLoop(limits, random, time).TakeAsync(
            arms,
            TrialLimits.FewestPairs,
            limits.Pairs,
            (arm, pair, token) => RepeatAsync(
                arm, query, prepare, [.. Enumerable.Range(pair * atOnce, atOnce).Select(i => sets[i % warm])], isReadOnly, repetitions,
                token),
            cancellation);
    }

    /// <summary>Whether the statement can run where nothing may be written.</summary>
    private static async Task<bool> ReadsAsync(
        ArmSession arm, string query, string? prepare, IReadOnlyList<string?> values, CancellationToken cancellation)
    {
        if (IndexBench.Writes(query))
        {
            return false; // the server's log would show the refusal
        }

        try
        {
            await arm.ExecuteAsync(query, values, isReadOnly: true, prepare, cancellation);
            return true;
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
        {
            return false;
        }
    }

    private static async Task<Execution> RepeatAsync(
        ArmSession arm, string query, string? prepare, List<IReadOnlyList<string?>> sets, bool isReadOnly, int repetitions,
        CancellationToken cancellation)
    {
        List<Execution> executions = [];
        for (var i = 0; i < repetitions && !executions.Exists(static one => one.IsCutShort); i++)
        {
            foreach (var values in sets)
            {
                executions.Add(await arm.ExecuteAsync(query, values, isReadOnly, prepare, cancellation));
            }
        }

        return MeanOf(executions);
    }

    /// <summary>One execution on average: cut short when one of them was, and without buffers when those of one are not known.</summary>
    /// <param name="executions">All of an arm in a pair, at least one.</param>
    internal static Execution MeanOf(IReadOnlyList<Execution> executions)
    {
        var time = executions.Aggregate(TimeSpan.Zero, static (sum, one) => sum + one.Time) / executions.Count;
        long? buffers = executions.All(static one => one.Buffers is not null)
            ? (long)Math.Round(executions.Average(static one => one.Buffers!.Value))
            : null;
        return new Execution(time, buffers, executions.Any(static one => one.IsCutShort));
    }

    /// <summary>
    /// How many sets of values a pair executes: all that there are, or as many as let the fewest pairs fit into the budget.
    /// </summary>
    /// <param name="both">What one set takes in both arms.</param>
    /// <param name="sets">How many there are.</param>
    internal int SetsInAPair(TimeSpan both, int sets) =>
        (int)Math.Clamp(limits.StatementBudget / (TrialLimits.FewestPairs * TimeSpan.FromTicks(Math.Max(1, both.Ticks))), 1, sets);

    /// <summary>How often a statement is executed inside a pair.</summary>
    /// <param name="slowest">The longest execution in either arm while warming up.</param>
    internal static int RepetitionsFor(TimeSpan slowest) =>
        slowest >= Fast
            ? 1
            : (int)Math.Clamp(Math.Ceiling(LongEnough / TimeSpan.FromTicks(Math.Max(1, slowest.Ticks))), 1, MostRepetitions);
}
