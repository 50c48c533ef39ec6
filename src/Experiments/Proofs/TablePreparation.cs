using Headroom.Experiments.Clones;
using Npgsql;

namespace Headroom.Experiments.Proofs;

/// <summary>Makes the tables of a remedy alike in both arms but for the remedy.</summary>
internal static class TablePreparation
{
    private const string WithoutIndexes = "SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off";

    /// <summary>
    /// Building the index has read the table in one arm: it is read in both. Autovacuum is kept from choosing one of them, and what rolled
    /// back writes left in one is removed. An index over expressions brings statistics of its own: both arms are analysed, so that neither
    /// has the fresher sample.
    /// </summary>
    /// <remarks>What the role may not do, or what takes too long, is left undone in both arms.</remarks>
    public static async Task EqualiseAsync(
        ClonePair clones, IReadOnlyList<CloneIndex> indexes, TimeSpan limit, CancellationToken cancellation)
    {
        foreach (var table in indexes.Select(index => index.Table).Distinct())
        {
            await InBothAsync(clones, $"ALTER TABLE {table.Quoted} SET (autovacuum_enabled = false)", limit, cancellation);
            if (indexes.Any(index => index.HasExpressions && index.Table == table))
            {
                await InBothAsync(clones, $"ANALYZE {table.Quoted}", limit, cancellation);
            }

            await InBothAsync(clones, $"VACUUM {table.Quoted}", limit, cancellation);
            await InBothAsync(clones, $"{WithoutIndexes}; SELECT count(*) FROM ONLY {table.Quoted}", limit, cancellation);
        }
    }

    /// <summary>Removes the rows that rolled back writes left.</summary>
    public static async Task VacuumAsync(
        ClonePair clones, IReadOnlyList<CloneIndex> indexes, TimeSpan limit, CancellationToken cancellation)
    {
        foreach (var table in indexes.Select(index => index.Table).Distinct())
        {
            await InBothAsync(clones, $"VACUUM {table.Quoted}", limit, cancellation);
        }
    }

    private static async Task InBothAsync(ClonePair clones, string sql, TimeSpan limit, CancellationToken cancellation)
    {
        await using var arms = await Arms.OpenAsync(clones, limit, cancellation);
        try
        {
            await arms.RunInBothAsync(sql, cancellation);
        }
        catch (PostgresException)
        {
            // The first arm refuses what the second would: both are left as they were.
        }
    }
}
