using Npgsql;

namespace Headroom.Experiments.Clones;

/// <summary>Sees to it that the planner knows the clone's tables, before anything is compared.</summary>
internal static class CloneStatistics
{
    private const string WithoutStatistics = """
        SELECT count(*)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND pg_relation_size(c.oid) > 0
          AND NOT EXISTS (SELECT FROM pg_stats s WHERE s.schemaname = n.nspname AND s.tablename = c.relname)
        """;

    /// <summary>Analyses the clone when a table with rows has no statistics.</summary>
    /// <returns>What was done, or null when nothing had to be.</returns>
    public static async Task<string?> EnsureAsync(string cloneConnectionString, CancellationToken cancellation)
    {
        await using var clone = await CloneServer.ConnectAsync(cloneConnectionString, cancellation);
        if (await clone.TextAsync(WithoutStatistics, [], cancellation) is null or "0")
        {
            return null;
        }

        await clone.ExecuteAsync("ANALYZE", cancellation);
        return "ANALYZE";
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
