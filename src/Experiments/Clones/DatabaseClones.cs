using System.Globalization;
using Headroom.Collect.Postgres;
using Npgsql;

namespace Headroom.Experiments.Clones;

/// <summary>Makes clones of a database on its own server, and drops them.</summary>
/// <remarks>
/// The ways, in this order: a copy of the plan's template; a copy of the source when it may be blocked and nobody is
/// connected to it; <c>pg_dump | pg_restore</c>. A copy needs the right to create databases, and ownership of what it copies unless that is
/// marked as a template. Sessions of databases that are not Headroom's own are never ended; an idle connection in a pool counts as a
/// session. Each clone is entered into the journal before it is created. Settings of the source database go with it, since plans depend on
/// them.
/// </remarks>
/// <param name="journal">Remembers databases until they are gone.</param>
/// <param name="time">The clock behind the time limits.</param>
public sealed class DatabaseClones(DatabaseJournal journal, TimeProvider time)
{
    /// <summary>What the name of every clone begins with.</summary>
    public const string Prefix = CloneName.Prefix;

    private const int LongestName = 63;

    /// <summary>Makes one clone.</summary>
    /// <param name="source">What to copy.</param>
    /// <param name="name">Its name: <see cref="Prefix"/>, then lower-case letters, digits or underscores; at most 63.</param>
    /// <param name="cancellation">Ends the work; what was begun is removed.</param>
    public Task<CloneResult<DatabaseClone>> CreateAsync(CloneSource source, string name, CancellationToken cancellation) =>
        CreateAsync(source, name, copies: 1, own: null, cancellation);

    /// <summary>Makes two clones of one snapshot: <c>NAME_base</c>, and <c>NAME_remedy</c> as a copy of the first.</summary>
    /// <param name="source">What to copy.</param>
    /// <param name="name">What their names begin with: <see cref="Prefix"/>, then lower-case letters, digits or underscores.</param>
    /// <param name="cancellation">Ends the work; what was begun is removed.</param>
    public async Task<CloneResult<ClonePair>> CreatePairAsync(CloneSource source, string name, CancellationToken cancellation)
    {
        var first = await CreateAsync(source, name + CloneName.BaseEnding, copies: 2, own: null, cancellation);
        if (first is not CloneResult<DatabaseClone>.Made { Value: var original })
        {
            return new CloneResult<ClonePair>.Refused(((CloneResult<DatabaseClone>.Refused)first).Cause);
        }

        ClonePair? pair = null;
        try
        {
            var second = await CreateAsync(source, name + CloneName.RemedyEnding, copies: 1, own: original, cancellation);
            if (second is not CloneResult<DatabaseClone>.Made { Value: var copy })
            {
                return new CloneResult<ClonePair>.Refused(((CloneResult<DatabaseClone>.Refused)second).Cause);
            }

            pair = new ClonePair(original, copy);
            return new CloneResult<ClonePair>.Made(pair);
        }
        finally
        {
            if (pair is null)
            {
                await DropAsync(original, CancellationToken.None);
            }
        }
    }

    /// <summary>Drops a clone, and ends the sessions in it.</summary>
    /// <returns>Null when it is gone, or why it is not; then it stays in the journal.</returns>
    public Task<string?> DropAsync(DatabaseClone clone, CancellationToken cancellation) =>
        RemoveAsync(clone.Home, clone.Name, clone.Entry, cancellation);

    /// <summary>Drops both clones of a pair; one that cannot be dropped does not keep the other.</summary>
    /// <returns>A line for each that is left, or that could not be crossed out; empty when nothing is.</returns>
    public async Task<IReadOnlyList<string>> DropPairAsync(ClonePair pair, CancellationToken cancellation)
    {
        List<string> left = [];
        foreach (var clone in new[] { pair.Remedy, pair.Base })
        {
            if (await DropAsync(clone, cancellation) is { } message)
            {
                left.Add(message);
            }
        }

        return left;
    }

    private static bool IsName(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) && name.Length <= LongestName
        && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');

