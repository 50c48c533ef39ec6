using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Statistics;

namespace Headroom.Analyze.Detectors.Dependencies;

/// <summary>
/// A dependency is back, the service is not:
/// <code>
/// dependency  ----|== gone ==|---------------------------
/// service     ----|xxxxxxxxxx|xxxxxxxxxxxxxxxxx|---------
///                            |-time to recover-|
/// </code>
/// </summary>
public static class SlowRecovery
{
    private const string Id = "slow-recovery";

    /// <summary>
    /// As long as the shortest time that counts as recovered. A breaker that looks again every five seconds (Polly, Hystrix) is well within
    /// it.
    /// </summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(Recovery.SustainedSeconds);

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<OutageProbe>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A dependency is back after an outage, and requests go on failing.",
            Why = """
                The outage of a dependency is somebody else's; the time after it is the service's own. A pool that hands out dead
                connections, a breaker that stays open, a name that is cached, retries that keep the dependency down: each makes a blip of
                seconds into minutes.
                """,
            How = """
                Needs `dependencies` and `probes.outage` in the plan. Under 20 requests/s every connection to the dependency is reset for a
                while; then it is back. The time to recover is from there to the first second from which failures are at the baseline for
                ten seconds (the first three all good, of the others one may be off). Medium above 10 s, high when it is not recovered
                within the 30 s that are looked at. Judged by failures alone: on a machine that others use, too, latency of single seconds
                proves nothing.
                """,
            Cure = "Test connections before use or after a failure, throw the whole pool away after one, let a breaker look again after "
                + "a few seconds, add jitter to retries.",
            Silence = "Outages that no request felt; requests that a rate limit refuses, or that fail without the outage.",
        },
        Detect);

    private static Outcome Detect(OutageProbe probe) => FaultWires.Judge(probe.Wires, wire => wire.Missing, Unjudged, FindingOf);

    private static Recovery? RecoveryOf(OutageWire wire) =>
        Recovery.Of([.. wire.Seconds.Select(second => second.ToServiceSecond())], OutageWire.BaselineFrom, wire.From, wire.Until);

    private static string? Unjudged(OutageWire wire) => FaultWires.Unjudged(wire) ?? RecoveryOf(wire) switch
    {
        null => $"fewer than {Recovery.FewestBaselineSeconds} seconds had requests that ended before {wire.Name} was gone",
        var recovery when IsLate(recovery) && RefusedAfter(wire) > Recovery.ForgivenSeconds =>
            $"a rate limit refused the requests that ask {wire.Name} for seconds after it was back",
        _ => null,
    };

    private static bool IsLate(Recovery recovery) => recovery.TimeToDetect is not null && !(recovery.TimeToRecover <= MostTime);

    private static int RefusedAfter(OutageWire wire) =>
        wire.Seconds.Count(second => second.Second >= (int)wire.Until.TotalSeconds && 2 * second.Refused > second.Ended);

    private static Finding? FindingOf(OutageWire wire, int index)
    {
        var recovery = RecoveryOf(wire)!;
        var looked = wire.Seconds.Count - wire.Until.TotalSeconds;
        return !IsLate(recovery) ? null : new Finding
        {
            Detector = Id,
            Fingerprint = $"{Id}:{wire.Name}",
            Severity = recovery.TimeToRecover is null ? Severity.High : Severity.Medium,
            Confidence = Confidence.High,
            Title = recovery.TimeToRecover is null ? $"The service is not back {looked:0} s after {wire.Name} is" : $"The service recovers late after {wire.Name} is back",
            Explanation = $"{wire.Name} answered again, and requests that ask it went on failing.",
            Facts =
            [
                .. recovery.TimeToRecover is { } late ? [new Fact("time to recover, from the dependency's return", late.TotalMilliseconds, "ms")] : Array.Empty<Fact>(),
                new Fact("looked at after its return", looked * 1000, "ms"),
                new Fact("the outage", (wire.Until - wire.From).TotalMilliseconds, "ms"),
                new Fact("time to detect", recovery.TimeToDetect!.Value.TotalMilliseconds, "ms"),
                new Fact("seconds that were off", recovery.SecondsOff, "s"),
            ],
            Subject = new Subject { Endpoint = wire.Endpoints.Count == 1 ? wire.Endpoints[0] : null, Dependency = wire.Name },
            Endpoints = wire.Endpoints,
            Evidence = [$"evidence/outage-probe.json#/wires/{index}/seconds"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Code,
                    Up = $"After a failed call of {wire.Name} throw its connection away (after a reset, the pool's others too), keep a "
                        + "breaker open for seconds rather than minutes, and let one call through to look.",
                    Risk = "Looking too often keeps a dependency busy that is just starting: add jitter.",
                },
            ],
            Effect = new Effect.Unknown("it is a change of the code"),
        };
    }
}
