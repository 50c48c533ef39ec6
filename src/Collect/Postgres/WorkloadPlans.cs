using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>How the server plans and, where nothing can stay behind, executes one statement of a workload.</summary>
/// <param name="StatementId">The statement.</param>
/// <param name="Samples">One plan for each set of values that it was planned with: executed where it could be, else only planned.</param>
/// <param name="Refusal">Why the server does not plan it, without values; null when it plans all of its sets, or nobody knows.</param>
/// <param name="NotExecuted">Why not every set was executed to its end; null when all were.</param>
public sealed record WorkloadPlan(string StatementId, IReadOnlyList<PlanSample> Samples, string? Refusal, string? NotExecuted);

/// <summary>
/// Plans the statements of a workload where it is asked to, all sets of values: in read-only transactions that are rolled back. Writes and
/// calls of volatile functions are only planned.
/// </summary>
public static class WorkloadPlans
{
    private const string OnlyPlanned = "it was only planned";

    /// <summary>The longest that one execution may take; beyond it only the plan is known.</summary>
    private static readonly TimeSpan ExecutionLimit = TimeSpan.FromSeconds(10);

    private static readonly string[] Reading = ["select", "with", "values", "table"];

    private static readonly string[] States = ["08", "53", "57", "58"];

    /// <summary>Plans them, in order.</summary>
    /// <param name="connectionString">Where.</param>
    /// <param name="statements">The statements with their values.</param>
    /// <param name="execute">Whether those that only read are executed, too.</param>
    /// <param name="cancellation">Ends the planning.</param>
    /// <exception cref="NpgsqlException">The server does not answer.</exception>
    /// <exception cref="CollectorException">What answers is a pooler.</exception>
    public static async Task<IReadOnlyList<WorkloadPlan>> CollectAsync(
        string connectionString, IReadOnlyList<ParameterSets> statements, bool execute, CancellationToken cancellation)
    {
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        List<WorkloadPlan> plans = [];
        foreach (var statement in statements)
        {
            plans.Add(await PlanAsync(connection, statement, execute, cancellation));
        }

        return plans;
    }

    private static async Task<WorkloadPlan> PlanAsync(
        NpgsqlConnection connection, ParameterSets statement, bool execute, CancellationToken cancellation)
    {
        if (SqlParameters.WhyNot(statement.Query, statement.Sets) is { } unfit)
        {
            return new WorkloadPlan(statement.StatementId, [], unfit, "it cannot be planned");
        }

        var planning = new Planning(connection, statement.Query, searchPath: null);
        var reads = StatementText.Tokens(statement.Query).FirstOrDefault(token => !token.Is("(")) is { Text: not null } first
            && Reading.Contains(first.Folded, StringComparer.Ordinal);
        List<PlanSample> samples = [];
        string? notExecuted = null;
        foreach (var values in statement.Sets)
        {
            try
            {
                var (planned, mayExecute) = await planning.PlanAsync(values, cancellation);
                var why = !execute ? OnlyPlanned
                    : !reads ? "it writes, and is only planned on the database itself"
                    : !mayExecute ? "it calls a volatile function, and is only planned on the database itself"
                    : null;
                var (executed, failure) = why is null ? await ExecuteAsync(planning, values, cancellation) : (null, why);
                samples.Add(executed ?? planned);
                notExecuted ??= failure;
            }
            catch (PostgresException refusal) when (IsOfStatement(refusal))
            {
                return new WorkloadPlan(statement.StatementId, samples, ServerMessage.Of(refusal), "it cannot be planned");
            }
            catch (PostgresException refusal)
                when (refusal.SqlState is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable)
            {
                notExecuted ??= $"planning it was given up: {ServerMessage.Of(refusal)}";
            }
        }

        return new WorkloadPlan(statement.StatementId, samples, null, notExecuted);
    }

    private static async Task<(PlanSample? Sample, string? Failure)> ExecuteAsync(
        Planning planning, IReadOnlyList<string?> values, CancellationToken cancellation)
    {
        try
        {
            return (await planning.ExecuteAsync(values, ExecutionLimit, cancellation), null);
        }
        catch (PostgresException refusal) when (ServerMessage.IsTimeout(refusal))
        {
            return (null, $"it takes longer than {ExecutionLimit.TotalSeconds:0} s");
        }
        catch (PostgresException refusal) when (!IsOfServer(refusal))
        {
            return (null, $"the server does not execute it: {ServerMessage.Of(refusal)}");
        }
    }

    // A refusal that the statement owes to itself or to the schema, not to the server's state.
    private static bool IsOfStatement(PostgresException refusal) =>
        !IsOfServer(refusal) && refusal.SqlState != PostgresErrorCodes.LockNotAvailable;

    // Connection, resources, operators, system errors. Source: PostgreSQL manual, appendix A, "PostgreSQL Error Codes".
    private static bool IsOfServer(PostgresException refusal) =>
        States.Any(code => refusal.SqlState.StartsWith(code, StringComparison.Ordinal));
}
