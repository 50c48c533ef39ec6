using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A CREATE or REINDEX INDEX CONCURRENTLY failed and left its index INVALID: written by every change, read by nobody.</summary>
public static class InvalidIndex
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<DatabaseCatalogue, Maintenance>(
        new DetectorInfo
        {
            Id = "invalid-index",
            Summary = "An index is marked INVALID: a concurrent build did not finish.",
            Why = """
                The planner does not use it, so the statements that it was built for are as slow as before; writes keep it all the same, and
                a unique one may refuse rows. A migration with IF NOT EXISTS takes it for the index that it wants.
                """,
            How = "The catalogue says that the index is not valid or not ready (pg_index.indisvalid, indisready). PostgreSQL manual, "
                + "CREATE INDEX (Building Indexes Concurrently).",
            Cure = "REINDEX INDEX CONCURRENTLY, or drop it and build it again; what REINDEX itself left (a name that ends in "
                + "_ccnew or _ccold) is dropped.",
            Silence = "Tables on which an index is just being built, and partitioned tables, whose index is not valid "
                + "until every partition has it.",
        },
        Detect);

    private static Outcome Detect(DatabaseCatalogue catalogue, Maintenance? maintenance)
    {
        var partitioned = catalogue.Tables.Where(table => table.IsPartitioned).Select(table => (table.Schema, table.Name)).ToHashSet();
        return Outcome.Of(
        [
            .. catalogue.Indexes
                .Where(index => !index.Valid && !partitioned.Contains((index.Schema, index.Table)))
                .Where(index => maintenance?.Building.Contains(Relation.Name(index.Schema, index.Table)) != true)
                .Select(index => FindingOf(index, catalogue)),
        ]);
    }

    private static Finding FindingOf(IndexFacts index, DatabaseCatalogue catalogue)
    {
        var finding = NeedlessIndexes.FindingOf("invalid-index", index, catalogue);
        var drop = NeedlessIndexes.Drop(index, "Runs outside a transaction and waits for those that use the table.") with { Down = null };
        var rebuild = new Remedy
        {
            Kind = RemedyKind.Maintenance,
            Scope = RemedyScope.Schema,
            Up = $"REINDEX INDEX CONCURRENTLY {Relation.InSql(index.Schema, index.Name)};",
            Risk = "Runs outside a transaction and without lock_timeout, and reads the table twice. It fails again as long as its cause "
                + "is there: of a unique index, rows with equal keys.",
        };
        return finding with
        {
            Severity = Severity.High,
            Title = $"Index {index.Name} of {finding.Subject.Table} is INVALID: it is written and never read",
            Explanation = index.Unique
                ? "A concurrent build of this unique index did not finish, most often because two rows have the same keys. "
                    + "The planner ignores it; writes maintain it."
                : "A concurrent build of this index did not finish: it was ended, or ran into a time limit or a deadlock. "
                    + "The planner ignores it; writes maintain it.",
            Remedies = IsLeftByReindex(index.Name) ? [drop] : [rebuild, drop],
            Effect = new Effect.Unknown("what its upkeep costs and what its statements lack was not measured"),
        };
    }

    // PostgreSQL manual, REINDEX: the suffix, with a number where the name was taken.
    private static bool IsLeftByReindex(string name) =>
        name.TrimEnd([.. "0123456789"]) is var stem
        && (stem.EndsWith("_ccnew", StringComparison.Ordinal) || stem.EndsWith("_ccold", StringComparison.Ordinal));
}
