using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>
/// Plans the hot statements with real values: reading ones without volatile functions are executed in a read-only
/// transaction with time limits, all others are only planned.
/// </summary>
public static class PlanCollector
{
    /// <summary>Statements with a smaller share of the execution time are not worth a plan.</summary>
    public const double HotShare = 0.005;

    /// <summary>Plans of more statements than this add time, not evidence.</summary>
    public const int MostStatements = 20;

    /// <summary>A statement that takes longer is planned without being executed.</summary>
    private static readonly TimeSpan ExecutionLimit = TimeSpan.FromSeconds(10);

    /// <summary>No set of values of a statement is begun later.</summary>
    private static readonly TimeSpan StatementBudget = TimeSpan.FromSeconds(15);

    /// <summary>No statement is begun later.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(90);

    private static readonly string[] Plannable = ["select", "with", "insert", "update", "delete", "values", "merge", "table"];

    /// <summary>The statements worth a plan, of those in a window.</summary>
    public static IReadOnlyList<StatementMetrics> Hot(StatementStatistics statistics)
    {
        var total = statistics.Statements.Sum(s => s.ExecutionTime.TotalMilliseconds);
        return [.. statistics.Statements.Where(s => IsPlannable(s.Query) && s.ExecutionTime.TotalMilliseconds >= HotShare * total)
            .Take(MostStatements)];
    }

    /// <summary>Plans statements, in order, until the time for it is used up; the rest have a reason in place of a plan.</summary>
    /// <param name="connectionString">Where.</param>
    /// <param name="statements">The statements.</param>
    /// <param name="parameters">Their values.</param>
    /// <param name="settings">
    /// The settings of the roles that ran them, whose search_path they are planned with; null: the session's own.
    /// </param>
    /// <param name="time">For the window and the time that may be used.</param>
    /// <param name="cancellation">Ends the planning.</param>
    public static Task<StatementPlans> CollectAsync(
        string connectionString, IReadOnlyList<StatementMetrics> statements, StatementParameters parameters, RoleSettings? settings,
        TimeProvider time,
        CancellationToken cancellation) => CollectAsync(connectionString, statements, parameters, settings, Budget, time, cancellation);

    /// <summary>Plans statements that may not be executed: reading ones, too, are only planned.</summary>
    /// <param name="connectionString">Where.</param>
    /// <param name="statements">The statements.</param>
    /// <param name="parameters">Their values.</param>
    /// <param name="time">For the window and the time that may be used.</param>
    /// <param name="cancellation">Ends the planning.</param>
    public static Task<StatementPlans> OnlyPlanAsync(
        string connectionString, IReadOnlyList<StatementMetrics> statements, StatementParameters parameters, TimeProvider time,
        CancellationToken cancellation) =>
        CollectAsync(connectionString, statements, parameters, settings: null, Budget, time, cancellation, executes: false);

    internal static async Task<StatementPlans> CollectAsync(
        string connectionString, IReadOnlyList<StatementMetrics> statements, StatementParameters parameters, RoleSettings? settings,
        TimeSpan budget, TimeProvider time,
        CancellationToken cancellation, bool executes = true)
    {
        var window = new RunningWindow(time);
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        var denied = await DeniedReads.OfAsync(connection, statements.Select(statement => statement.Query), cancellation);
        var plans = new List<StatementPlan>();
        foreach (var statement in statements)
        {
            var sets = parameters.Statements.FirstOrDefault(p => p.StatementId == statement.StatementId);
            var left = budget - window.Elapsed;
            var plan = sets is null ? Without(statement, "no parameter values are known for it")
                : SqlParameters.WhyNot(sets.Query, sets.Sets) is { } why ? Without(statement, why)
                : left <= TimeSpan.Zero
                    ? Without(statement, $"the {budget.TotalSeconds:0} s for plans were used up by the statements before it")
                : await PlanAsync(
                    new Planning(connection, sets.Query, SearchPath.Of(statement, settings), StatementConstants.Of(sets)), statement, sets,
                    executes, left, time, cancellation);
            plans.Add(plan.Samples.Count == 0 && denied?.Concerns(statement.Query) == true ? plan with { Missing = denied.Reason } : plan);
        }

        return new StatementPlans
        {
            Window = window.SoFar,
            Provenance = "EXPLAIN (ANALYZE, BUFFERS, VERBOSE, FORMAT JSON) in a read-only transaction; EXPLAIN (VERBOSE, FORMAT JSON) for "
                + "writes and calls of volatile functions",
            Statements = plans,
            Denied = denied is not null && plans.Exists(plan => plan.Missing == denied.Reason) ? denied.Reason : null,
        };
    }

    private static StatementPlan Without(StatementMetrics statement, string reason) =>
        new() { StatementId = statement.StatementId, Query = statement.Query, Samples = [], Missing = reason };

    private static bool IsPlannable(string query) =>
        StatementText.Tokens(query).FirstOrDefault(token => !token.Is("(")) is { Text: not null } first && Plannable.Contains(first.Folded);

    private static async Task<StatementPlan> PlanAsync(
        Planning planning, StatementMetrics statement, ParameterSets sets, bool executes, TimeSpan left, TimeProvider time,
        CancellationToken cancellation)
    {
        var samples = new List<PlanSample>();
        string? failure = null;
        var reads = executes
            && StatementText.Tokens(statement.Query).First(token => !token.Is("(")).Folded is "select" or "with" or "values" or "table";
        var begun = time.GetTimestamp();
        foreach (var values in SqlParameters.Fitting(sets.Query, sets.Sets))
        {
            var limit = (left < StatementBudget ? left : StatementBudget) - time.GetElapsedTime(begun);
            if (limit <= TimeSpan.Zero)
            {
                break;
            }

            try
            {
                var (sample, timedOut) = await SampleAsync(
                    planning, values, reads, limit < ExecutionLimit ? limit : ExecutionLimit, cancellation);
                samples.Add(sample);
                if (timedOut)
                {
                    break; // its other values would take as long
                }
            }
            catch (PostgresException e)
            {
                failure = $"the server would not plan it: {ServerMessage.Of(e)}";
                if (ServerMessage.IsTimeout(e))
                {
                    break;
                }
            }
        }

        return new StatementPlan
        {
            StatementId = statement.StatementId,
            Query = StatementLayout.Compact(sets.Query),
            Source = sets.Source,
            Samples = samples,
            Missing = samples.Count == 0 ? failure ?? "no parameter values are known for it" : null,
        };
    }

    private static async Task<(PlanSample Sample, bool TimedOut)> SampleAsync(
        Planning planning, IReadOnlyList<string?> values, bool reads, TimeSpan limit, CancellationToken cancellation)
    {
        var (planned, mayExecute) = await planning.PlanAsync(values, cancellation);
        if (!reads || !mayExecute)
        {
            return (planned, false);
        }

        try
        {
            return (await planning.ExecuteAsync(values, limit, cancellation), false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.ReadOnlySqlTransaction
            or PostgresErrorCodes.LockNotAvailable)
        {
            return (planned, ServerMessage.IsTimeout(e));
        }
    }
}
