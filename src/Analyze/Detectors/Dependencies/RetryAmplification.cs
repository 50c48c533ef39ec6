using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Dependencies;

/// <summary>
/// A dependency fails, and the service asks it more than ever:
/// <code>
/// before   request ==> call
/// during   request ==> call x call x call x call x call x ...      each at once
/// </code>
/// </summary>
public static class RetryAmplification
{
    private const string Id = "retry-amplification";

    /// <summary>
    /// So many tries a call are the most that can be meant well. <b>Source:</b> Beyer et al., "Site Reliability Engineering" (2016),
    /// chapter 21, "Handling Overload": a budget of three attempts a request.
    /// </summary>
    private const double MostTries = 3;

    /// <summary>From here on a dependency that comes back at a tenth of its load is asked for all of it, and falls again.</summary>
    private const double Storm = 10;

    /// <summary>Connections a request from which on there is no pool.</summary>
    private const double Unpooled = 0.5;

    /// <summary>Fewer requests during the fault may all be one unlucky moment.</summary>
    private const int FewestRequests = 20;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<OutageProbe>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "While a dependency is gone, a request asks it several times as often as before: retries without a budget.",
            Why = """
                Retries multiply the load on what is already down, and each layer that retries multiplies again. A dependency that comes
                back meets a multiple of its load and falls again: the outage feeds itself.
                """,
            How = """
                Needs `dependencies` and `probes.outage` in the plan. Under 20 requests/s every connection to the dependency is reset for a
                while; the proxy counts each that the service opens. Compared are calls a request: round trips before (those of a request
                alone on empty caches where they are more; connections where each request opens its own), connections and round trips in the
                whole seconds of the outage. A service that gives up at the first failure is at 1 or below. Medium above 3 (three attempts
                are the budget of the SRE book), high from 10 on. A request that gives up after the first of several calls makes this too
                low, never too high.
                """,
            Cure = "At most one retry, after a pause that grows and has chance in it, and a budget for all requests together (a tenth "
                + "of the calls); in one layer alone.",
            Silence = "Fewer than 20 requests in the whole seconds of the outage; requests that a rate limit refuses, or that fail "
                + "without the outage. What the service asks on its own counts: the finding then says so, with medium confidence.",
        },
        Detect);

    private static Outcome Detect(OutageProbe probe) => FaultWires.Judge(probe.Wires, wire => wire.Missing, Unjudged, FindingOf);

    private static string? Unjudged(OutageWire wire) =>
        FaultWires.Unjudged(wire.Load, $"the requests that ask {wire.Name}", $"{wire.Name} was gone")
        ?? (Requests(During(wire)) < FewestRequests
            ? $"fewer than {FewestRequests} requests were sent while {wire.Name} was gone"
            : CallsBefore(wire) <= 0 ? $"nothing passed the wire of {wire.Name} before it was gone"
            : null);

    private static Finding? FindingOf(OutageWire wire, int index)
    {
        var before = CallsBefore(wire);
        var during = During(wire).Sum(second => (double)(second.Connections + second.RoundTrips)) / Requests(During(wire));
        var factor = during / before;
        return factor <= MostTries ? null : new FaultFinding
        {
            Detector = Id,
            Dependency = wire.Name,
            Severity = factor >= Storm ? Severity.High : Severity.Medium,
            Confidence = wire.IdleRoundTrips > 0 ? Confidence.Medium : Confidence.High,
            Title = $"Requests ask {wire.Name} several times as often while it is gone",
            Explanation = $"Each connection to {wire.Name} was reset for a while: every further one that a request opened is a retry. "
                + "What comes back after an outage meets all of them."
                + (wire.IdleRoundTrips > 0 ? " The service asks it on its own, too: part of them may be that work's." : ""),
            Facts =
            [
                new Fact("calls a request during the outage, over those before", factor, "ratio"),
                new Fact("calls a request during the outage", during, "calls/request"),
                new Fact("calls a request before", before, "calls/request"),
                new Fact("round trips while nothing was asked", wire.IdleRoundTrips, "1/s"),
                new Fact("connections in the busiest second", During(wire).Max(second => second.Connections), "connections"),
                new Fact("requests during the outage", Requests(During(wire)), "requests"),
            ],
            Endpoints = wire.Endpoints,
            Evidence = [$"evidence/outage-probe.json#/wires/{index}/seconds"],
            Up = $"Retry a call of {wire.Name} once at most, only where it is safe to repeat, after a pause with jitter, and "
                + "only while retries are below a tenth of all calls; none while a breaker is open.",
            Risk = "A single lost packet is then seen by a caller now and then.",
        }.ToFinding();
    }

    private static int Requests(IEnumerable<OutageSecond> seconds) => seconds.Sum(second => Math.Max(0, second.Sent - second.Refused));

    // Caches answer most requests of a steady load, and none once their entries have gone: a request alone, on empty caches, is the
    // measure then. Without a pool a request's round trips are mostly those of connecting, and a try is one connection.
    private static double CallsBefore(OutageWire wire)
    {
        var before = FaultWires.Before(wire.Load);
        var (requests, connections) = (Requests(before), before.Sum(second => second.Connections));
        return requests == 0 ? 0
            : connections > Unpooled * requests ? (double)connections / requests
            : Math.Max(before.Sum(second => (double)second.RoundTrips) / requests, wire.CallsAlone);
    }

    // The second in which it begins and the one in which it ends have both states in them.
    private static IEnumerable<OutageSecond> During(OutageWire wire) =>
        wire.Seconds.Where(second => second.Second >= wire.From.TotalSeconds && second.Second + 1 <= wire.Until.TotalSeconds);
}
