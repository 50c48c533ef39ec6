using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Statistics;

namespace Headroom.Analyze.Derive;

/// <summary>Says where the time of a request goes that runs alone: to each dependency, to the application, or nobody knows.</summary>
/// <remarks>
/// A dependency's share is the time between asking it and its answer, as the proxy saw it, of the request's whole time (Hodges-Lehmann over
/// the undelayed requests: waits at once may come to more than the whole), times the share of these waits that are in series
/// (<see cref="DelayFit.Serial"/>). Each factor has an interval of 95 %, so that their product has one of at least 90 %. The application's
/// share is the processor time of the service's processes. What is left is unexplained: dependencies that the plan does not name, locks,
/// sleeps, waiting for a processor, and reading long answers.
/// </remarks>
internal static class LayerRows
{
    private const double Confidence = 0.95;

    /// <summary>More than this beyond the whole is overlap, not rounding.</summary>
    private const double Overlap = 0.01;

    /// <summary>The requests that were measured, the slowest first.</summary>
    public static IEnumerable<EndpointLayers> Of(DelayProbe probe)
    {
        var fits = DelayFits.Of(probe).ToLookup(fit => fit.Index);
        return probe.Endpoints.Index().Where(entry => fits.Contains(entry.Index)).Select(entry => Of(entry.Item, [.. fits[entry.Index]]))
            .OrderByDescending(row => row.Service).ThenBy(row => row.Endpoint, StringComparer.Ordinal)
            .ThenBy(row => row.Request, StringComparer.Ordinal);
    }

    private static EndpointLayers Of(EndpointDelays endpoint, IReadOnlyList<DelayFit> fits)
    {
        List<(LayerShare Layer, ShareInterval Share)> waits = [.. fits.Select(fit => Wait(endpoint, fit))];
        var waiting = new ShareInterval(waits.Sum(w => w.Share.Estimate), waits.Sum(w => w.Share.Low), waits.Sum(w => w.Share.High));
        var application = endpoint.Processor is { } processor && processor.Service > TimeSpan.Zero
            ? Computing(processor).AtMost(Math.Max(0, 1 - waiting.Estimate))
            : null;
        var known = application ?? new ShareInterval(0, 0, 0);
        var rest = new ShareInterval(1 - waiting.Estimate - known.Estimate, 1 - waiting.High - known.High, 1 - waiting.Low - known.Low);
        return new EndpointLayers
        {
            Endpoint = endpoint.Endpoint,
            Request = endpoint.Request,
            Service = TimeSpan.FromMilliseconds(DelayTimes.Median(endpoint.Bare)),
            Requests = endpoint.Bare.Count + endpoint.Delayed.Count,
            Layers =
                [.. waits.Select(w => w.Layer), ShareInterval.Layer("application", application), ShareInterval.Layer("unexplained", rest)],
            Remark = waiting.Estimate > 1 + Overlap
                ? $"the request waits for several dependencies at once: their shares exceed the whole by {(waiting.Estimate - 1) * 100:0} %"
                : application is null ? "the processor time of the service was not seen: the application is among what is not explained"
                : null,
        };
    }

    private static (LayerShare Layer, ShareInterval Share) Wait(EndpointDelays endpoint, DelayFit fit)
    {
        var (estimate, low, high) = fit.Serial;
        var waiting = HodgesLehmann.Of(
            [.. endpoint.Bare.Select(request => DelayFits.Use(request, fit.Wire).Waiting / request.Service)], Confidence);
        var share = new ShareInterval(estimate * waiting.Estimate, low * Math.Max(0, waiting.Low), high * Math.Max(0, waiting.High))
            .Within();
        return (ShareInterval.Layer(fit.Wire.Name, share) with
        {
            Kind = "dependency",
            SerialRoundTrips = fit.Slope,
            SerialRoundTripsLow = fit.Low,
            SerialRoundTripsHigh = fit.High,
            RoundTrips = fit.RoundTrips,
        }, share);
    }

    private static ShareInterval Computing(ProcessorUse use) =>
        new ShareInterval(use.Used / use.Service, (use.Used - use.Resolution) / use.Service, (use.Used + use.Resolution) / use.Service)
            .Within();
}
