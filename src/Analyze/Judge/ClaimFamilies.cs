namespace Headroom.Analyze.Judge;

/// <summary>Detectors that look for what people call by one name: a "missing index" may be a filter's or a sort's.</summary>
internal static class ClaimFamilies
{
    private static readonly string[][] Families =
    [
        ["unindexed-filter", "unindexed-sort", "unindexed-expression", "unindexed-pattern", "unindexed-containment",
            "unindexed-foreign-key", "uncovered-lookup"],
        ["undersized-pool", "oversubscribed-pool", "saturated-connections"],
        ["duplicate-index", "redundant-index"],
        ["sort-spill", "hash-spill", "statement-spill", "temp-file-writes"],
        ["bloated-table", "bloated-index"],
        ["idle-in-transaction", "unbounded-idle-transaction"],
        ["lock-wait", "deadlock"],
    ];

    // One way only: a table that is scanned is what a missing index looks like, but a missing index is not every scan.
    private static readonly Dictionary<string, string[]> Wider = new(StringComparer.Ordinal)
    {
        ["full-scan-growth"] = ["large-sequential-scans", "unindexed-filter", "unindexed-sort", "unindexed-foreign-key"],
        ["chatty-endpoint"] = ["n-plus-one-query"],
        ["n-plus-one-query"] = ["chatty-endpoint"],
        ["rate-limited-errors"] = ["missing-retry-after"],
        ["autovacuum-lag"] = ["bloated-table"],
    };

    /// <summary>The detectors that may confirm what one of them is named for, that one first.</summary>
    public static IReadOnlyList<string> Of(string detector) =>
    [
        .. new[] { detector }.Concat(Families.FirstOrDefault(family => family.Contains(detector, StringComparer.Ordinal)) ?? [])
            .Concat(Wider.GetValueOrDefault(detector) ?? []).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Whether two detectors are of one family, or one and the same.</summary>
    public static bool AreOne(string detector, string other) => detector == other
        || Families.Any(family => family.Contains(detector, StringComparer.Ordinal) && family.Contains(other, StringComparer.Ordinal));
}
