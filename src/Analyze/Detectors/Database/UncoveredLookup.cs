namespace Headroom.Analyze.Detectors.Database;

/// <summary>Found by an index, read from everywhere: <c>Index Scan; 2,671 buffers for 2,600 rows of two columns</c>.</summary>
public static class UncoveredLookup
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = MissingIndex.DetectorOf(
        new DetectorInfo
        {
            Id = "uncovered-lookup",
            Summary = "A statement under load finds its rows by an index and then visits as many pages of the table, "
                + "for columns that an index could hold.",
            Why = "Rows that were written at different times lie on different pages: each costs a page.",
            How = MissingIndex.How,
            Cure = "An index with the columns in INCLUDE; it serves only while the table is vacuumed often enough.",
            Silence = "More than three columns, wide types, savings below five times the buffers, tables whose pages are not all-visible.",
        });
}
