using Headroom.Experiments.Clones;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;

namespace Headroom.Experiments.Probes;

/// <summary>Takes rows out of the tables of a clone: those that stay at a small size stay at every larger one.</summary>
/// <remarks>
/// A row's place among the tenths is a hash of its primary key (of the whole row where there is none), so that the same rows stay on every
/// clone of the same data, spread over the whole table. Each table is written anew, at its full size as well: free space in the pages of
/// the source would be taken for growth. Foreign keys and triggers are not asked where the role may say so. A table with foreign tables
/// below it is left alone.
/// <para><b>Source:</b> PostgreSQL manual, 20.11.1 (session_replication_role), VACUUM (FULL).</para>
/// </remarks>
internal sealed class TableThinning : IAsyncDisposable
{
    /// <summary>The tenths of the rows that stay, one size after the other.</summary>
    public static readonly IReadOnlyList<int> Tenths = [10, 3, 1];

    /// <summary>The longest that deleting from, or writing, one table may take.</summary>
    private static readonly TimeSpan StepLimit = TimeSpan.FromMinutes(2);

    private readonly ArmSession _session;

    private TableThinning(ArmSession session, bool canLeaveKeys) => (_session, CanLeaveKeys) = (session, canLeaveKeys);

    /// <summary>Whether rows may go that keys of other rows refer to.</summary>
    public bool CanLeaveKeys { get; }

    /// <summary>Connects to a clone.</summary>
    /// <exception cref="Npgsql.NpgsqlException">It does not answer.</exception>
    public static async Task<TableThinning> OpenAsync(DatabaseClone clone, CancellationToken cancellation)
    {
        var session = await ArmSession.OpenAsync(clone, StepLimit, cancellation);
        try
        {
            var refusal = await session.TryAsync("SET session_replication_role = 'replica'", cancellation);
            return new TableThinning(session, canLeaveKeys: refusal is null);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Leaves so many tenths of a table's rows, and writes the table anew.</summary>
    /// <returns>The rows that it has now, or why it could not be done.</returns>
    public async Task<(long Rows, string? Failure)> ThinAsync(TableFacts table, int tenths, CancellationToken cancellation)
    {
        var name = Sql.Identifier(table.Schema, table.Name);
        if (await _session.NumberAsync(ForeignBelow(name), cancellation) > 0)
        {
            return (0, "parts of it are foreign tables, whose rows are on another server");
        }

        await _session.TryAsync($"ALTER TABLE {name} SET (autovacuum_enabled = false)", cancellation);
        var failure = (tenths == Tenths[0] ? null : await DeleteAsync(table, name, tenths, cancellation))
            ?? await _session.TryAsync($"VACUUM (FULL) {name}", cancellation)
            ?? await _session.TryAsync($"VACUUM (ANALYZE) {name}", cancellation); // the first one leaves no visibility map
        return failure is null
            ? (await _session.NumberAsync($"SELECT count(*) FROM {Own(table, name)}", cancellation), null)
            : (0, failure);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    // A delete reaches the partitions of a table, too: what is foreign of them is no copy, but the rows of the source or of somebody else.
    private static string ForeignBelow(string name) => $"""
        SELECT count(*) FROM pg_partition_tree(to_regclass({Sql.Literal(name)})) t JOIN pg_class c ON c.oid = t.relid WHERE c.relkind = 'f'
        """;

    // Its own rows and those of its partitions: a table that inherits from it without being one is thinned for itself.
    private static string Own(TableFacts table, string name) => table.IsPartitioned ? name : $"ONLY {name}";

    private async Task<string?> DeleteAsync(TableFacts table, string name, int tenths, CancellationToken cancellation)
    {
        if (!CanLeaveKeys)
        {
            await _session.TryAsync($"ALTER TABLE {name} DISABLE TRIGGER USER", cancellation);
        }

        var key = table.PrimaryKey.Count == 0
            ? "thinned.*"
            : string.Join(", ", table.PrimaryKey.Select(column => $"thinned.{Sql.Identifier(column)}"));
        return await _session.TryAsync(
            $"DELETE FROM {Own(table, name)} AS thinned WHERE abs(hashtextextended(ROW({key})::text, 0) % 10) >= {tenths}", cancellation);
    }
}
