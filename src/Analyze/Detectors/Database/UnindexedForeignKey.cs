using Headroom.Analyze.Derive;
using Headroom.Analyze.Shortlist;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// A row is deleted, and for each the server reads the whole table that refers to it: <c>DELETE FROM users</c>, without an index on
/// <c>clips (user_id)</c>.
/// </summary>
public static class UnindexedForeignKey
{
    private const string Id = "unindexed-foreign-key";

    /// <summary>A referring table with fewer rows is read as a whole faster than through an index.</summary>
    private const long SmallRows = 1_000;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<
        DatabaseCatalogue, TableActivity, StatementStatistics, StatementPlans, IndexSearch>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "No index finds the rows that refer to another table's row.",
            Why = "For each row that is deleted there, or whose key changes, the server looks for rows that refer to it: "
                + "without an index it reads the whole referring table, and holds locks meanwhile.",
            How = """
                No usable btree has the foreign key's columns, in any order, as its first keys, and no hash index its only one; partial
                indexes (but those that leave out nulls alone) and expressions do not count, and of a partitioned table each partition may
                have its own. High (referring table of at least 1,000 pages or more than 10,000 rows)
                or medium (more than 1,000 rows) only where the window saw it cost something: rows of the referred table were deleted, or a
                statement deleted them or set their key. Else low: nothing showed that it costs anything. Where indexes were searched on a
                clone, what was measured there decides. PostgreSQL manual, 5.4.5 (Foreign Keys).
                """,
            Cure = "An index on the referring columns where referred rows are deleted; nothing where they never are.",
            Silence = "Foreign keys that an index serves, also by more keys behind, and the copies of a foreign key in partitions.",
        },
        Detect);

    private static Outcome Detect(
        DatabaseCatalogue catalogue, TableActivity? activity, StatementStatistics? statements, StatementPlans? plans, IndexSearch? search)
    {
        var unindexed = ForeignKeys.Unindexed(catalogue)
            .Where(key => search is null
                || !search.Chosen.Concat(search.Refuted.Where(index => index.ServesForeignKey))
                    .Any(index => IsServedBy(key.Key, index.Index)))
            .Select(key => FindingOf(key, catalogue, activity, statements, search))
            .GroupBy(finding => finding.Fingerprint).Select(same => same.MaxBy(finding => finding.Severity)!);
        var measured = search is not null && statements is not null
            && MissingIndex.Of(Id, plans, catalogue, statements, endpoints: null, search) is Outcome.Found found ? found.Findings : [];
        return Outcome.Of([.. measured, .. unindexed]);
    }

    private static bool IsServedBy(ForeignKeyFacts key, IndexDefinition index) =>
        index is { Method: "btree", Predicate: null }
        && index.Schema == key.Schema
        && index.Table == key.Table
        && index.Keys.Count >= key.Columns.Count
        && index.Keys.Take(key.Columns.Count).Select(column => column.Column).ToHashSet(StringComparer.Ordinal).SetEquals(key.Columns);

    private static bool WasTriedInVain(ForeignKeyFacts key, IndexSearch? search) =>
        search?.Trials.Any(trial => trial is { Candidate.ServesForeignKey: true, Failure: null }
            && trial.Candidate.Indexes.Any(index => IsServedBy(key, index))) == true;

    private static Finding FindingOf(
        UnindexedKey unindexed, DatabaseCatalogue catalogue, TableActivity? activity, StatementStatistics? statements, IndexSearch? search)
    {
        var key = unindexed.Key;
        var table = Relation.Name(key.Schema, key.Table);
        var deleted = activity?.Tables.FirstOrDefault(use => Relation.Name(use.Schema, use.Name) == key.ReferencedTable)?.Deleted ?? 0;
        var statement = statements?.Statements.FirstOrDefault(s => ChangesKeys(s.Query, key));
        var isSmall = unindexed.Table?.Rows is <= SmallRows;
        var isRefuted = WasTriedInVain(key, search);
        var isExercised = (deleted > 0 || statement is not null) && !isSmall && !isRefuted;
        return new Finding
        {
            Detector = Id,
            Fingerprint = $"{Id}:{table}({string.Join(',', key.Columns)})",
            Severity = !isExercised ? Severity.Low
                : unindexed.Table is { } referring && IndexCandidates.IsLarge(referring) ? Severity.High
                : Severity.Medium,
            Confidence = isExercised ? Confidence.High : Confidence.Low,
            Title = $"No index finds the rows of {table} that refer to a row of {key.ReferencedTable}",
            Explanation = isRefuted
                ? $"A delete in {key.ReferencedTable} reads {table} without an index; with one, on a clone, "
                    + "the load gained nothing that matters."
                : isExercised
                ? $"Rows of {key.ReferencedTable} were deleted, or their key changed, under load: for each the server reads "
                    + $"{table} from end to end."
                : $"A delete in {key.ReferencedTable} would read {table} from end to end. Nothing shows yet that it costs anything.",
            Facts =
            [
                .. unindexed.Table?.Rows is { } rows ? (Fact[])[new Fact("rows of the referring table", rows, "rows")] : [],
                .. activity is null ? (Fact[])[] : [new Fact($"referred rows deleted {activity.When}", deleted, "rows")],
                .. statement is null
                    ? (Fact[])[]
                    : [new Fact("calls of the statement that deletes or changes keys", statement.Calls, "calls")],
            ],
            Subject = new Subject { Table = table, Columns = key.Columns, StatementId = statement?.StatementId, Query = statement?.Query },
            Evidence = [$"evidence/catalogue.json#/foreign_keys/{catalogue.ForeignKeys.Index().First(other => other.Item == key).Index}"],
            Remedies = [isExercised && unindexed.Table is not { IsPartitioned: true }
                ? Build(key, catalogue)
                : Consider(key, unindexed.Table is { IsPartitioned: true })],
            Effect = new Effect.Unknown(
                isExercised ? "no experiment was made"
                : isRefuted ? "the index was built on a clone, and the statements gained nothing that matters"
                : NotExercised(isSmall, activity, statements)),
        };
    }

    private static string NotExercised(
        bool isSmall, TableActivity? activity, StatementStatistics? statements) => (isSmall, activity, statements) switch
        {
            (true, _, _) => "not exercised: the referring table is so small that reading it costs nothing",
            (_, null, null) => "not exercised: what happens to the referred table was not observed",
            _ => "not exercised: no referred row was seen to be deleted or to change its key",
        };

    // DELETE FROM parent ..., or UPDATE parent SET key = ...
    private static bool ChangesKeys(string query, ForeignKeyFacts key)
    {
        if (StatementText.MainTable(query) != key.ReferencedTable)
        {
            return false;
        }

        var tokens = StatementText.Tokens(query).ToList();
        var set = tokens.TakeWhile(token => !token.Is("where") && !token.Is("from")).SkipWhile(token => !token.Is("set")).ToList();
        return tokens is [var first, ..] && (first.Is("delete") || (first.Is("update") && key.ReferencedColumns is { } columns
            && set.Zip(set.Skip(1)).Any(pair => columns.Contains(pair.First.Identifier) && pair.Second.Is("="))));
    }

    private static Remedy Build(ForeignKeyFacts key, DatabaseCatalogue catalogue)
    {
        var index = new IndexDefinition
        {
            Schema = key.Schema,
            Table = key.Table,
            Keys = [.. key.Columns.Select(column => new IndexKey(column, column, Descending: false, NullsFirst: false))],
        };
        var taken = catalogue.Indexes.Select(other => other.Name).ToHashSet(StringComparer.Ordinal);
        return MissingIndex.RemedyOf(index, index.FreeName(taken), catalogue);
    }

    private static Remedy Consider(ForeignKeyFacts key, bool isPartitioned) => new()
    {
        Kind = RemedyKind.Code,
        Scope = RemedyScope.Schema,
        Up = $"Where rows of {key.ReferencedTable} are deleted or get other keys, index {Relation.Name(key.Schema, key.Table)} "
            + $"({string.Join(", ", key.Columns)}), "
            + (isPartitioned
                ? "without blocking writes: ON ONLY the partitioned table, CONCURRENTLY on each partition, and ALTER INDEX ... ATTACH "
                    + "PARTITION each to the first; "
                : "without blocking writes; ")
            + "where they never are, leave it.",
        Risk = "An index that nobody needs costs every write.",
    };
}
