using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Model.Contracts;
using Npgsql;

namespace Headroom.Experiments.Contracts;

/// <summary>Looks at the databases of both arms before and after the same writes.</summary>
internal sealed class RowWitness
{
    /// <summary>
    /// Between two looks at the same database: jobs that write by themselves show, and so do writes that follow an answer.
    /// </summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Looks after the writes, at most (a count): what still changes then is told as a difference, or not.</summary>
    private const int MostLooks = 10;

    private readonly (TableDigests A, TableDigests B) _tables;
    private readonly Looks _before;
    private readonly SortedDictionary<string, string> _leftOut;
    private readonly TimeProvider _time;

    private RowWitness((TableDigests, TableDigests) tables, Looks before, SortedDictionary<string, string> leftOut, TimeProvider time) =>
        (_tables, _before, _leftOut, _time) = (tables, before, leftOut, time);

    private sealed record Looks(IReadOnlyList<TableDigest> A, IReadOnlyList<TableDigest> B);

    /// <summary>Looks at the databases, sends the writes, and looks again.</summary>
    /// <param name="a">A's database, or null.</param>
    /// <param name="b">B's database, or null.</param>
    /// <param name="write">Sends the writes to both.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What the writes left; null when a database is not given.</returns>
    public static async Task<RowContract?> AroundAsync(
        string? a, string? b, Func<Task> write, TimeProvider time, CancellationToken cancellation)
    {
        if (a is null || b is null || IsSame(a, b))
        {
            await write();
            return a is null || b is null ? null : RowContract.None("both arms write into the same database");
        }

        var (witness, missing) = await TryAsync(() => BeginAsync(a, b, time, cancellation));
        await write();
        return witness is null ? RowContract.None(missing!)
            : await TryAsync(() => witness.EndAsync(cancellation)) is (var rows, var lost) && rows is not null ? rows
            : RowContract.None(lost!);
    }

    // What moves while nobody asks says nothing of the writes.
    private static async Task<RowWitness> BeginAsync(string a, string b, TimeProvider time, CancellationToken cancellation)
    {
        var tables = (A: await TableDigests.BeginAsync(a, cancellation), B: await TableDigests.BeginAsync(b, cancellation));
        var first = await LookAsync(tables, cancellation);
        await Task.Delay(s_pause, time, cancellation);
        var before = await LookAsync(tables, cancellation);
        var leftOut = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in Changed(first.A, before.A).Concat(Changed(first.B, before.B)))
        {
            leftOut[table] = "it changes by itself";
        }

        return new RowWitness(tables, before, leftOut, time);
    }

    private async Task<RowContract> EndAsync(CancellationToken cancellation)
    {
        var after = await LookAsync(_tables, cancellation);
        for (var look = 1; look < MostLooks; look++)
        {
            await Task.Delay(s_pause, _time, cancellation);
            var (last, now) = (after, await LookAsync(_tables, cancellation));
            after = now;
            if (!Changed(last.A, now.A).Concat(Changed(last.B, now.B)).Any(table => !_leftOut.ContainsKey(table)))
            {
                break;
            }
        }

        foreach (var (table, why) in _tables.A.LeftOut.Concat(_tables.B.LeftOut))
        {
            _leftOut[table] = why;
        }

        return RowCheck.Of(
            (Kept(_before.A), Kept(_before.B)), (Kept(after.A), Kept(after.B)),
            [.. _leftOut.Select(static left => $"{left.Key}: {left.Value}")]);
    }

    private IReadOnlyList<TableDigest> Kept(IReadOnlyList<TableDigest> tables) =>
        [.. tables.Where(table => !_leftOut.ContainsKey(table.Table))];

    private static async Task<Looks> LookAsync((TableDigests A, TableDigests B) tables, CancellationToken cancellation) =>
        new(await tables.A.ReadAsync(cancellation), await tables.B.ReadAsync(cancellation));

    private static IEnumerable<string> Changed(IReadOnlyList<TableDigest> first, IReadOnlyList<TableDigest> second) =>
        from one in first
        join other in second on one.Table equals other.Table
        where one.Rows != other.Rows || one.Written != other.Written || !one.Columns.SequenceEqual(other.Columns)
        select one.Table;

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

    /// <summary>Whether two connection strings name one database; the names of this machine are one host.</summary>
    internal static bool IsSame(string a, string b)
    {
        var (here, there) = (new NpgsqlConnectionStringBuilder(a), new NpgsqlConnectionStringBuilder(b));
        return (HostOf(here), here.Port, here.Database) == (HostOf(there), there.Port, there.Database);
    }

    private static string? HostOf(NpgsqlConnectionStringBuilder connection) =>
        connection.Host is "localhost" or "::1" ? "127.0.0.1" : connection.Host;
}
