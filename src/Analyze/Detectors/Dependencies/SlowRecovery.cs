using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Statistics;

namespace Headroom.Analyze.Detectors.Dependencies;

/// <summary>
/// A dependency is back, or the service itself has started again, and requests go on failing:
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

    /// <summary>
    /// A service that is not healthy by then is killed again, and again. <b>Source:</b> the defaults of Kubernetes' liveness probe:
    /// periodSeconds 10, failureThreshold 3.
    /// </summary>
    private static readonly TimeSpan MostStart = TimeSpan.FromSeconds(30);

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<OutageProbe, ThrottleProbe, KillProbe>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A dependency is back after a fault, or the service has started again after it was killed, "
                + "and requests go on failing.",
            Why = """
                The outage of a dependency is somebody else's; the time after it is the service's own. A pool that hands out dead
                connections, a breaker that stays open, a name that is cached, retries that keep the dependency down: each makes a blip of
                seconds into minutes. A service that says it is healthy before it is gets requests that it cannot answer at every
                deployment.
                """,
            How = """
                Needs `dependencies`, and `probes.outage` or `probes.throttle`, or `probes.kill` with `start`, in the plan. Under 20
                requests/s every connection to the dependency is reset for a while, or each of its answers is late and slow, or the service
                is killed (SIGKILL) and started again at once; then it is back. The time to recover is from there (for the service: from the
                moment at which its health page answers) to the first second from which failures are at the baseline for ten seconds (the
                first three all good, of the others one may be off). Medium above 10 s, high when it is not recovered within the 30 s that
                are looked at. Of a service that was killed: high, too, when it does not start again, and low when it starts well but takes
                more than 30 s (three failures of a liveness probe every 10 s, the defaults of Kubernetes: it would be killed again). Judged
                by failures alone: on a machine that others use, too, latency of single seconds proves nothing; the time to the former p95
                is among the facts of a kill.
                """,
            Cure = "Test connections before use or after a failure, throw the whole pool away after one, let a breaker look again after "
                + "a few seconds, add jitter to retries. Say that the service is ready when it can answer, and clean up at "
                + "the start what a kill left.",
            Silence = "Faults that no request felt; requests that a rate limit refuses, or that fail without the fault.",
        },
        Detect);

    private static Outcome Detect(OutageProbe? outage, ThrottleProbe? throttle, KillProbe? kill) => Outcome.Together(
        "no probe of a fault under load left evidence: a plan asks for them with probes.outage, probes.throttle and probes.kill",
        outage is null ? null : Judge(outage.Wires, Gone),
        throttle is null ? null : Judge(throttle.Wires, Throttled),
        kill is null ? null : Killed(kill));

    private static Outcome Judge(IReadOnlyList<OutageWire> wires, Func<OutageWire, int, Fault> faultOf)
    {
        List<(string? Missing, Fault Fault)> faults = [.. wires.Select((wire, index) => (wire.Missing, faultOf(wire, index)))];
        return FaultWires.Judge(faults, one => one.Missing, one => Unjudged(one.Fault), (one, _) => FindingOf(one.Fault));
    }

    private static Fault Gone(OutageWire wire, int index) => new(
        wire.Load, wire.Name, $"{wire.Name} is back", $"{wire.Name} was gone", wire.Endpoints)
    {
        Dependency = wire.Name,
        Evidence = $"evidence/outage-probe.json#/wires/{index}/seconds",
    };

    private static Fault Throttled(OutageWire wire, int index) =>
        new(wire.Load, $"{wire.Name}:throttled", $"{wire.Name} answers at once again", $"{wire.Name} was throttled", wire.Endpoints)
        {
            Dependency = wire.Name,
            Evidence = $"evidence/throttle-probe.json#/wires/{index}/seconds",
        };

    private static Outcome Killed(KillProbe probe)
    {
        var fault = new Fault(
            probe.Load ?? new FaultedLoad(probe.From, probe.From, probe.Seconds),
            $"{probe.Service}:killed", $"{probe.Service} says that it is healthy again", $"{probe.Service} was killed", probe.Endpoints)
        {
            Evidence = "evidence/kill-probe.json#/seconds",
            Facts = [.. OfKill(probe)],
        };
        if (probe.Load is null)
        {
            var title = $"{probe.Service} does not start again after it was killed";
            return Outcome.Of([FindingOf(fault, Severity.High, title, probe.StartFailure ?? "", [])]);
        }

        return FaultWires.Judge<Fault>([fault], _ => null, Unjudged, (one, _) => FindingOf(one) ?? LateStart(one));
    }

    private static Finding? LateStart(Fault fault) => fault.Load.Until - fault.Load.From <= MostStart ? null : FindingOf(
        fault, Severity.Low, "The service takes long to start after it was killed",
        $"It recovered once it was healthy, but a supervisor that waits {MostStart.TotalSeconds:0} s kills it again before.", []);

    private static IEnumerable<Fact> OfKill(KillProbe probe)
    {
        if (probe.Load is { } load)
        {
            yield return new Fact("from the kill to its health", (load.Until - load.From).TotalMilliseconds, "ms");
            if (FormerP95(load) is { } former)
            {
                yield return new Fact("from its health to the former p95", former.TotalMilliseconds, "ms");
            }
        }

        if (probe.FirstGoodAnswer is { } first)
        {
            yield return new Fact("from the kill to the first good answer", first.TotalMilliseconds, "ms");
        }

        yield return new Fact("requests lost in flight", probe.LostInFlight, "requests");
        var failed = probe.Seconds.Where(second => second.Second >= (int)probe.From.TotalSeconds).Sum(second => second.Failed);
        yield return new Fact("requests that failed from the kill on", failed, "requests");
    }

    // For people to read: by chance alone a second may be slow.
    private static TimeSpan? FormerP95(FaultedLoad load) => Recovery.Of(
        [.. load.Seconds.Select(second => second.ToServiceSecond() with { P95 = second.P95 })], OutageWire.BaselineFrom, load.From,
        load.Until)?.TimeToRecover;

    private static string? Unjudged(Fault fault)
    {
        var requests = fault.Dependency is { } name ? $"the requests that ask {name}" : "the requests";
        return FaultWires.Unjudged(fault.Load, requests, fault.What) ?? FaultWires.RecoveryOf(fault.Load) switch
        {
            null => $"fewer than {Recovery.FewestBaselineSeconds} seconds had requests that ended before {fault.What}",
            var recovery when IsLate(recovery) && RefusedAfter(fault.Load) > Recovery.ForgivenSeconds =>
                $"a rate limit refused {requests} for seconds after it was back",
            _ => null,
        };
    }

    private static bool IsLate(Recovery recovery) => recovery.TimeToDetect is not null && !(recovery.TimeToRecover <= MostTime);

    private static int RefusedAfter(FaultedLoad load) =>
        load.Seconds.Count(second => second.Second >= (int)load.Until.TotalSeconds && 2 * second.Refused > second.Ended);

    private static Finding? FindingOf(Fault fault)
    {
        var recovery = FaultWires.RecoveryOf(fault.Load)!;
        var looked = fault.Load.Seconds.Count - fault.Load.Until.TotalSeconds;
        return !IsLate(recovery) ? null : FindingOf(
            fault,
            recovery.TimeToRecover is null ? Severity.High : Severity.Medium,
            recovery.TimeToRecover is null
                ? $"Requests fail still, {looked:0} s after {fault.Back}"
                : $"The service recovers late after {fault.Back}",
            fault.Dependency is { } name
                ? $"{name} answered as before, and requests that ask it went on failing."
                : "Its health page answered, and requests went on failing.",
            [
                .. recovery.TimeToRecover is { } late
                    ? [new Fact("time to recover, from the end of the fault", late.TotalMilliseconds, "ms")]
                    : Array.Empty<Fact>(),
                new Fact("looked at after its end", looked * 1000, "ms"),
                new Fact("the fault", (fault.Load.Until - fault.Load.From).TotalMilliseconds, "ms"),
                new Fact("time to detect", recovery.TimeToDetect!.Value.TotalMilliseconds, "ms"),
                new Fact("seconds that were off", recovery.SecondsOff, "s"),
            ]);
    }

    private static Finding FindingOf(
        Fault fault, Severity severity, string title, string explanation, IReadOnlyList<Fact> facts) => new FaultFinding
        {
            Detector = Id,
            Key = fault.Key,
            Dependency = fault.Dependency,
            Severity = severity,
            Title = title,
            Explanation = explanation,
            Facts =
        [
            .. facts,
            .. fault.Facts,
            new Fact("most requests under way", FaultWires.MostInFlight(fault.Load, (int)fault.Load.From.TotalSeconds), "requests"),
        ],
            Endpoints = fault.Endpoints,
            Evidence = [fault.Evidence],
            Up = fault.Dependency is { } name
            ? $"After a failed call of {name} throw its connection away (after a reset, the pool's others too), "
                + "keep a breaker open for seconds rather than minutes, and let one call through to look."
            : "Let the health page answer 2xx only once the service can answer requests (pools connected, "
                + "caches that it cannot do without filled), and do at the start what a kill leaves undone: stale locks, "
                + "half-written files, a schema that is half migrated.",
            Risk = fault.Dependency is null
            ? "A health page that asks every dependency takes all instances out at once when one of them is down: "
                + "ask only what nothing works without."
            : "Looking too often keeps a dependency busy that is just starting: add jitter.",
        }.ToFinding();

    // "The service recovers late after {Back}"; "fewer requests than that before {What}".
    private sealed record Fault(FaultedLoad Load, string Key, string Back, string What, IReadOnlyList<string> Endpoints)
    {
        public string? Dependency { get; init; }

        public required string Evidence { get; init; }

        public IReadOnlyList<Fact> Facts { get; init; } = [];
    }
}
