using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Report.Artifacts;

/// <summary>The SQL of a remedy in a form that locks nobody out, and that leaves nothing behind when it fails.</summary>
/// <remarks>
/// What works CONCURRENTLY runs outside a transaction and with its time limits lifted: it waits without being in anybody's way, and a limit
/// that ends it leaves an INVALID index. All else waits for its lock for two seconds at most, since whatever comes later waits behind it.
/// <para><b>Source:</b> PostgreSQL manual, CREATE INDEX (Building Indexes Concurrently), 13.3 (Explicit Locking), lock_timeout.</para>
/// </remarks>
internal static class LockSafeSql
{
    /// <summary>Lifts the time limits of a session, for what works CONCURRENTLY.</summary>
    public const string Unlimited = "SET lock_timeout = 0;\nSET statement_timeout = 0;";

    /// <summary>Takes <see cref="Unlimited"/> back.</summary>
    public const string Limited = "RESET statement_timeout;\nRESET lock_timeout;";

    private const string DropIndex = "DROP INDEX CONCURRENTLY ";

    // Of a partitioned table: what its partitions have goes with it, so that a build which stopped is gone on with and not dropped.
    private const string DropWhole = "DROP INDEX ";

    private const string DropLeftover = "SELECT format('DROP INDEX CONCURRENTLY %s', indexrelid::regclass)";

    private static readonly string[] Verbs =
        ["ALTER", "ANALYZE", "CREATE", "DROP", "REINDEX", "ROLLBACK", "SELECT", "SET", "VACUUM"];

    // These wait for no lock of a table.
    private static readonly string[] Lockless = ["ALTER ROLE ", "ALTER SYSTEM ", "ROLLBACK ", "SELECT "];

    /// <summary>The statements; null when the remedy is no SQL that is run once.</summary>
    public static FixSql? Of(Remedy remedy)
    {
        if (!IsSql(remedy.Up))
        {
            return null;
        }

        var indexes = remedy.Kind == RemedyKind.Index ? IndexesOf(remedy.Down ?? "", remedy.LockSafe is null ? DropIndex : DropWhole) : [];
        var names = string.Join(", ", indexes.Select(name => $"to_regclass({Sql.Literal(name)})"));
        return new FixSql(
            indexes.Count == 0 || remedy.LockSafe is not null ? null : $"{DropLeftover}\nFROM pg_index WHERE NOT indisvalid AND indexrelid IN ({names}) \\gexec",
            Guarded(remedy.LockSafe ?? remedy.Up),
            indexes.Count == 0 ? null : $"SELECT indexrelid::regclass AS index, indisvalid FROM pg_index WHERE indexrelid IN ({names});",
            remedy.Down is { } down && IsSql(down) ? Guarded(down) : remedy.Down);
    }

    private static bool IsSql(string text)
    {
        var first = text.Split('\n').Select(static line => line.Trim())
            .FirstOrDefault(static line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal)) ?? "";
        return text.TrimEnd().EndsWith(';')
            && Verbs.Contains(first.Split(' ', 2)[0], StringComparer.Ordinal)
            && !first.StartsWith("SET LOCAL", StringComparison.Ordinal);
    }

    private static string Guarded(string sql) =>
        sql.Contains("CONCURRENTLY", StringComparison.Ordinal)
            ? $"{Unlimited}\n{sql.Trim()}\n{Limited}"
            : HasLimit(sql) ? sql.Trim()
            : $"SET lock_timeout = '2s';\n{sql.Trim()}\nRESET lock_timeout;";

    private static bool HasLimit(string sql) =>
        sql.Contains("lock_timeout", StringComparison.Ordinal)
        || Lockless.Any(start => sql.TrimStart().StartsWith(start, StringComparison.Ordinal));

    // The names as the remedy itself writes them.
    private static List<string> IndexesOf(string down, string drop) =>
    [
        .. down.Split(';', '\n').Select(static part => part.Trim())
            .Where(part => part.StartsWith(drop, StringComparison.Ordinal))
            .Select(part => part[drop.Length..].Trim())
            .Select(static name => name.StartsWith("IF EXISTS ", StringComparison.Ordinal) ? name["IF EXISTS ".Length..].Trim() : name)
            .Where(static name => name.Length > 0),
    ];
}
