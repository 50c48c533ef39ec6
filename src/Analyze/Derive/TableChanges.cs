using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>Which actions of an ALTER TABLE read or rewrite the whole table under a lock that stops the service.</summary>
/// <remarks><b>Source:</b> PostgreSQL manual, ALTER TABLE, "Notes"; 5.12 (Partitioning).</remarks>
internal static class TableChanges
{
    // Functions whose value is the same for all rows of one statement: a default of them is stored once. PostgreSQL manual, 9.9.5.
    private static readonly string[] Steady =
    [
        "now", "statement_timestamp", "transaction_timestamp", "current_setting", "current_database", "to_timestamp", "date_trunc",
        "make_date", "timezone",
    ];

    private static readonly string[] Serials = ["serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"];

    /// <summary>What is unsafe in the actions of one statement.</summary>
    public static IEnumerable<string> Of(SqlWords statement) => Actions(statement).SelectMany(Judge);

    // ALTER TABLE [IF EXISTS] [ONLY] name [*] action, action
    private static IEnumerable<SqlWords> Actions(SqlWords statement)
    {
        var at = 2;
        while (at < statement.Tokens.Count
            && (statement.Tokens[at].Is("if") || statement.Tokens[at].Is("exists") || statement.Tokens[at].Is("only")))
        {
            at++;
        }

        at++;
        while (at + 1 < statement.Tokens.Count && statement.Tokens[at].Is("."))
        {
            at += 2;
        }

        return at < statement.Tokens.Count ? statement.From(at).Parts().Where(part => part.Tokens.Count > 0) : [];
    }

    private static IEnumerable<string> Judge(SqlWords action) =>
        action.StartsWith("add") ? Added(action)
        : action.StartsWith("alter") ? Altered(action)
        : action.StartsWith("set", "logged") || action.StartsWith("set", "unlogged") || action.StartsWith("set", "tablespace")
            || action.StartsWith("set", "access")
            ? ["ALTER TABLE SET LOGGED, UNLOGGED, TABLESPACE or ACCESS METHOD rewrites the table and locks everybody out meanwhile"]
        : action.StartsWith("attach", "partition")
            ? ["ATTACH PARTITION reads the partition under a lock, unless a valid CHECK constraint already says what it holds"]
        : action.StartsWith("detach", "partition") && !action.Has("concurrently")
            ? ["DETACH PARTITION without CONCURRENTLY locks the partitioned table against reads and writes"]
        : [];

    private static IEnumerable<string> Added(SqlWords action)
    {
        var isValidated = !action.Has("not", "valid");
        if (isValidated && (action.Has("foreign", "key") || action.Has("references")))
        {
            yield return "ADD FOREIGN KEY without NOT VALID reads the whole table and blocks writes to both tables: add it NOT VALID, then "
                + "VALIDATE CONSTRAINT";
        }

        if (isValidated && action.Has("check") && IsConstraint(action))
        {
            yield return "ADD CHECK without NOT VALID reads the whole table and locks everybody out: add it NOT VALID, then VALIDATE "
                + "CONSTRAINT";
        }

        if ((action.Has("primary", "key") || (action.Has("unique") && !action.Has("references"))) && !action.Has("using", "index"))
        {
            yield return "ADD PRIMARY KEY or UNIQUE builds its index under a lock: CREATE UNIQUE INDEX CONCURRENTLY first, then ADD ... "
                + "USING INDEX";
        }

        if (action.Has("exclude"))
        {
            yield return "ADD EXCLUDE builds its index under a lock that stops reads and writes";
        }

        if (!IsConstraint(action) && Rewrites(action))
        {
            yield return "ADD COLUMN with a volatile default, a serial or generated value rewrites the table and locks everybody out: add "
                + "it without, set the default, fill it in batches";
        }
    }

    private static IEnumerable<string> Altered(SqlWords action)
    {
        if (action.Has("type"))
        {
            yield return "ALTER COLUMN TYPE rewrites the table and its indexes and locks everybody out: add a column beside it, fill it in "
                + "batches, swap";
        }

        if (action.Has("set", "not", "null"))
        {
            yield return "SET NOT NULL reads the whole table under a lock: add CHECK (... IS NOT NULL) NOT VALID, VALIDATE it, then SET "
                + "NOT NULL, then drop the check";
        }

    }

    private static bool IsConstraint(SqlWords action) =>
        action.StartsWith("add", "constraint") || action.StartsWith("add", "check") || action.StartsWith("add", "foreign")
        || action.StartsWith("add", "primary") || action.StartsWith("add", "unique") || action.StartsWith("add", "exclude");

    private static bool Rewrites(SqlWords action)
    {
        if (action.Has("generated") || action.Tokens.Any(token => Serials.Contains(token.Folded) && token.Kind == SqlTokenKind.Word))
        {
            return true;
        }

        var place = action.Place("default");
        return place >= 0 && action.From(place + 1).Tokens is var value
            && value.Zip(value.Skip(1)).Any(pair =>
                pair.First.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier && pair.Second.Is("(")
                && !Steady.Contains(pair.First.Identifier) && !IsType(pair.First.Folded));
    }

    // numeric(10, 2) and the like after ::, and CHECK ( or REFERENCES t ( after the default.
    private static bool IsType(string word) =>
        word is "numeric" or "decimal" or "varchar" or "char" or "character" or "varying" or "bit" or "timestamp" or "timestamptz" or "time"
            or "interval" or "check" or "cast" or "array";
}
