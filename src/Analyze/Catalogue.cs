using Headroom.Analyze.Detectors.Database;
using Headroom.Analyze.Detectors.Http;

namespace Headroom.Analyze;

/// <summary>Every detector, by id.</summary>
public static class Catalogue
{
    /// <summary>The detectors.</summary>
    public static IReadOnlyList<Detector> Detectors { get; } =
    [
        NPlusOneQuery.Detector,
        RateLimitedErrors.Detector,
        UnboundedStatement.Detector,
        UncoveredLookup.Detector,
        UnindexedContainment.Detector,
        UnindexedExpression.Detector,
        UnindexedFilter.Detector,
        UnindexedPattern.Detector,
        UnindexedSort.Detector,
    ];
}
