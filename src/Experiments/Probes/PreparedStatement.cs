using System.Globalization;
using System.Text.Json;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Experiments.Probes;

/// <summary>
/// A statement that one session has prepared, with one set of values. Each execution has a read-only transaction that is rolled back.
/// </summary>
internal sealed class PreparedStatement : IAsyncDisposable
{
    private const string Name = "headroom_probe";

    /// <summary>
    /// Executions after which the server has made its choice: five plans for the values, one to look at the generic plan, one to take it.
    /// </summary>
    private const int Executions = 7;

    private readonly NpgsqlConnection _connection;
    private readonly string _execute;
    private readonly TimeSpan _limit;

    private PreparedStatement(NpgsqlConnection connection, IReadOnlyList<string?> values, TimeSpan limit)
    {
        (_connection, _limit) = (connection, limit);
        _execute = $"EXECUTE {Name}({string.Join(", ", values.Select(value => value is null ? "NULL" : Sql.Literal(value)))})";
    }

    /// <summary>Prepares it.</summary>
    /// <exception cref="PostgresException">The server cannot, or does not know the types of its parameters.</exception>
    public static async Task<PreparedStatement> PrepareAsync(
        NpgsqlConnection connection, string query, IReadOnlyList<string?> values, TimeSpan limit, CancellationToken cancellation)
    {
        var statement = new PreparedStatement(connection, values, limit);
        await statement.RunAsync($"PREPARE {EvidenceConnection.Marker} {Name} AS {query}", cancellation);
        return statement;
    }

    /// <summary>
    /// Whether these values, executed again and again, make the server take the generic plan; null where it does not say.
    /// </summary>
    public async Task<bool?> LeadsToGenericAsync(CancellationToken cancellation)
    {
        await using var transaction = await BeginAsync("auto", cancellation);
        for (var i = 0; i < Executions; i++)
        {
            await RunAsync($"EXPLAIN {EvidenceConnection.Marker} {_execute}", cancellation);
        }

        await using var command = new NpgsqlCommand(
            $"SELECT {EvidenceConnection.Marker} (to_jsonb(p) ->> 'generic_plans')::bigint > 0 "
            + $"FROM pg_prepared_statements p WHERE name = '{Name}'",
            _connection);
        return await command.ExecuteScalarAsync(cancellation) as bool?;
    }

    /// <summary>Executes it.</summary>
    public async Task<Execution> ExecuteAsync(bool generic, CancellationToken cancellation)
    {
        await using var transaction = await BeginAsync(generic ? "force_generic_plan" : "force_custom_plan", cancellation);
        try
        {
            await using var command = new NpgsqlCommand(
                $"EXPLAIN {EvidenceConnection.Marker} (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {_execute}", _connection, transaction);
            var json = (string)(await command.ExecuteScalarAsync(cancellation))!;
            using var document = JsonDocument.Parse(json, ArmSession.DeepPlans);
            var execution = ArmSession.Parse(json);
            // Each part of what a rule doubles tells how long planning all of them took.
            var planning = PlanReader.Explained(document.RootElement)[0].GetProperty("Planning Time").GetDouble();
            return execution with { Time = execution.Time + TimeSpan.FromMilliseconds(planning) };
        }
        catch (PostgresException refusal) when (ServerMessage.IsTimeout(refusal))
        {
            return new Execution(_limit, null, IsCutShort: true);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await RunAsync($"DEALLOCATE {EvidenceConnection.Marker} {Name}", CancellationToken.None);

    private async Task<NpgsqlTransaction> BeginAsync(string mode, CancellationToken cancellation)
    {
        var transaction = await _connection.BeginTransactionAsync(cancellation);
        var milliseconds = ((long)_limit.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        try
        {
            await RunAsync(
                $"SET {EvidenceConnection.Marker} TRANSACTION READ ONLY; "
                + $"SET {EvidenceConnection.Marker} LOCAL statement_timeout = {milliseconds}; "
                + $"SET {EvidenceConnection.Marker} LOCAL plan_cache_mode = {mode}",
                cancellation);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    private async Task RunAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
