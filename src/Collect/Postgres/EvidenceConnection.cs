using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>Opens the sessions that evidence is read with: read-only, with time limits, and recognisable.</summary>
public static class EvidenceConnection
{
    /// <summary>What Headroom's sessions call themselves.</summary>
    public const string ApplicationName = "headroom";

    /// <summary>Stands in every statement of Headroom's own, so that it can be taken out of statistics and logs.</summary>
    public const string Marker = "/* headroom */";

    /// <summary>No evidence statement may take longer.</summary>
    public static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(20);

    /// <summary>A session for evidence.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(Plain(connectionString));
        try
        {
            await connection.OpenAsync(cancellation);
            await using var limits = new NpgsqlCommand(
                $"SET {Marker} default_transaction_read_only = on; SET {Marker} statement_timeout = {StatementTimeout.TotalMilliseconds:0}; SET {Marker} lock_timeout = 1000;",
                connection);
            await limits.ExecuteNonQueryAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same database under Headroom's name, without pooling: no session stays behind.</summary>
    public static string Plain(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = ApplicationName,
        Pooling = false,
        Timeout = 5,
        CommandTimeout = (int)StatementTimeout.TotalSeconds + 5,
        IncludeErrorDetail = false,
    }.ConnectionString;
}
