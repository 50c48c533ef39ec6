using Headroom.Model.Evidence;
using Npgsql;
using NpgsqlTypes;

namespace Headroom.Collect.Postgres;

/// <summary>
/// Plans the hot statements with real values: reading ones are executed in a read-only transaction with time limits, all others are only planned.
/// </summary>
public static class PlanCollector
{
    /// <summary>Statements with a smaller share of the execution time are not worth a plan.</summary>
    public const double HotShare = 0.005;

    /// <summary>Plans of more statements than this add time, not evidence.</summary>
    public const int MostStatements = 20;

    /// <summary>A statement that takes longer is planned without being executed.</summary>
    private static readonly TimeSpan ExecutionLimit = TimeSpan.FromSeconds(10);

    private static readonly string[] Plannable = ["select", "with", "insert", "update", "delete", "values", "merge", "table"];

    /// <summary>The statements worth a plan, of those in a window.</summary>
    public static IReadOnlyList<StatementMetrics> Hot(StatementStatistics statistics)
    {
        var total = statistics.Statements.Sum(s => s.ExecutionTime.TotalMilliseconds);
        return [.. statistics.Statements.Where(s => IsPlannable(s.Query) && s.ExecutionTime.TotalMilliseconds >= HotShare * total).Take(MostStatements)];
    }

    /// <summary>Plans statements.</summary>
    public static async Task<StatementPlans> CollectAsync(
        string connectionString, IReadOnlyList<StatementMetrics> statements, StatementParameters parameters, TimeProvider time, CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        var plans = new List<StatementPlan>();
        foreach (var statement in statements)
        {
            var sets = parameters.Statements.FirstOrDefault(p => p.StatementId == statement.StatementId);
            plans.Add(sets is null
                ? new StatementPlan { StatementId = statement.StatementId, Query = statement.Query, Samples = [], Missing = "no parameter values are known for it" }
                : await PlanAsync(connection, statement, sets, cancellation));
        }

        return new StatementPlans
        {
            Window = new Window(started, time.GetUtcNow() - started),
            Provenance = "EXPLAIN (ANALYZE, BUFFERS, VERBOSE, FORMAT JSON) in a read-only transaction; EXPLAIN (VERBOSE, FORMAT JSON) for writes",
            Statements = plans,
        };
    }

    private static bool IsPlannable(string query) => StatementText.Tokens(query).FirstOrDefault(token => !token.Is("(")) is { Text: not null } first && Plannable.Contains(first.Folded);

    private static async Task<StatementPlan> PlanAsync(NpgsqlConnection connection, StatementMetrics statement, ParameterSets sets, CancellationToken cancellation)
    {
        var samples = new List<PlanSample>();
        string? failure = null;
        var reads = StatementText.Tokens(statement.Query).First(token => !token.Is("(")).Folded is "select" or "with" or "values" or "table";
        foreach (var values in sets.Sets)
        {
            try
            {
                samples.Add(reads
                    ? await ExecutedOrPlannedAsync(connection, sets.Query, values, cancellation)
                    : await ExplainAsync(connection, sets.Query, values, execute: false, cancellation));
            }
            catch (PostgresException e)
            {
                failure = $"the server would not plan it: {e.SqlState} {PlanReader.WithoutValues(e.MessageText, values)}";
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

    private static async Task<PlanSample> ExecutedOrPlannedAsync(NpgsqlConnection connection, string query, IReadOnlyList<string?> values, CancellationToken cancellation)
    {
        try
        {
            return await ExplainAsync(connection, query, values, execute: true, cancellation);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.LockNotAvailable)
        {
            return await ExplainAsync(connection, query, values, execute: false, cancellation);
        }
    }

    private static async Task<PlanSample> ExplainAsync(
        NpgsqlConnection connection, string query, IReadOnlyList<string?> values, bool execute, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var limits = new NpgsqlCommand(
            $"SET {EvidenceConnection.Marker} TRANSACTION READ ONLY; SET {EvidenceConnection.Marker} LOCAL statement_timeout = {ExecutionLimit.TotalMilliseconds:0}", connection, transaction))
        {
            await limits.ExecuteNonQueryAsync(cancellation);
        }

        var options = execute ? "ANALYZE, BUFFERS, VERBOSE, FORMAT JSON" : "VERBOSE, FORMAT JSON";
        await using var command = new NpgsqlCommand($"EXPLAIN {EvidenceConnection.Marker} ({options}) {query}", connection, transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = (object?)value ?? DBNull.Value });
        }

        var json = (string)(await command.ExecuteScalarAsync(cancellation))!;
        await transaction.RollbackAsync(cancellation);
        return PlanReader.Read(json, values, execute);
    }
}
