using Headroom.Model.Results;

namespace Headroom.Report.Documents.Audit;

/// <summary>
/// The parts of a backend in the order of the audit; a detector that no part names stands in the last one, so that none is left out.
/// </summary>
internal static class BackendAreas
{
    /// <summary>How statements are written and planned.</summary>
    public static Area Queries { get; } = new("Queries",
    [
        "cast-on-column", "chatty-endpoint", "full-scan-growth", "function-on-column", "generic-plan-trap", "hash-spill", "long-planning",
        "n-plus-one-query", "not-in-subquery", "offset-pagination", "random-order", "row-misestimate", "sort-spill", "stale-statistics",
        "statement-spill", "subplan-loop", "temp-file-writes", "unindexable-or", "unlimited-result", "unused-partition-pruning",
        "wide-projection",
    ]);

    /// <summary>Indexes that are missing, and those that should be.</summary>
    public static Area Indexes { get; } = new("Indexes",
    [
        "bloated-index", "duplicate-index", "index-only-scan-heap-fetches", "invalid-index", "large-sequential-scans", "leading-wildcard",
        "lossy-bitmap", "missing-primary-key", "redundant-index", "uncovered-lookup", "unindexed-containment", "unindexed-expression",
        "unindexed-filter", "unindexed-foreign-key", "unindexed-pattern", "unindexed-sort", "unused-index",
    ]);

    /// <summary>Connections and who waits for them.</summary>
    public static Area Pools { get; } = new("Pools and connections", ["oversubscribed-pool", "saturated-connections", "undersized-pool"]);

    /// <summary>Answers that are kept, or should be.</summary>
    public static Area Caching { get; } = new("Caching", ["cache-stampede", "low-cache-hit", "repeated-read", "synchronised-expiry"]);

    /// <summary>Work behind the requests.</summary>
    public static Area Jobs { get; } = new("Asynchronous jobs and queues", []);

    /// <summary>What the service computes.</summary>
    public static Area Processors { get; } = new("Processors and memory", ["cpu-bound-endpoint"]);

    /// <summary>What ends a wait, and what refuses work.</summary>
    public static Area Timeouts { get; } = new("Timeouts and limits",
    [
        "missing-client-timeout", "missing-rate-limit", "missing-retry-after", "rate-limited-errors", "unbounded-idle-transaction",
        "unbounded-lock-wait", "unbounded-statement", "unsafe-retry",
    ]);

    /// <summary>Who waits for whom inside the database.</summary>
    public static Area Locks { get; } = new("Locks and transactions", ["deadlock", "idle-in-transaction", "lock-wait", "long-transaction"]);

    /// <summary>What the database does to stay as fast as it is.</summary>
    public static Area Upkeep { get; } = new("Upkeep of the database",
    [
        "autovacuum-lag", "bloated-table", "cold-updates", "forced-checkpoints", "narrow-primary-key", "sequence-exhaustion",
        "transaction-wraparound", "wal-amplification",
    ]);

    /// <summary>What the service does while something else fails; the chapter on chaos has it.</summary>
    public static Area Failures { get; } = new("Behaviour while something is at fault",
        ["lost-write", "missing-circuit-breaker", "missing-client-timeout", "retry-amplification", "slow-recovery", "unfriendly-errors"]);

    /// <summary>Waits for dependencies one after the other.</summary>
    public static Area Dependencies { get; } = new("Calls to dependencies", ["serial-round-trips"]);

    /// <summary>What the server records of itself; the chapter on observability has it.</summary>
    public static Area Records { get; } = new("Records of the server", ["statement-statistics-missing"]);

    /// <summary>
    /// The parts that the chapter on the backend shows, the last one with what no part names; a database by itself has none of those that
    /// only a service has.
    /// </summary>
    public static IReadOnlyList<Area> Of(AuditResult result)
    {
        IReadOnlyList<Area> all = [Queries, Indexes, Pools, Caching, Jobs, Processors, Timeouts, Locks, Upkeep, Dependencies];
        List<Area> named = [.. all.Where(area => result.Database is null || !IsOfService(area) || IsLookedAt(result, area))];
        var known = all.Append(Failures).Append(Records).SelectMany(area => area.Detectors).ToHashSet(StringComparer.Ordinal);
        Area others = new("Others", [.. result.Outcomes.Select(outcome => outcome.Detector).Where(id => !known.Contains(id))]);
        return others.Detectors.Count == 0 ? named : [.. named, others];
    }

    private static bool IsOfService(Area area) => area == Jobs || area == Processors || area == Dependencies;

    private static bool IsLookedAt(AuditResult result, Area area) =>
        result.Outcomes.Any(outcome => outcome.Outcome != "not_applicable" && area.Detectors.Contains(outcome.Detector));
}
