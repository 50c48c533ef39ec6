using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>Times of the undelayed requests of the delay probe, in milliseconds.</summary>
internal static class DelayTimes
{
    /// <summary>The median request.</summary>
    public static double Median(IReadOnlyList<BareRequest> requests) =>
        MedianOf(requests.Select(request => request.Service.TotalMilliseconds));

    /// <summary>
    /// The most that is saved when the waits on a wire no longer follow each other, in the median request: what is waited in series,
    /// without the longest wait, which stays.
    /// </summary>
    /// <param name="requests">One or more.</param>
    /// <param name="fit">Their line.</param>
    /// <param name="serial">The share of the waits that are in series.</param>
    public static double Saving(IReadOnlyList<BareRequest> requests, DelayFit fit, double serial) => MedianOf(requests.Select(request =>
    {
        var use = DelayFits.Use(request, fit.Wire);
        return Math.Max(0, (serial * use.Waiting.TotalMilliseconds) - use.Longest.TotalMilliseconds);
    }));

    private static double MedianOf(IEnumerable<double> values) => Statistics.Median.Of(values) ?? 0;
}
