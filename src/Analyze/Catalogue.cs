using Headroom.Analyze.Detectors.Database;
using Headroom.Analyze.Detectors.Http;

namespace Headroom.Analyze;

/// <summary>Every detector, by id.</summary>
public static class Catalogue
{
    /// <summary>The detectors.</summary>
    public static IReadOnlyList<Detector> Detectors { get; } =
    [
        CastOnColumn.Detector,
        ChattyEndpoint.Detector,
        FunctionOnColumn.Detector,
        HashSpill.Detector,
        IndexOnlyScanHeapFetches.Detector,
        LeadingWildcard.Detector,
        LossyBitmap.Detector,
        NPlusOneQuery.Detector,
        NotInSubquery.Detector,
        OffsetPagination.Detector,
        RandomOrder.Detector,
        RateLimitedErrors.Detector,
        RowMisestimate.Detector,
        SortSpill.Detector,
        StatementSpill.Detector,
        SubplanLoop.Detector,
        UnboundedStatement.Detector,
        UncoveredLookup.Detector,
        UnindexableOr.Detector,
        UnindexedContainment.Detector,
        UnindexedExpression.Detector,
        UnindexedFilter.Detector,
        UnindexedPattern.Detector,
        UnindexedSort.Detector,
        UnlimitedResult.Detector,
        UnusedPartitionPruning.Detector,
        WideProjection.Detector,
    ];
}
