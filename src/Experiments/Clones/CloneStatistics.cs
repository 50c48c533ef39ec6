using Headroom.Model.Evidence;
using Headroom.Model.Text;
using Npgsql;

namespace Headroom.Experiments.Clones;

/// <summary>Sees to it that the planner knows the clone's tables, before anything is compared.</summary>
internal static class CloneStatistics
{
    private const string WithoutStatistics = """
        SELECT n.nspname::text, c.relname::text
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND pg_relation_size(c.oid) > 0
          AND NOT EXISTS (SELECT FROM pg_stats s WHERE s.schemaname = n.nspname AND s.tablename = c.relname)
        ORDER BY 1, 2
        """;

    /// <summary>
    /// Analyses the tables of the clone that have rows and no statistics. Those of the others came with the copy: they are what the source
    /// plans with, and another sample of the rows could turn a plan.
    /// </summary>
    /// <returns>What was done, or null when nothing had to be.</returns>
    public static async Task<string?> EnsureAsync(string cloneConnectionString, CancellationToken cancellation)
    {
        await using var clone = await CloneServer.ConnectAsync(cloneConnectionString, cancellation);
        var unknown = await clone.RowsAsync(WithoutStatistics, [], cancellation);
        if (unknown.Count == 0)
        {
            return null;
        }

        await clone.ExecuteAsync(
            $"ANALYZE {string.Join(", ", unknown.Select(table => Sql.Identifier(table[0]!, table[1]!)))}", cancellation);
        return $"ANALYZE of {Counted.Of(unknown.Count, "table")} without statistics";
    }

    /// <summary>
    /// After a restore: a checkpoint first, where permitted, so that commits are on disk and VACUUM can mark pages as visible to all;
    /// index-only scans depend on it.
    /// </summary>
    public static async Task<string> RefreshAsync(string cloneConnectionString, CancellationToken cancellation)
    {
        await using var clone = await CloneServer.ConnectAsync(cloneConnectionString, cancellation);
        var checkpoint = "CHECKPOINT, ";
        try
        {
            await clone.ExecuteAsync("CHECKPOINT", cancellation);
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            checkpoint = "";
        }

        await clone.ExecuteAsync("VACUUM (ANALYZE)", cancellation);
        return $"{checkpoint}VACUUM (ANALYZE)";
    }
}
