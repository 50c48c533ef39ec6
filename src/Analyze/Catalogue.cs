using Headroom.Analyze.Detectors.Database;
using Headroom.Analyze.Detectors.Dependencies;
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
        CastOnColumn.Detector,
        ChattyEndpoint.Detector,
        ColdUpdates.Detector,
        Deadlock.Detector,
        DuplicateIndex.Detector,
        ForcedCheckpoints.Detector,
        FunctionOnColumn.Detector,
        GenericPlanTrap.Detector,
        HashSpill.Detector,
        IdleInTransaction.Detector,
        IndexOnlyScanHeapFetches.Detector,
        InvalidIndex.Detector,
        LargeSequentialScans.Detector,
        LeadingWildcard.Detector,
        LockWait.Detector,
        LongPlanning.Detector,
        LongTransaction.Detector,
        LossyBitmap.Detector,
        LowCacheHit.Detector,
        MissingPrimaryKey.Detector,
        NPlusOneQuery.Detector,
        NarrowPrimaryKey.Detector,
        NotInSubquery.Detector,
        OffsetPagination.Detector,
        OversizedPool.Detector,
        RandomOrder.Detector,
        RateLimitedErrors.Detector,
        RedundantIndex.Detector,
        RowMisestimate.Detector,
        SaturatedConnections.Detector,
        SequenceExhaustion.Detector,
        SerialRoundTrips.Detector,
        SortSpill.Detector,
        StaleStatistics.Detector,
        StatementSpill.Detector,
        StatementStatisticsMissing.Detector,
        SubplanLoop.Detector,
        TempFileWrites.Detector,
        TransactionWraparound.Detector,
        UnboundedIdleTransaction.Detector,
        UnboundedLockWait.Detector,
        UnboundedStatement.Detector,
        UncoveredLookup.Detector,
        UndersizedPool.Detector,
        UnindexableOr.Detector,
        UnindexedContainment.Detector,
        UnindexedExpression.Detector,
        UnindexedFilter.Detector,
        UnindexedForeignKey.Detector,
        UnindexedPattern.Detector,
        UnindexedSort.Detector,
        UnlimitedResult.Detector,
        UnusedIndex.Detector,
        UnusedPartitionPruning.Detector,
        WalAmplification.Detector,
        WideProjection.Detector,
    ];
}
