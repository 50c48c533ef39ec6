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
        DuplicateIndex.Detector,
        InvalidIndex.Detector,
        LargeSequentialScans.Detector,
        MissingPrimaryKey.Detector,
        NarrowPrimaryKey.Detector,
        NPlusOneQuery.Detector,
        RateLimitedErrors.Detector,
        RedundantIndex.Detector,
        SequenceExhaustion.Detector,
        StaleStatistics.Detector,
        TransactionWraparound.Detector,
        UnboundedStatement.Detector,
        UncoveredLookup.Detector,
        UnindexedContainment.Detector,
        UnindexedExpression.Detector,
        UnindexedFilter.Detector,
        UnindexedForeignKey.Detector,
        UnindexedPattern.Detector,
        UnindexedSort.Detector,
        UnusedIndex.Detector,
    ];
}
