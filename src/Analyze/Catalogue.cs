using Headroom.Analyze.Detectors.Database;
using Headroom.Analyze.Detectors.Http;

namespace Headroom.Analyze;

/// <summary>Every detector, by id.</summary>
public static class Catalogue
{
    /// <summary>The detectors.</summary>
    public static IReadOnlyList<Detector> Detectors { get; } =
    [
        Deadlock.Detector,
        ForcedCheckpoints.Detector,
        GenericPlanTrap.Detector,
        IdleInTransaction.Detector,
        LockWait.Detector,
        LongPlanning.Detector,
        LongTransaction.Detector,
        LowCacheHit.Detector,
        NPlusOneQuery.Detector,
        OversizedPool.Detector,
        RateLimitedErrors.Detector,
        SaturatedConnections.Detector,
        StatementStatisticsMissing.Detector,
        TempFileWrites.Detector,
        UnboundedIdleTransaction.Detector,
        UnboundedLockWait.Detector,
        UnboundedStatement.Detector,
        UndersizedPool.Detector,
        UnindexedFilter.Detector,
        UnindexedSort.Detector,
        WalAmplification.Detector,
    ];
}
