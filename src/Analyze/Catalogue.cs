using Headroom.Analyze.Detectors.Database;
using Headroom.Analyze.Detectors.Http;

namespace Headroom.Analyze;

/// <summary>Every detector, by id.</summary>
public static class Catalogue
{
    /// <summary>The detectors.</summary>
    public static IReadOnlyList<Detector> Detectors { get; } =
    [
        AutovacuumLag.Detector,
        BloatedIndex.Detector,
        BloatedTable.Detector,
        ColdUpdates.Detector,
        Deadlock.Detector,
        DuplicateIndex.Detector,
        ForcedCheckpoints.Detector,
        GenericPlanTrap.Detector,
        IdleInTransaction.Detector,
        InvalidIndex.Detector,
        LargeSequentialScans.Detector,
        LockWait.Detector,
        LongPlanning.Detector,
        LongTransaction.Detector,
        LowCacheHit.Detector,
        MissingPrimaryKey.Detector,
        NPlusOneQuery.Detector,
        NarrowPrimaryKey.Detector,
        OversizedPool.Detector,
        RateLimitedErrors.Detector,
        RedundantIndex.Detector,
        SaturatedConnections.Detector,
        SequenceExhaustion.Detector,
        StaleStatistics.Detector,
        StatementStatisticsMissing.Detector,
        TempFileWrites.Detector,
        TransactionWraparound.Detector,
        UnboundedIdleTransaction.Detector,
        UnboundedLockWait.Detector,
        UnboundedStatement.Detector,
        UncoveredLookup.Detector,
        UndersizedPool.Detector,
        UnindexedContainment.Detector,
        UnindexedExpression.Detector,
        UnindexedFilter.Detector,
        UnindexedForeignKey.Detector,
        UnindexedPattern.Detector,
        UnindexedSort.Detector,
        UnusedIndex.Detector,
        WalAmplification.Detector,
    ];
}
