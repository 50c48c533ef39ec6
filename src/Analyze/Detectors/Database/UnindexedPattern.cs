namespace Headroom.Analyze.Detectors.Database;

/// <summary>A LIKE that reads everything: <c>Seq Scan on users; Filter: name ~~ $1</c>.</summary>
public static class UnindexedPattern
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = MissingIndex.DetectorOf(
        new DetectorInfo
        {
            Id = "unindexed-pattern",
            Summary = "A statement under load searches texts by a pattern without an index that can.",
            Why = "Every text of the table is read and compared at each execution.",
            How = MissingIndex.How,
            Cure = "For a fixed beginning a btree index with text_pattern_ops; for a pattern that begins with a wildcard, or ILIKE, "
                + "a GIN index with pg_trgm.",
            Silence = "Databases whose collation is C, where a plain index serves a fixed beginning; databases in which "
                + "pg_trgm is not available.",
        });
}
