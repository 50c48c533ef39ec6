using Npgsql;

namespace Clipper.Defects;

/// <summary>
/// The server's pool. Broken: two hundred connections, all of them open from the start and kept, as pools do whose least size is their
/// greatest. Cured: fifty at most, opened when they are wanted.
/// </summary>
public static class PoolOf200
{
    public static readonly Defect Defect = new(
        "pool-of-200",
        "The pool keeps two hundred connections open, whatever is wanted; the cure opens them as they are wanted, fifty at most.");

    public const int Size = 200;

    /// <summary>The least size of a pool: its greatest where the defect is on.</summary>
    /// <exception cref="UsageException">The connection string allows fewer.</exception>
    public static int Least(Settings settings, int most)
    {
        if (!settings.Switches.On(Defect)) return 0;
        var allowed = new NpgsqlConnectionStringBuilder($"Maximum Pool Size={most};{settings.Postgres}").MaxPoolSize;
        return allowed >= most
            ? most
            : throw new UsageException(
                $"CLIPPER_POSTGRES: Maximum Pool Size is {allowed}, fewer than the {most} connections that {Defect.Id} keeps open. "
                + "Leave it out, and say DATABASE_MAX_CONNECTIONS where the pool is to be smaller");
    }

    /// <summary>Opens the whole pool, whatever its size is, or as much of it as the server gives.</summary>
    public static async Task Fill(NpgsqlDataSource database, Switches switches, CancellationToken cancellation)
    {
        if (!switches.On(Defect)) return;
        var size = new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxPoolSize;
        List<NpgsqlConnection> opened = [];
        try
        {
            while (opened.Count < size) opened.Add(await database.OpenConnectionAsync(cancellation));
        }
        catch (PostgresException full) when (full.SqlState == PostgresErrorCodes.TooManyConnections && opened.Count > 0)
        {
            await Console.Error.WriteLineAsync(
                $"clipper: the pool holds {opened.Count} of its {size} connections, the server gives no more: {full.MessageText}");
        }
        finally
        {
            foreach (var connection in opened) await connection.DisposeAsync();
        }
    }
}
