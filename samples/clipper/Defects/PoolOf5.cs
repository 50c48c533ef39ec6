using Clipper.Data;
using Npgsql;

namespace Clipper.Defects;

/// <summary>
/// <c>GET /clips/{id}/reach</c>. Broken: it has a pool of its own, of five connections, and keeps one of them in a transaction while the partner
/// networks answer, so that fifty such requests a second are more than the pool has. Cured: it takes a connection of the server's pool, and
/// gives it back before the partners are asked.
/// </summary>
public sealed class PoolOf5(NpgsqlDataSource shared, Settings settings) : IAsyncDisposable
{
    public static readonly Defect Defect = new(
        "pool-of-5",
        "Reach has a pool of five connections, and keeps one while the partners answer; the cure shares the server's, and gives it back first.");

    private const int Size = 5;

    private readonly NpgsqlDataSource? own = settings.Switches.On(Defect) ? Connections.Pool(settings, "clipper-reach", least: 0, most: Size) : null;

    /// <summary>What is answered for a row that is there; null when it is not.</summary>
    /// <param name="sql">Finds the row.</param>
    /// <param name="id">By this.</param>
    /// <param name="answer">Takes its time, and no connection.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<T?> Answer<T>(string sql, long id, Func<Task<T>> answer, CancellationToken cancellation)
        where T : class
    {
        if (own is null) return await shared.Rows(sql, [id], Row, cancellation) is [] ? null : await answer();
        await using var connection = await own.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await connection.Rows(sql, [id], Row, cancellation) is []) return null;
        var answered = await answer();
        await transaction.CommitAsync(cancellation);
        return answered;
    }

    public ValueTask DisposeAsync() => own?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static long Row(NpgsqlDataReader row) => row.GetInt64(0);
}
