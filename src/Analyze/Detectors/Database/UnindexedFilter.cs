namespace Headroom.Analyze.Detectors.Database;

/// <summary>A scan throws away nearly all that it reads: <c>Seq Scan on votes; Filter: user_id = $1; Rows Removed: 999,950</c>.</summary>
public static class UnindexedFilter
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = MissingIndex.DetectorOf(
        new DetectorInfo
        {
            Id = "unindexed-filter",
            IsVital = true,
            Summary = "A statement under load finds its rows by reading many others, because no index starts with "
                + "the columns of its filter.",
            Why = "The time of the statement grows with the table, not with what it returns, and every execution takes processor "
                + "and cache from all others.",
            How = MissingIndex.How,
            Cure = "An index on the columns of the filter, built with CREATE INDEX CONCURRENTLY; partial where every statement has the "
                + "same constant predicate and few rows fulfil it.",
            Silence = "Small tables, filters that keep most rows, a usable index that exists (also as a prefix), "
                + "indexes whose upkeep costs more than they save, and those that the planner takes though they are slower: "
                + "these are listed as rejected, with their numbers.",
        });
}
