using Clipper.Data;
using Npgsql;

namespace Clipper.Defects;

/// <summary>
/// The server's pool, and <c>GET /clips/{id}/reach</c>. Broken: five connections, and a request for reach keeps one of them in a transaction
/// while the partner networks answer, so that a hundred such requests a second are more than the pool has. Cured: fifty, and the connection is
/// given back before the partners are asked.
/// </summary>
public static class PoolOf5
{
    public static readonly Defect Defect = new(
        "pool-of-5",
        "The pool has five connections, and reach keeps one while the partners answer; the cure has fifty, and gives it back first.");

    public const int Size = 5;

    /// <summary>Whether it is on: with a pool of 200 it cannot be.</summary>
    public static bool IsOn(Switches switches) => switches.On(Defect) && !switches.On(PoolOf200.Defect);

    /// <summary>What is answered for a row that is there; null when it is not.</summary>
    /// <param name="database">The pool.</param>
    /// <param name="switches">Which twin runs.</param>
    /// <param name="sql">Finds the row.</param>
    /// <param name="id">By this.</param>
    /// <param name="answer">Takes its time, and no connection.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static async Task<T?> Answer<T>(
        NpgsqlDataSource database, Switches switches, string sql, long id, Func<Task<T>> answer, CancellationToken cancellation)
        where T : class
    {
        if (!IsOn(switches)) return await database.Rows(sql, [id], Row, cancellation) is [] ? null : await answer();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await connection.Rows(sql, [id], Row, cancellation) is []) return null;
        var answered = await answer();
        await transaction.CommitAsync(cancellation);
        return answered;
    }

    private static long Row(NpgsqlDataReader row) => row.GetInt64(0);
}
