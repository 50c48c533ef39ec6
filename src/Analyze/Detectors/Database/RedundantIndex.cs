using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>The keys of one index lead those of a longer one: <c>votes (user_id)</c> beside <c>votes (user_id, clip_id)</c>.</summary>
public static class RedundantIndex
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<DatabaseCatalogue>(
        new DetectorInfo
        {
            Id = "redundant-index",
            Summary = "The keys of an index are the first keys of a longer index, which can do its work.",
            Why = NeedlessIndexes.Why,
            How = """
                Both are usable B-trees of one table with the same predicate, and the keys of the one, with their directions, operator
                classes and collations, are the first keys of the other, which has more. What the shorter one includes the longer one holds
                too. PostgreSQL manual, 11.3 (Multicolumn Indexes).
                """,
            Cure = "DROP INDEX CONCURRENTLY of the shorter one, after a look at the statements that use it: the longer one is larger, "
                + "and a scan of it reads more pages.",
            Silence = """
                Unique indexes, those on which a constraint stands, the replica identity, keys in another order or direction, other
                predicates or methods, equal indexes (duplicate-index), and indexes of partitioned tables and of partitions.
                """,
        },
        Detect);

    private static Outcome Detect(DatabaseCatalogue catalogue) =>
        Outcome.Of([.. IndexCopies.Prefixes(catalogue).Select(prefix => FindingOf(prefix, catalogue))]);

    private static Finding FindingOf(NeedlessIndex prefix, DatabaseCatalogue catalogue)
    {
        var finding = NeedlessIndexes.FindingOf("redundant-index", prefix.Index, catalogue);
        return finding with
        {
            Confidence = Confidence.Medium,
            Title = $"Index {prefix.Index.Name} of {finding.Subject.Table} is the beginning of {prefix.Kept.Name}",
            Explanation = $"{prefix.Kept.Name} starts with the same keys and goes on with "
                + $"{string.Join(", ", prefix.Kept.Keys.Skip(prefix.Index.Keys.Count).Select(key => key.Expression))}: "
                + "it finds the same rows in the same order, and each write keeps both.",
            Facts = [.. finding.Facts, new Fact("size of the longer index", prefix.Kept.Size.Value, "bytes")],
            Remedies =
            [
                NeedlessIndexes.Drop(
                    prefix.Index,
                    $"Scans of {prefix.Kept.Name} read more pages for the same rows: the more, the longer its other keys are. "
                        + "Runs outside a transaction."),
            ],
        };
    }
}
