using Headroom.Model.Evidence;
using Headroom.Statistics;

namespace Headroom.Analyze.Derive;

/// <summary>
/// Tells policy from saturation, fault, client and transport, by status, headers, the time that the refusal took, and free resources.
/// </summary>
/// <remarks>
/// A rule lets some requests through: where every one is answered 503, something is out of order, and Retry-After is only polite.
/// <para><b>Source:</b> RFC 6585 section 4 (429 Too Many Requests), RFC 9110 sections 15.6.4 and 10.2.3 (503, Retry-After).</para>
/// </remarks>
public static class FailureCauses
{
    /// <summary>A machine busier than this has no room left.</summary>
    private const double SaturatedCpu = 0.9;

    /// <summary>A refusal by a rule is answered at once: in less than this share of the time that a success takes.</summary>
    private const double AtOnce = 0.5;

    /// <summary>The cause of the failures of one status at one endpoint.</summary>
    public static FailureCause Of(FailureMetrics failure, EndpointMetrics endpoint, HostUse? host) => failure.Status switch
    {
        "429" when IsSaturated(host) && !IsAtOnce(failure, endpoint) => FailureCause.Saturation,
        "503" or "420" when Refuses(failure) && Successes(endpoint).Count > 0 && IsAtOnce(failure, endpoint) && !IsSaturated(host) =>
            FailureCause.Policy,
        "502" when IsSaturated(host) => FailureCause.Saturation,
        var status => StatusCauses.Of(status),
    };

    /// <summary>Whether the machine had no processor time left; never where the service runs on another one.</summary>
    public static bool IsSaturated(HostUse? host) => host is { Target: not null } && host.Busy.Value > SaturatedCpu;

    private static bool Refuses(FailureMetrics failure) => failure.WithRetryAfter + failure.WithRateLimitHeader > failure.Count / 2;

    private static bool IsAtOnce(FailureMetrics failure, EndpointMetrics endpoint) =>
        Successes(endpoint).QuantileNs(0.5) is not { } success || failure.Service.QuantileNs(0.5) is not { } refusal
            || refusal <= success * AtOnce;

    /// <summary>Service times of all responses without the failed ones.</summary>
    internal static Histogram Successes(EndpointMetrics endpoint)
    {
        var timed = endpoint.Failures.Where(static f => IsTimed(f.Status)).Select(static f => f.Service);
        var failed = Histogram.Merged(timed).Buckets().ToDictionary(b => b.Bucket, b => b.Count);
        var rest = endpoint.Service.Buckets().Select(b => (b.Bucket, Count: b.Count - failed.GetValueOrDefault(b.Bucket)))
            .Where(b => b.Count > 0);
        return Histogram.Restore(rest, endpoint.Service.SumNs, endpoint.Service.MinNs, endpoint.Service.MaxNs);
    }

    // A connection that was refused or broke off is no time of the endpoint: there is nothing of it to take away.
    private static bool IsTimed(string status) => status is [>= '0' and <= '9', ..] or "timeout" or "unfinished";
}
