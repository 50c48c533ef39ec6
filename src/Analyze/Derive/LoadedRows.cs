using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Statistics;

namespace Headroom.Analyze.Derive;

/// <summary>
/// Says where the p95 of an endpoint under load goes: what the same requests take alone, layer by layer, and the rest: queueing.
/// </summary>
/// <remarks>
/// <code>
///   p95 under load |------------------------------------------|
///   p95 alone      |--------------------|                        the layers' shares of a request alone divide it
///                                       |---- queueing -------|
/// </code>
/// The p95 under load has the interval of its order statistics; that of the requests alone is an estimate of Harrell and Davis with the
/// error of Maritz and Jarrett. Both intervals are of 95 %, so that a share of their quotient has one of at least 90 %, and a layer's of at
/// least 80 %. Of several requests of an endpoint the slowest says how the time divides: it makes the p95.
/// <para><b>Source:</b> response time = service time + queueing time: Lazowska et al., <i>Quantitative System Performance</i> (1984),
/// chapter 3; the interval of a quantile by binomial ranks: Conover, <i>Practical Nonparametric Statistics</i>.</para>
/// </remarks>
internal static class LoadedRows
{
    private const double Quantile = 0.95;

    /// <summary>Normal deviate of a two-sided interval of 95 %.</summary>
    private const double Z = 1.96;

    /// <summary>Requests that must lie above the quantile (a count): with fewer it says nothing.</summary>
    private const int FewestAbove = 10;

    /// <summary>The endpoints that were measured both alone and under load, the slowest under load first.</summary>
    /// <param name="layers">How requests alone divide: what <see cref="LayerRows"/> says.</param>
    /// <param name="probe">The requests alone.</param>
    /// <param name="run">The load.</param>
    public static IReadOnlyList<EndpointUnderLoad> Of(IReadOnlyList<EndpointLayers> layers, DelayProbe probe, RunMetrics run)
    {
        var alone = layers.ToLookup(static row => row.Endpoint, StringComparer.Ordinal);
        return
        [
            .. run.Endpoints.Where(endpoint => alone.Contains(endpoint.Endpoint) && endpoint.Service.Count * (1 - Quantile) >= FewestAbove)
                .Select(endpoint =>
                    Row(endpoint, alone[endpoint.Endpoint].MaxBy(static row => row.Service)!, Alone(probe, endpoint.Endpoint)))
                .OrderByDescending(static row => row.P95).ThenBy(static row => row.Endpoint, StringComparer.Ordinal),
        ];
    }

    private static EndpointUnderLoad Row(EndpointMetrics endpoint, EndpointLayers slowest, HarrellDavis alone)
    {
        var error = Z * (alone.StandardError ?? 0);
        var (p95, low, high) = (At(endpoint.Service, 0), At(endpoint.Service, -Z), At(endpoint.Service, Z));
        var service = new ShareInterval(alone.Value / p95, Math.Max(0, alone.Value - error) / high, (alone.Value + error) / low);
        var whole = service.Within();
        return new EndpointUnderLoad
        {
            Endpoint = endpoint.Endpoint,
            Request = slowest.Request,
            P95 = TimeSpan.FromMilliseconds(p95),
            P95Low = TimeSpan.FromMilliseconds(low),
            P95High = TimeSpan.FromMilliseconds(high),
            Requests = endpoint.Service.Count,
            Alone = TimeSpan.FromMilliseconds(alone.Value),
            Layers = [.. slowest.Layers.Select(layer => Scaled(layer, whole)),
                ShareInterval.Layer("queueing", new ShareInterval(1 - whole.Estimate, 1 - whole.High, 1 - whole.Low))],
            Remark = service.Estimate > 1 ? "it takes no longer under load than alone: nothing queues" : slowest.Remark,
        };
    }

    private static LayerShare Scaled(LayerShare layer, ShareInterval whole)
    {
        var share = layer is { Share: { } estimate, Low: { } low, High: { } high }
            ? new ShareInterval(estimate.Value, low.Value, high.Value).Of(whole) : null;
        return ShareInterval.Layer(layer.Layer, share) with { Kind = layer.Kind };
    }

    private static HarrellDavis Alone(DelayProbe probe, string endpoint) => HarrellDavis.Of(
        [.. probe.Endpoints.Where(one => one.Endpoint == endpoint).SelectMany(static one => one.Bare)
            .Select(static request => request.Service.TotalMilliseconds)], Quantile);

    // The value at the quantile's rank, so many standard deviations of that rank away.
    private static double At(Histogram service, double deviations)
    {
        double count = service.Count;
        var rank = (Quantile * count) + (deviations * Math.Sqrt(count * Quantile * (1 - Quantile)));
        return service.QuantileNs(Math.Clamp(rank / count, 0, 1))!.Value / 1e6;
    }
}
