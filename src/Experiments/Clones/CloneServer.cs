using System.Globalization;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Experiments.Clones;

/// <summary>A session on the source's server, outside the source where the role may connect elsewhere.</summary>
internal sealed class CloneServer : IAsyncDisposable
{
    /// <summary>The longest that a copy, an ANALYZE or a VACUUM may take: beyond it a clone is not worth the wait.</summary>
    public static readonly TimeSpan CopyLimit = TimeSpan.FromMinutes(10);

    /// <summary>The longest that dropping a database may take.</summary>
    public static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(60);

    private const string Maintenance = "postgres";
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);
    private readonly NpgsqlConnection _connection;

    private CloneServer(NpgsqlConnection connection, int version) => (_connection, Version) = (connection, version);

    /// <summary>The server's version, 150018 for 15.18.</summary>
    public int Version { get; }

    /// <summary>The server's major version.</summary>
    public int Major => Version / 10_000;

    /// <summary>A connection string to a database of the same server, outside any pool, so that a closed session is gone.</summary>
    public static string To(string connectionString, string database) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        Database = database,
        Pooling = false,
        Timeout = (int)ConnectLimit.TotalSeconds,
        CommandTimeout = (int)CopyLimit.TotalSeconds,
        ApplicationName = "headroom",
    }.ConnectionString;

    /// <summary>Connects to the maintenance database, or to the source's own where that is not to be had.</summary>
    /// <exception cref="NpgsqlException">Neither answers.</exception>
    public static async Task<CloneServer> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        try
        {
            return await ConnectAsync(To(connectionString, Maintenance), cancellation);
        }
        catch (PostgresException refusal) when (refusal.SqlState is PostgresErrorCodes.InvalidCatalogName
            or PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return await ConnectAsync(To(connectionString, DatabaseOf(connectionString)), cancellation);
        }
    }

    /// <summary>Connects to one database of the server.</summary>
    /// <exception cref="NpgsqlException">It does not answer.</exception>
    public static async Task<CloneServer> ConnectAsync(string connectionString, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            var server = new CloneServer(connection, 0);
            var version = await server.TextAsync("SELECT current_setting('server_version_num')", [], cancellation);
            await server.ExecuteAsync(
                $"SET {EvidenceConnection.Marker} statement_timeout = {(long)CopyLimit.TotalMilliseconds}", cancellation);
            await server.ExecuteAsync(
                $"SET {EvidenceConnection.Marker} lock_timeout = '10s'; "
                    + $"SET {EvidenceConnection.Marker} default_transaction_read_only = off",
                cancellation);
            return new CloneServer(connection, int.Parse(version!, CultureInfo.InvariantCulture));
        }
        catch (Exception error) when (error is NpgsqlException or IOException or ArgumentException or InvalidOperationException
            or OperationCanceledException)
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The database of a connection string; without one, the server takes the role's name.</summary>
    public static string DatabaseOf(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        return builder.Database ?? builder.Username ?? Maintenance;
    }

    /// <summary>Runs a statement.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(EvidenceConnection.Marked(sql), _connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The first column of the first row as text, or null.</summary>
    public async Task<string?> TextAsync(string sql, IReadOnlyList<string> parameters, CancellationToken cancellation) =>
        await RowsAsync(sql, parameters, cancellation) is [var row, ..] ? row[0] : null;

    /// <summary>All rows, each value as the text of its cast, or null.</summary>
    public async Task<IReadOnlyList<string?[]>> RowsAsync(string sql, IReadOnlyList<string> parameters, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(EvidenceConnection.Marked(sql), _connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<string?[]> rows = [];
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i =>
                reader.IsDBNull(i) ? null : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))]);
        }

        return rows;
    }

    /// <summary>Whether a database of this name exists.</summary>
    public async Task<bool> ExistsAsync(string database, CancellationToken cancellation) =>
        await TextAsync("SELECT datname FROM pg_database WHERE datname = $1", [database], cancellation) is not null;

    /// <summary>Removes a database of Headroom's own, and ends the sessions in it: the one way in which that is done.</summary>
    /// <returns>Null when it is gone, or why it is not, without any part of the connection string.</returns>
    public static async Task<string?> RemoveAsync(string connectionString, string database, CancellationToken cancellation)
    {
        try
        {
            await using var server = await OpenAsync(connectionString, cancellation);
            await server.DropAsync(database, cancellation);
            return null;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException
            or InvalidOperationException or ArgumentException)
        {
            return $"cannot drop {database}: {ServerMessage.Of(error)}";
        }
    }

    private async Task DropAsync(string database, CancellationToken cancellation)
    {
        const int forceSince = 130_000;
        await ExecuteAsync($"SET {EvidenceConnection.Marker} statement_timeout = {(long)RemovalLimit.TotalMilliseconds}", cancellation);
        if (Version < forceSince)
        {
            const string end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()";
            await RowsAsync(end, [database], cancellation);
        }

        await ExecuteAsync(
            $"DROP DATABASE IF EXISTS {Sql.Identifier(database)}{(Version < forceSince ? "" : " WITH (FORCE)")}", cancellation);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
