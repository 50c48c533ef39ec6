using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Tests.Unit.Analyze;

/// <summary>Delay probes as a test needs them.</summary>
internal static class GivenDelays
{
    public const string Endpoint = "GET /reach";

    private const int Rounds = 12;

    private static readonly double[] Levels = [5, 10, 20];

    /// <summary>One request that asks one dependency.</summary>
    /// <param name="slope">Waits in series.</param>
    /// <param name="trips">Round trips in all.</param>
    /// <param name="wait">Milliseconds of each.</param>
    /// <param name="computing">Milliseconds besides.</param>
    /// <param name="longest">The longest wait; null: all are alike.</param>
    /// <param name="kind">What the dependency speaks.</param>
    /// <param name="noise">Milliseconds that alternate requests take longer.</param>
    /// <param name="processor">Share of the time that is processor time; null: not seen.</param>
    public static DelayProbe Probe(
        double slope, long trips, double wait, double computing = 5, double? longest = null, DependencyKind kind = DependencyKind.Http, double noise = 0.2, double? processor = null)
    {
        var alone = computing + (slope * wait);
        return new DelayProbe
        {
            Window = Given.Throughout,
            Provenance = "test",
            Wires = [new ProbedWire("partners", kind, "127.0.0.1:1")],
            Endpoints =
            [
                new EndpointDelays
                {
                    Endpoint = Endpoint,
                    Request = "/reach",
                    Bare = [.. Enumerable.Range(0, Rounds).Select(round => new BareRequest(round, Ms(alone), [new WireUse("partners", trips, Ms(trips * wait), Ms(trips == 0 ? 0 : longest ?? wait))]))],
                    Delayed =
                    [
                        .. Enumerable.Range(0, Rounds).SelectMany(round => Levels.Select((level, i) =>
                            new DelayedRequest(round, "partners", Ms(level), Ms(Held(level)), Ms(alone + 1 + (slope * Held(level)) + (noise * ((round + i) % 2)) + (round * 3))))),
                    ],
                    Processor = processor is { } share ? new ProcessorUse(100, Ms(100 * alone), Ms(share * 100 * alone), Ms(20)) : null,
                },
            ],
        };
    }

    public static EvidenceSet Set(DelayProbe probe) => Given.Set((DelayProbe.Kind, probe));

    /// <summary>The only request, otherwise.</summary>
    public static DelayProbe With(this DelayProbe probe, Func<EndpointDelays, EndpointDelays> change) => probe with { Endpoints = [change(probe.Endpoints[0])] };

    // Timers add to short delays more.
    private static double Held(double level) => level + (5 / level);

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
