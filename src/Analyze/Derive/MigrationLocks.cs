using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>What in the text of a migration would stop a service that runs, or leave a ruin behind.</summary>
/// <remarks>
/// <b>Source:</b> PostgreSQL manual, 13.3 (Explicit Locking), CREATE INDEX (Building Indexes Concurrently), REINDEX, ALTER TABLE (Notes),
/// VACUUM, CLUSTER. What it does not know it lets pass: it reads words, not a grammar.
/// </remarks>
public static class MigrationLocks
{
    private sealed class State
    {
        public bool InTransaction { get; set; }

        public bool HasLockTimeout { get; set; }
    }

    /// <summary>What is unsafe, in the order of the text, each in one sentence; empty when nothing is.</summary>
    public static IReadOnlyList<string> Of(string sql)
    {
        var state = new State();
        return [.. Statements(sql).SelectMany(words => Judge(words, state)).Distinct()];
    }

    private static IEnumerable<string> Judge(SqlWords words, State state)
    {
        if (words.StartsWith("begin") || words.StartsWith("start", "transaction"))
        {
            state.InTransaction = true;
            return [];
        }

        if (words.StartsWith("commit") || words.StartsWith("end") || words.StartsWith("rollback"))
        {
            state.InTransaction = false;
            return [];
        }

        if ((words.StartsWith("set") || words.StartsWith("reset")) && words.Has("lock_timeout"))
        {
            state.HasLockTimeout = words.StartsWith("set") && !words.EndsWith("0") && !words.EndsWith("'0'") && !words.EndsWith("default");
            return [];
        }

        return IndexRules(words, state).Concat(RewriteRules(words)).Concat(words.StartsWith("alter", "table") ? TableChanges.Of(words) : [])
            .Concat(Waits(words, state));
    }

    private static IEnumerable<string> IndexRules(SqlWords words, State state)
    {
        var isCreate = words.StartsWith("create", "index") || words.StartsWith("create", "unique", "index");
        var isDrop = words.StartsWith("drop", "index");
        var isReindex = words.StartsWith("reindex");
        if (!isCreate && !isDrop && !isReindex)
        {
            yield break;
        }

        var what = isCreate ? "CREATE INDEX" : isDrop ? "DROP INDEX" : "REINDEX";
        if (!words.Has("concurrently"))
        {
            yield return $"{what} without CONCURRENTLY "
                + $"{(isCreate ? "blocks every write to the table until it is built" : "locks the table against reads and writes")}";
            yield break;
        }

        if (state.InTransaction)
        {
            yield return $"{what} CONCURRENTLY cannot run inside a transaction block";
        }

        if (isCreate && words.Has("if", "not", "exists"))
        {
            yield return "CREATE INDEX CONCURRENTLY IF NOT EXISTS takes an INVALID index that a failed build left for the one that it "
                + "should build";
        }

        if (!isDrop && state.HasLockTimeout)
        {
            yield return $"{what} CONCURRENTLY under a lock_timeout leaves an INVALID index when the time is up";
        }

        if (isDrop && (words.Has("cascade") || words.Has(",")))
        {
            yield return "DROP INDEX CONCURRENTLY takes one index and no CASCADE";
        }
    }

    private static IEnumerable<string> RewriteRules(SqlWords words)
    {
        if (words.StartsWith("vacuum") && words.Has("full"))
        {
            yield return "VACUUM FULL rewrites the table and locks everybody out meanwhile";
        }

        if (words.StartsWith("cluster"))
        {
            yield return "CLUSTER rewrites the table and locks everybody out meanwhile";
        }

        if (words.StartsWith("refresh", "materialized", "view") && !words.Has("concurrently"))
        {
            yield return "REFRESH MATERIALIZED VIEW without CONCURRENTLY locks its readers out until it is filled";
        }

        if (words.StartsWith("truncate") || words.StartsWith("lock"))
        {
            yield return $"{words.First.ToUpperInvariant()} locks the table against reads and writes until the transaction ends";
        }
    }

    // Whoever waits for a strong lock makes all that come later wait behind it.
    private static IEnumerable<string> Waits(SqlWords words, State state)
    {
        string[][] strong =
        [
            ["alter", "table"], ["alter", "sequence"], ["alter", "index"], ["alter", "view"], ["drop", "table"], ["drop", "trigger"],
            ["create", "trigger"], ["alter", "materialized"], ["drop", "view"], ["create", "rule"],
        ];
        if (!state.HasLockTimeout && strong.FirstOrDefault(start => words.StartsWith(start)) is { } found)
        {
            yield return $"{string.Join(' ', found).ToUpperInvariant()} without lock_timeout waits for its lock without an end, and "
                + "everybody waits behind it";
        }
    }

    private static IEnumerable<SqlWords> Statements(string sql)
    {
        var statement = new List<SqlToken>();
        foreach (var token in StatementText.Tokens(sql))
        {
            if (!token.Is(";"))
            {
                statement.Add(token);
                continue;
            }

            if (statement.Count > 0)
            {
                yield return new SqlWords([.. statement]);
            }

            statement.Clear();
        }

        if (statement.Count > 0)
        {
            yield return new SqlWords([.. statement]);
        }
    }
}
