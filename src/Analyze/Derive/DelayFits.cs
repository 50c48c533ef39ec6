using Headroom.Model.Evidence;
using Headroom.Statistics;

namespace Headroom.Analyze.Derive;

/// <summary>How a request's time follows the delay of one wire.</summary>
public sealed record DelayFit
{
    /// <summary>The request's place in the evidence.</summary>
    public required int Index { get; init; }

    /// <summary>"METHOD /route/{template}".</summary>
    public required string Endpoint { get; init; }

    /// <summary>The wire.</summary>
    public required ProbedWire Wire { get; init; }

    /// <summary>
    /// Milliseconds that the request takes longer for each millisecond of delay: round trips one after the other on its critical path.
    /// </summary>
    public required double Slope { get; init; }

    /// <summary>Lower end of the slope's 95 % interval.</summary>
    public required double Low { get; init; }

    /// <summary>Upper end of the slope's 95 % interval.</summary>
    public required double High { get; init; }

    /// <summary>Round trips a request, those at the same time too.</summary>
    public required double RoundTrips { get; init; }

    /// <summary>Requests that it rests on.</summary>
    public required int Requests { get; init; }

    /// <summary>
    /// The share of its waits that a request really waits for, with its interval: 1 when they follow each other, 1/n when n of them are
    /// under way at once.
    /// </summary>
    public (double Estimate, double Low, double High) Serial => (ShareOf(Slope), ShareOf(Low), ShareOf(High));

    private double ShareOf(double slope) => RoundTrips <= 0 ? 0 : Math.Clamp(slope / RoundTrips, 0, 1);
}

/// <summary>Fits the time of requests on the delay of a wire.</summary>
/// <remarks>
/// Huber's robust line through the delayed requests, each with its round's mean taken off: what a round's values or moment cost is no
/// delay. The means cost degrees of freedom, for which the interval is widened. The delay is the one that the answers really had: timers
/// add to what they are asked for, and to short delays more. Requests without any are left out: what is held and woken costs the proxy's
/// work besides.
/// <para><b>Source:</b> Huber (1981), see <see cref="HuberLine"/>; blocks: Box, Hunter and Hunter, Statistics for Experimenters, 2nd ed.,
/// chapter 4.</para>
/// </remarks>
public static class DelayFits
{
    private const double Confidence = 0.95;

    /// <summary>One for each request and wire that was measured.</summary>
    public static IReadOnlyList<DelayFit> Of(DelayProbe probe) =>
    [
        .. probe.Endpoints.Index().Where(entry => entry.Item.Missing is null)
            .SelectMany(entry => probe.Wires.Select(wire => Of(entry.Item, entry.Index, wire)).OfType<DelayFit>()),
    ];

    private static DelayFit? Of(EndpointDelays endpoint, int index, ProbedWire wire)
    {
        var rounds = endpoint.Delayed.Where(request => request.Wire == wire.Name).GroupBy(request => request.Round).ToList();
        var points = rounds.SelectMany(Centred).ToList();
        var degrees = points.Count - rounds.Count - 1;
        if (degrees < 1 || HuberLine.Through(points, Confidence) is not { } line)
        {
            return null;
        }

        var half = (line.High - line.Low) / 2 * Math.Sqrt((points.Count - 2.0) / degrees);
        return new DelayFit
        {
            Index = index,
            Endpoint = endpoint.Endpoint,
            Wire = wire,
            Slope = line.Slope,
            Low = line.Slope - half,
            High = line.Slope + half,
            RoundTrips = endpoint.Bare.Average(request => (double)Use(request, wire).RoundTrips),
            Requests = points.Count,
        };
    }

    /// <summary>What a request did on a wire.</summary>
    public static WireUse Use(BareRequest request, ProbedWire wire) =>
        request.Wires.FirstOrDefault(use => use.Wire == wire.Name) ?? new WireUse(wire.Name, 0, TimeSpan.Zero, TimeSpan.Zero);

    private static IEnumerable<(double X, double Y)> Centred(IGrouping<int, DelayedRequest> round)
    {
        var (delay, service) = (round.Average(Delay), round.Average(request => request.Service.TotalMilliseconds));
        return round.Select(request => (Delay(request) - delay, request.Service.TotalMilliseconds - service));
    }

    // A request that asked nobody has no delay of its own: what the wire was asked for stands for it.
    private static double Delay(DelayedRequest request) => (request.Held ?? request.Delay).TotalMilliseconds;
}
