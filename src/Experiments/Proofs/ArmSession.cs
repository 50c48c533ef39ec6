using System.Data;
using System.Text.Json;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Npgsql;
using NpgsqlTypes;

namespace Headroom.Experiments.Proofs;

/// <summary>What one execution took.</summary>
/// <param name="Time">The server's execution time, without planning; the time limit when it was cut short.</param>
/// <param name="Buffers">Shared buffers hit and read; null when it was cut short or fired triggers, since nobody counted them all.</param>
/// <param name="IsCutShort">Whether it reached the time limit.</param>
internal readonly record struct Execution(TimeSpan Time, long? Buffers, bool IsCutShort);

/// <summary>A session in one arm.</summary>
internal sealed class ArmSession : IAsyncDisposable
{
    /// <summary>What each execution is wrapped into.</summary>
    public const string Explain = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ";

    /// <summary>How deep plans may be.</summary>
    internal static readonly JsonDocumentOptions DeepPlans = new() { MaxDepth = 1000 };

    // Experiments fill the server's statement statistics, in which the application's have their place.
    private const string Untracked = "SET pg_stat_statements.track = 'none'";

    // A role that is kept from writing by default writes into its clone; a session waits while the other arm is measured.
    private const string Unhindered = $"""
        SELECT {EvidenceConnection.Marker} set_config(name, CASE vartype WHEN 'bool' THEN 'off' ELSE '0' END, false)
        FROM pg_settings WHERE name IN ('default_transaction_read_only', 'idle_session_timeout', 'transaction_timeout')
        """;

    private const string LockTimeout = "5s";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private readonly string _connectionString;
    private readonly TimeSpan _limit;
    private NpgsqlConnection _connection;

    private ArmSession(string connectionString, TimeSpan limit) =>
        (_connectionString, _limit, _connection) = (connectionString, limit, new NpgsqlConnection(connectionString));