    private async Task<CloneResult<DatabaseClone>> CreateAsync(
        CloneSource source, string name, int copies, DatabaseClone? own, CancellationToken cancellation)
    {
        if (!IsName(name))
        {
            throw new ArgumentException(
                $"\"{name}\" is not {Prefix} and lower-case letters, digits or underscores, {LongestName} at most", nameof(name));
        }

        if (ClonePermission.Refusal(source.ConnectionString, source.Allowed) is { } refusal)
        {
            return new CloneResult<DatabaseClone>.Refused(source.Otherwise is null ? refusal : $"{refusal}; else {source.Otherwise}");
        }

        try
        {
            await using var server = await CloneServer.OpenAsync(source.ConnectionString, cancellation);
            if (await server.ExistsAsync(name, cancellation))
            {
                return new CloneResult<DatabaseClone>.Refused(
                    $"a database {name} exists already: headroom doctor removes what a killed run left behind");
            }

            if (await CloneRights.RefusalAsync(server, source, cancellation) is { } forbidden)
            {
                return new CloneResult<DatabaseClone>.Refused(forbidden);
            }

            var (noRoom, notChecked) = await RoomAsync(server, CloneServer.DatabaseOf(source.ConnectionString), copies, cancellation);
            return noRoom is null
                ? await MakeAsync(server, source, name, own, notChecked, cancellation)
                : new CloneResult<DatabaseClone>.Refused(noRoom);
        }
        catch (NpgsqlException error)
        {
            return new CloneResult<DatabaseClone>.Refused(
                $"cannot clone {CloneServer.DatabaseOf(source.ConnectionString)}: {ServerMessage.Of(error)}");
        }
    }

    private async Task<CloneResult<DatabaseClone>> MakeAsync(
        CloneServer server, CloneSource source, string name, DatabaseClone? own, string? remark, CancellationToken cancellation)
    {
        var entry = journal(source.ConnectionString, name);
        DatabaseClone? clone = null;
        try
        {
            var ways = new CloneWays(server, source, name, time);
            var method = own is null ? await ways.TryAllAsync(cancellation) : await ways.CopyOwnAsync(own.Name, cancellation);
            if (method is null)
            {
                return new CloneResult<DatabaseClone>.Refused($"no clone could be made: {ways.Refusals}");
            }

            var lost = await CloneSettings.CopyAsync(server, CloneServer.DatabaseOf(source.ConnectionString), name, cancellation);
            var analysed = await CloneStatistics.EnsureAsync(CloneServer.To(source.ConnectionString, name), cancellation);
            string?[] remarks =
                [method, analysed, lost.Count == 0 ? null : $"without the source's settings {string.Join(", ", lost)}", remark];
            clone = new DatabaseClone(name, source.ConnectionString, string.Join("; ", remarks.OfType<string>()), entry);
            return new CloneResult<DatabaseClone>.Made(clone);
        }
        finally
        {
            if (clone is null)
            {
                await RemoveAsync(source.ConnectionString, name, entry, CancellationToken.None);
            }
        }
    }

    private async Task<string?> RemoveAsync(string connectionString, string name, IDisposable entry, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(CloneServer.RemovalLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            if (await CloneServer.RemoveAsync(connectionString, name, both.Token) is { } failure)
            {
                return $"{failure}; headroom doctor tries again";
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"cannot drop {name}: no answer within {CloneServer.RemovalLimit}; headroom doctor tries again";
        }

        try
        {
            entry.Dispose();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return $"{name} is dropped, but cannot be crossed out in the journal: {error.Message}";
        }
    }

    private static async Task<(string? Refusal, string? Unchecked)> RoomAsync(
        CloneServer server, string database, int copies, CancellationToken cancellation)
    {
        // The settings' view leaves out what the role may not see.
        const string facts = """
            SELECT CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) END,
                   (SELECT setting FROM pg_settings WHERE name = 'data_directory')
            FROM pg_database d WHERE d.datname = $1
            """;
        var row = await server.RowsAsync(facts, [database], cancellation) is [var only] ? only : null;
        long? size = row?[0] is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
        return DiskRoom.Check(size, row?[1], copies, DiskRoom.FreeBytes);
    }
}
