using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Experiments.Journal;

/// <summary>Drops databases that dead owners left on servers that are not ours.</summary>
public static class LeftDatabase
{
    private const int ConnectSeconds = 5, DropSeconds = 60;

    /// <summary>Drops the database with the connections to it; refuses a name that does not start with <c>headroom_</c>. PostgreSQL 13 or later.</summary>
    /// <returns>Null when it is gone, else why it is not and what to do. Never the connection string.</returns>
    public static async Task<string?> DropAsync(JournalEntry.Database database, CancellationToken cancellation)
    {
        if (database.Refusal is { } refusal)
            return refusal;
        try
        {
            var target = new NpgsqlConnectionStringBuilder(database.ConnectionString)
            {
                Pooling = false,
                Timeout = ConnectSeconds,
                CommandTimeout = DropSeconds,
                IncludeErrorDetail = false,
            };
            await using var connection = new NpgsqlConnection(target.ConnectionString);
            await connection.OpenAsync(cancellation);
            await using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS {Sql.Identifier(database.Name)} WITH (FORCE)", connection);
            await drop.ExecuteNonQueryAsync(cancellation);
            return null;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or ArgumentException)
        {
            return $"{error.Message} Make its server reachable and run headroom doctor again.";
        }
    }
}