    /// <summary>Connects to a clone.</summary>
    /// <exception cref="NpgsqlException">It does not answer.</exception>
    public static async Task<ArmSession> OpenAsync(DatabaseClone clone, TimeSpan limit, CancellationToken cancellation)
    {
        var session = new ArmSession(clone.ConnectionString, limit);
        try
        {
            await session.BeginAsync(cancellation);
            return session;
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>The time limit of an execution.</summary>
    public TimeSpan Limit => _limit;

    /// <summary>Whether the session is there: the server ends it after an answer that breaks the protocol.</summary>
    public bool IsOpen => _connection.State == ConnectionState.Open;

    /// <summary>Begins the session anew where the server ended it, with the settings that it began with.</summary>
    /// <exception cref="NpgsqlException">The clone does not answer.</exception>
    public async Task ReviveAsync(CancellationToken cancellation)
    {
        if (IsOpen)
        {
            return;
        }

        await _connection.DisposeAsync();
        _connection = new NpgsqlConnection(_connectionString);
        await BeginAsync(cancellation);
    }

    /// <summary>
    /// Whether one statement brought an error upon itself, and upon no more than this session: what comes after it may go on.
    /// </summary>
    public bool IsOfStatement(Exception error) =>
        error is NpgsqlException or IOException or ArgumentException || (error is InvalidOperationException && !IsOpen);

    /// <summary>Such an error in words, without values.</summary>
    public static string Told(Exception error) =>
        $"{(error is PostgresException ? "the server would not execute it" : "the session ended with it")}: {ServerMessage.Of(error)}";

    /// <summary>Sets the server's time limit of the statements that follow.</summary>
    public Task SetLimitAsync(TimeSpan limit, CancellationToken cancellation) =>
        RunAsync($"SET {EvidenceConnection.Marker} statement_timeout = {(long)limit.TotalMilliseconds}", cancellation);

    /// <summary>A whole number that a query returns; 0 when it returns nothing.</summary>
    public async Task<long> NumberAsync(string sql, CancellationToken cancellation)
    {
        await using var command = Command(sql, []);
        return await command.ExecuteScalarAsync(cancellation) as long? ?? 0;
    }

    /// <summary>Runs SQL that the server may refuse.</summary>
    /// <returns>Null, or the refusal without values.</returns>
    public async Task<string?> TryAsync(string sql, CancellationToken cancellation)
    {
        try
        {
            await RunAsync(sql, cancellation);
            return null;
        }
        catch (PostgresException refusal)
        {
            return ServerMessage.Of(refusal);
        }
    }

    /// <summary>Runs SQL whose result nobody reads.</summary>
    public async Task RunAsync(string sql, CancellationToken cancellation)
    {
        await using var command = Command(sql, []);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Executes a statement in a transaction of its own that is rolled back.</summary>
    /// <param name="query">The statement, with <c>$n</c> for each value.</param>
    /// <param name="values">The values, as texts whose types the server infers.</param>
    /// <param name="isReadOnly">Whether the transaction may only read.</param>
    /// <param name="prepare">What to run before it in the transaction, or null.</param>
    /// <param name="cancellation">Ends the execution.</param>
    /// <exception cref="PostgresException">The server refuses the statement for another reason than the time limit.</exception>
    public async Task<Execution> ExecuteAsync(
        string query, IReadOnlyList<string?> values, bool isReadOnly, string? prepare, CancellationToken cancellation) =>
        await ExplainAsync(Explain, query, values, isReadOnly, prepare, cancellation) is { } json
            ? Parse(json)
            : new Execution(_limit, null, IsCutShort: true);

    /// <summary>The same, with the plan as the server prints it; null when the execution was cut short.</summary>
    /// <param name="explain">What the statement is wrapped into.</param>
    /// <param name="query">The statement, with <c>$n</c> for each value.</param>
    /// <param name="values">The values, as texts whose types the server infers.</param>
    /// <param name="isReadOnly">Whether the transaction may only read.</param>
    /// <param name="prepare">What to run before it in the transaction, or null.</param>
    /// <param name="cancellation">Ends the execution.</param>
    /// <exception cref="PostgresException">The server refuses the statement for another reason than the time limit.</exception>
    public async Task<string?> ExplainAsync(
        string explain, string query, IReadOnlyList<string?> values, bool isReadOnly, string? prepare, CancellationToken cancellation)
    {
        await using var transaction = await _connection.BeginTransactionAsync(cancellation);
        await RunAsync($"SET TRANSACTION {(isReadOnly ? "READ ONLY" : "READ WRITE")}", cancellation);
        if (prepare is not null)
        {
            await RunAsync(prepare, cancellation);
        }

        try
        {
            await using var command = Command(explain + query, values);
            var json = (string)(await command.ExecuteScalarAsync(cancellation))!;
            await transaction.RollbackAsync(cancellation);
            return json;
        }
        catch (PostgresException refusal) when (ServerMessage.IsTimeout(refusal))
        {
            await transaction.RollbackAsync(cancellation);
            return null;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>
    /// Reads time and buffers off a plan, in sum where a rule makes several statements of one; buffers of planning stand beside the root
    /// and are left out. Triggers, those of foreign keys among them, count in the time and nowhere else: with them, nobody knows the
    /// buffers.
    /// </summary>
    /// <exception cref="PostgresException">There is no plan: a rule rewrites the statement to nothing.</exception>
    internal static Execution Parse(string json)
    {
        using var document = JsonDocument.Parse(json, DeepPlans);
        var parts = PlanReader.Explained(document.RootElement);
        return new Execution(
            TimeSpan.FromMilliseconds(parts.Sum(static part => part.GetProperty("Execution Time").GetDouble())),
            parts.Aggregate((long?)0, static (sum, part) => sum + BuffersOf(part)),
            IsCutShort: false);
    }

    private static long? BuffersOf(JsonElement part)
    {
        var root = part.GetProperty("Plan");
        return part.TryGetProperty("Triggers", out var triggers) && triggers.GetArrayLength() > 0
            ? null
            : root.GetProperty("Shared Hit Blocks").GetInt64() + root.GetProperty("Shared Read Blocks").GetInt64();
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        await _connection.OpenAsync(cancellation);
        await TryAsync($"{Untracked} {EvidenceConnection.Marker}", cancellation);
        await RunAsync(Unhindered, cancellation);
        await RunAsync(
            $"SET {EvidenceConnection.Marker} statement_timeout = {(long)_limit.TotalMilliseconds}; SET {EvidenceConnection.Marker} "
                + $"lock_timeout = '{LockTimeout}'",
            cancellation);
    }

    private NpgsqlCommand Command(string sql, IReadOnlyList<string?> values)
    {
        var command = new NpgsqlCommand(EvidenceConnection.Marked(sql), _connection) { CommandTimeout = 0 };
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = (object?)value ?? DBNull.Value });
        }

        return command;
    }
}
