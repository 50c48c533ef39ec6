using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Nothing tells the rows of a table apart: no primary key, and no unique index over columns that are never null.</summary>
public static class MissingPrimaryKey
{
    /// <summary>A table with fewer rows is a scratch pad, or settings.</summary>
    private const long LeastRows = 1_000;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<DatabaseCatalogue>(
        new DetectorInfo
        {
            Id = "missing-primary-key",
            Summary = "A table has neither a primary key nor another key that tells its rows apart.",
            Why = """
                One row of several equal ones cannot be updated or deleted; logical replication refuses updates and deletes, or reads the
                whole table for each; online tools (pg_repack) and change feeds need a key; and a lookup has no index to use.
                """,
            How = """
                An ordinary or partitioned table of more than 1,000 rows without a primary key and without a usable, whole, unique index
                over plain NOT NULL columns. PostgreSQL manual, 5.4.4 (Primary Keys), CREATE TABLE (REPLICA IDENTITY).
                """,
            Cure = "An identity column, or the columns that identify a row, as the primary key: its unique index built CONCURRENTLY "
                + "first, then ADD PRIMARY KEY USING INDEX.",
            Silence = "Small tables, tables that were never analysed (their rows are not known), partitions (their parent is told), "
                + "and tables with a unique index over NOT NULL columns.",
        },
        Detect);

    private static Outcome Detect(DatabaseCatalogue catalogue)
    {
        var indexes = catalogue.Indexes.ToLookup(index => (index.Schema, index.Table));
        return Outcome.Of(
        [
            .. catalogue.Tables.Index()
                .Where(table => table.Item is { IsPartition: false, PrimaryKey.Count: 0, Rows: > LeastRows })
                .Where(table => !indexes[(table.Item.Schema, table.Item.Name)].Any(index => IsKey(index, table.Item)))
                .Select(table => FindingOf(table.Item, table.Index)),
        ]);
    }

    private static bool IsKey(IndexFacts index, TableFacts table) => index is { Unique: true, Valid: true, Predicate: null }
        && index.Keys.All(key => table.Columns.Any(column => column.Name == key.Column && column.NotNull));

    private static Finding FindingOf(TableFacts table, int place)
    {
        var name = Relation.Name(table.Schema, table.Name);
        return new Finding
        {
            Detector = "missing-primary-key",
            Fingerprint = $"missing-primary-key:{name}",
            Severity = Severity.Medium,
            Confidence = Confidence.High,
            Title = $"{name} has no key that tells its rows apart",
            Explanation = "The table has neither a primary key nor a unique index over columns that are never null.",
            Facts = [new Fact("rows of the table", table.Rows ?? 0, "rows")],
            Subject = new Subject { Table = name },
            Evidence = [$"evidence/catalogue.json#/tables/{place}"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Schema,
                    Up = $"Choose the columns that identify a row of {name}; make them NOT NULL (CHECK ... NOT VALID, VALIDATE, "
                        + "SET NOT NULL), build a UNIQUE INDEX CONCURRENTLY on them, and ADD PRIMARY KEY USING INDEX. "
                        + "Where there are none, add a bigint column, fill it in batches, and do the same.",
                    Risk = "The unique index fails when rows are equal: find and merge them first. An identity column added in one "
                        + "step rewrites the table.",
                },
            ],
            Effect = new Effect.Unknown("it makes rows identifiable and by itself changes no speed"),
        };
    }
}
