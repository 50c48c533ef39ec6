using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Model.Contracts;
using Npgsql;

namespace Headroom.Experiments.Contracts;

/// <summary>Looks at the databases of both arms before and after the same writes.</summary>
internal sealed class RowWitness
{
    private readonly (TableDigests A, TableDigests B) _tables;
    private readonly (IReadOnlyList<TableDigest> A, IReadOnlyList<TableDigest> B) _before;

    private RowWitness((TableDigests, TableDigests) tables, (IReadOnlyList<TableDigest>, IReadOnlyList<TableDigest>) before) => (_tables, _before) = (tables, before);

    /// <summary>Looks at the databases, sends the writes, and looks again.</summary>
    /// <param name="a">A's database, or null.</param>
    /// <param name="b">B's database, or null.</param>
    /// <param name="write">Sends the writes to both.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What the writes left; null when a database is not given.</returns>
    public static async Task<RowContract?> AroundAsync(string? a, string? b, Func<Task> write, CancellationToken cancellation)
    {
        if (a is null || b is null || IsSame(a, b))
        {
            await write();
            return a is null || b is null ? null : RowContract.None("both arms write into the same database");
        }

        var (witness, missing) = await TryAsync(() => BeginAsync(a, b, cancellation));
        await write();
        return witness is null ? RowContract.None(missing!) : await TryAsync(() => witness.EndAsync(cancellation)) is (var rows, var lost) && rows is not null ? rows : RowContract.None(lost!);
    }

    private static async Task<RowWitness> BeginAsync(string a, string b, CancellationToken cancellation)
    {
        var tables = (A: await TableDigests.BeginAsync(a, cancellation), B: await TableDigests.BeginAsync(b, cancellation));
        return new RowWitness(tables, (await tables.A.ReadAsync(cancellation), await tables.B.ReadAsync(cancellation)));
    }

    private async Task<RowContract> EndAsync(CancellationToken cancellation) =>
        RowCheck.Of(_before, (await _tables.A.ReadAsync(cancellation), await _tables.B.ReadAsync(cancellation)), _tables.A.LeftOut);

    private static async Task<(T? Result, string? Missing)> TryAsync<T>(Func<Task<T>> read)
        where T : class
    {
        try
        {
            return (await read(), null);
        }
        catch (Exception e) when (e is NpgsqlException or CollectorException)
        {
            return (null, e is PostgresException refusal ? ServerMessage.Of(refusal) : e.Message);
        }
    }

    private static bool IsSame(string a, string b)
    {
        var (here, there) = (new NpgsqlConnectionStringBuilder(a), new NpgsqlConnectionStringBuilder(b));
        return (here.Host, here.Port, here.Database) == (there.Host, there.Port, there.Database);
    }
}
