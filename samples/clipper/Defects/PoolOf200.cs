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

    /// <summary>Opens the whole pool, whatever its size is.</summary>
    public static async Task Fill(NpgsqlDataSource database, Switches switches, CancellationToken cancellation)
    {
        if (!switches.On(Defect)) return;
        var size = new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxPoolSize;
        List<NpgsqlConnection> opened = [];
        try
        {
            while (opened.Count < size) opened.Add(await database.OpenConnectionAsync(cancellation));
        }
        finally
        {
            foreach (var connection in opened) await connection.DisposeAsync();
        }
    }
}
