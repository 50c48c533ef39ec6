using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Two indexes do the same work: <c>clips (user_id)</c> and <c>clips (user_id)</c> again under another name.</summary>
public static class DuplicateIndex
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<DatabaseCatalogue>(
        new DetectorInfo
        {
            Id = "duplicate-index",
            Summary = "An index is equal to another one of its table in all but the name.",
            Why = NeedlessIndexes.Why,
            How = """
                Method, keys, their operator classes, collations and directions, included columns and predicate are the same. The one that
                stays: one on which a constraint stands, else the replica identity, else a unique one, else the one whose name comes first.
                PostgreSQL manual, 11.12 (Examining Index Usage).
                """,
            Cure = "DROP INDEX CONCURRENTLY of the one that nothing stands on.",
            Silence = """
                Indexes that differ in anything but name and uniqueness, invalid ones (invalid-index), two on which constraints stand, and
                indexes of partitioned tables and of partitions.
                """,
        },
        Detect);

    private static Outcome Detect(DatabaseCatalogue catalogue) =>
        Outcome.Of([.. IndexCopies.Duplicates(catalogue).Select(copy => FindingOf(copy, catalogue))]);

    private static Finding FindingOf(NeedlessIndex copy, DatabaseCatalogue catalogue)
    {
        var finding = NeedlessIndexes.FindingOf("duplicate-index", copy.Index, catalogue);
        return finding with
        {
            Title = $"Index {copy.Index.Name} of {finding.Subject.Table} is the same as {copy.Kept.Name}",
            Explanation = "Both have the same keys, method and predicate, so each write keeps both and each read needs "
                + $"one. {copy.Kept.Name} stays"
                + (copy.Kept.BacksConstraint ? ", because a constraint stands on it."
                    : copy.Kept.IsReplicaIdentity ? ", because logical replication tells rows apart by it."
                    : copy.Kept.Unique ? ", because it is unique."
                    : ", because its name comes first."),
            Remedies =
            [
                NeedlessIndexes.Drop(
                    copy.Index,
                    "Runs outside a transaction and waits for those that use the table. "
                        + "A query that names the index in a hint must change."),
            ],
        };
    }
}
