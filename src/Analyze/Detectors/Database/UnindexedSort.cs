namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// Rows are sorted, or skipped along an index, to return a few:
/// <c>Limit 20 &lt;- Sort by created_at DESC &lt;- Seq Scan; 200,000 rows</c>.
/// </summary>
public static class UnindexedSort
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = MissingIndex.DetectorOf(
        new DetectorInfo
        {
            Id = "unindexed-sort",
            IsVital = true,
            Summary = "A statement under load reads and sorts many rows to return a few, because no index has the columns of its "
                + "filter followed by its order.",
            Why = "The page that users open most often (the newest twenty) costs as much as reading everything.",
            How = MissingIndex.How,
            Cure = "An index on the equality columns followed by the order, in its exact direction and with its place of nulls.",
            Silence = "Orders that an index gives already, read from either end; sorts of a join's result; small tables.",
        });
}
