using Headroom.Experiments.Clones;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Experiments.Search;

/// <summary>The tables of a clone on which statements are compared.</summary>
public static class SearchTables
{
    /// <summary>
    /// Vacuums tables, so that index-only scans are possible, and analyses those whose statistics say nothing of what they hold now.
    /// </summary>
    /// <remarks>
    /// Statistics that the copy brought along are kept: they are those that the source plans with, both arms have the same ones, and a
    /// second audit of the source has them, too. Another sample of the rows could turn a plan.
    /// </remarks>
    /// <param name="clone">Where.</param>
    /// <param name="tables">Tables as (schema, name).</param>
    /// <param name="limit">The longest that one table may take; what takes longer is left as it is.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static async Task PrepareAsync(
        DatabaseClone clone, IEnumerable<(string Schema, string Name)> tables, TimeSpan limit, CancellationToken cancellation)
    {
        await using var session = await ArmSession.OpenAsync(clone, limit, cancellation);
        foreach (var (schema, name) in tables)
        {
            var table = Sql.Identifier(schema, name);
            await session.TryAsync($"ALTER TABLE {table} SET (autovacuum_enabled = false)", cancellation);
            var isKnown = await IsKnownAsync(session, table, cancellation);
            await session.TryAsync($"VACUUM {(isKnown ? "" : "(ANALYZE) ")}{table}", cancellation);
        }
    }

    private static async Task<bool> IsKnownAsync(ArmSession session, string table, CancellationToken cancellation)
    {
        try
        {
            return await session.NumberAsync(Known(table), cancellation) > 0;
        }
        catch (PostgresException)
        {
            return false; // what the clone lacks, or hides from the role, VACUUM refuses as well
        }
    }

    // Analysed when it was about as large as it is now: within a tenth, the share of changed rows at which autovacuum analyses again.
    private static string Known(string table) => $"""
        SELECT count(*)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.oid = {Sql.Literal(table)}::regclass AND c.relpages > 0 AND c.reltuples >= 0
          AND abs(pg_relation_size(c.oid) / current_setting('block_size')::bigint - c.relpages) <= 0.1 * c.relpages
          AND EXISTS (SELECT FROM pg_stats s WHERE s.schemaname = n.nspname AND s.tablename = c.relname)
        """;
}
