using System.Globalization;
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

    private const string NoPooler =
        "the session does not take the options it is started with (default_transaction_read_only, statement_timeout, lock_timeout): "
            + "connect to the server directly, not through a pooler";

    /// <summary>The statement with the mark, which experiments put before it; unchanged when it has it.</summary>
    public static string Marked(string sql) => sql.Contains(Marker, StringComparison.Ordinal) ? sql : $"{Marker} {sql}";

    /// <summary>A session for evidence.</summary>
    /// <exception cref="CollectorException">What answers refuses or ignores the session's options, as a pooler does.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(Limited(connectionString));
        try
        {
            await connection.OpenAsync(cancellation);
            await using var check = new NpgsqlCommand(
                $"SELECT {Marker} current_setting('default_transaction_read_only') = 'on'", connection);
            return await check.ExecuteScalarAsync(cancellation) is true ? connection : throw new CollectorException(NoPooler);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ProtocolViolation)
        {
            await connection.DisposeAsync();
            throw new CollectorException(NoPooler);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // Said at the start of the session, not by SET: a pooler that shares sessions would hand the settings to its next client.
    private static string Limited(string connectionString)
    {
        var plain = new NpgsqlConnectionStringBuilder(Plain(connectionString));
        plain.Options = string.Create(
            CultureInfo.InvariantCulture,
            $"{plain.Options} -c default_transaction_read_only=on "
                + $"-c statement_timeout={StatementTimeout.TotalMilliseconds:0} -c lock_timeout=1000").Trim();
        return plain.ConnectionString;
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
