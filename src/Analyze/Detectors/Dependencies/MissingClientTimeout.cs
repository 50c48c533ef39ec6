using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Dependencies;

/// <summary>
/// A dependency hangs, and so does everybody who asks the service:
/// <code>
/// caller ==> service ==> dependency (took the connection, says nothing)
///        ....................................  no answer, no error
/// </code>
/// </summary>
public static class MissingClientTimeout
{
    private const string Id = "missing-client-timeout";

    /// <summary>From this share of a wave on it is the rule rather than the last of a queue.</summary>
    private const double Rule = 0.5;

    /// <summary>Fewer requests while it is throttled may all be one unlucky moment.</summary>
    private const int FewestThrottled = 20;

    /// <summary>A request that takes this share of the patience without a fault is not judged by it.</summary>
    private const double Anyway = 0.5;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<HangProbe, ThrottleProbe>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "While a dependency accepts and never answers, requests have no answer either: nothing ends the wait.",
            Why = """
                A dependency that hangs is worse than one that is gone: every request that asks it keeps its thread, its connection and its
                memory for as long as the client library waits, which is 30 s, 100 s or for ever by default. Soon nothing is left for the
                requests that do not ask it.
                """,
            How = """
                Needs `dependencies`, and `probes.hang` or `probes.throttle`, in the plan. One dependency at a time hangs, by a proxy on its
                wire, before a service that was just started. High when a request that asks it has no answer within the patience (10 s
                unless the plan says otherwise: after ten seconds people turn to something else, Nielsen 1993), it being half of the kinds,
                or the fastest read. Medium when single requests are answered in time, but of 40 at once half or more than without the fault
                are not: then the call has a limit, and the wait for a connection or a thread has none that counts. Medium, too, when a
                dependency is throttled (each answer a second late and slow, 15 s long, under 20 requests/s; the plan may say otherwise) and
                half of the requests that began 10 s and more before its end had no answer within 10 s: each call ends, but nothing limits
                the request, or the queue, as a whole. One finding a dependency, since one client makes the calls.
                """,
            Cure = "A time limit on every call, connecting and waiting for a free connection included: a little more than the "
                + "dependency's slowest good answer.",
            Silence = "Requests that end in an error within the patience, those that a cache or a default answers, those that a rate "
                + "limit refuses, and those that take half of the patience and more anyway. Throttled dependencies whose requests fail, "
                + "or are that slow, before.",
        },
        Detect);

    private static Outcome Detect(HangProbe? hang, ThrottleProbe? throttle)
    {
        var hanging = hang is null ? null : FaultWires.Judge(
            hang.Wires, wire => wire.Missing, wire => Unjudged(wire, hang.Patience),
            (wire, index) => FindingOf(wire, index, hang.Patience));
        var known = hanging is Outcome.Found found
            ? found.Findings.Select(finding => finding.Subject.Dependency).ToHashSet(StringComparer.Ordinal)
            : [];
        var throttled = throttle is null ? null : FaultWires.Judge(
            throttle.Wires, wire => wire.Missing, wire => Unjudged(wire, throttle.Patience),
            (wire, index) => known.Contains(wire.Name) ? null : FindingOf(wire, index, throttle));
        return Outcome.Together(
            "neither the hang probe nor the throttle probe left evidence: a plan asks for them with probes.hang and probes.throttle",
            hanging, throttled);
    }

    // The seconds of the throttling whose requests could be late within it.
    private static List<OutageSecond> Throttled(OutageWire wire, TimeSpan patience) =>
    [
        .. wire.Seconds.Where(second =>
            second.Second >= wire.From.TotalSeconds && second.Second + 1 + patience.TotalSeconds <= wire.Until.TotalSeconds),
    ];

    // Without those that a rate limit refused: they never asked the dependency.
    private static int Counted(IReadOnlyList<OutageSecond> seconds) => seconds.Sum(second => second.Sent - second.SentAndRefused);

    private static string? Unjudged(OutageWire wire, TimeSpan patience) =>
        FaultWires.Unjudged(wire.Load, $"the requests that ask {wire.Name}", $"{wire.Name} was throttled")
        ?? (Counted(Throttled(wire, patience)) < FewestThrottled
            ? $"fewer than {FewestThrottled} requests that no rate limit refused were sent early enough while {wire.Name} was throttled"
            : FaultWires.Before(wire.Load).Any(second => second.P95 >= Anyway * patience)
                ? $"requests that ask {wire.Name} take half of {patience.TotalSeconds:0.#} s and more anyway"
                : null);

    private static Finding? FindingOf(OutageWire wire, int index, ThrottleProbe probe)
    {
        var seconds = Throttled(wire, probe.Patience);
        var (sent, unanswered) = (Counted(seconds), seconds.Sum(second => second.Unanswered));
        return unanswered < Rule * sent ? null : new FaultFinding
        {
            Detector = Id,
            Dependency = wire.Name,
            Severity = Severity.Medium,
            Title = $"Requests have no answer within {probe.Patience.TotalSeconds:0.#} s while {wire.Name} answers late",
            Explanation = $"Each call of {wire.Name} was answered, if late and slowly, and the requests that ask it were not: "
                + "nothing limits how long their calls take together, or how long they wait for a connection or a thread first.",
            Facts =
            [
                new Fact("the patience", probe.Patience.TotalMilliseconds, "ms"),
                new Fact("by how much each answer of it was late", probe.Delay.TotalMilliseconds, "ms"),
                new Fact("requests without an answer", unanswered, "requests"),
                new Fact("requests that no rate limit refused", sent, "requests"),
                new Fact("most requests under way", FaultWires.MostInFlight(wire.Load, (int)wire.From.TotalSeconds), "requests"),
            ],
            Endpoints = wire.Endpoints,
            Evidence = [$"evidence/throttle-probe.json#/wires/{index}/seconds"],
            Up = FaultWires.TimeLimitOf(wire.Dependency, wire.Name) + " Give the request as a whole a limit, too, that its calls share.",
            Risk = "A limit below the dependency's slowest good answers turns them into errors; look at its p99 first.",
        }.ToFinding();
    }

    private static string? Unjudged(HungWire wire, TimeSpan patience) =>
        Judged(wire, patience).Any() || Wave(wire) is not null ? null
        : wire.Requests.All(request => request.Answer.IsRefused())
            ? $"a rate limit refused the requests that ask {wire.Name}: what is left says nothing"
        : $"requests that ask {wire.Name} take half of the patience and more anyway: give probes.hang a longer one";

    // What takes about as long as the patience anyway has no answer within it without any fault.
    private static IEnumerable<HungRequest> Judged(HungWire wire, TimeSpan patience) =>
        wire.Requests.Where(request => !request.Answer.IsRefused() && request.Before < Anyway * patience);

    private static HungWave? Wave(HungWire wire) => wire.Waves.Where(one => one.Sent > one.Refused).MaxBy(Share);

    // Many at once may wait for a processor as long.
    private static double Share(HungWave? wave) =>
        wave is null || wave.Sent == wave.Refused ? 0 : (double)wave.Unanswered / (wave.Sent - wave.Refused);

    private static Finding? FindingOf(HungWire wire, int index, TimeSpan patience)
    {
        var judged = Judged(wire, patience).ToList();
        var hanging = judged.Where(request => request.Answer.IsUnanswered()).ToList();
        var wave = Wave(wire);
        var isRule = Share(wave) - Share(wire.Control) >= Rule;
        if (hanging.Count < Rule * judged.Count && hanging.TrueForAll(request => request.Endpoint != wire.WaveEndpoint))
        {
            hanging = []; // one of each kind at once is a queue, too: the last of many kinds may wait for a connection
        }

        if (hanging.Count == 0 && !isRule)
        {
            return null;
        }

        List<string> endpoints = [.. hanging.Count > 0 ? hanging.Select(request => request.Endpoint).Distinct() : [wire.WaveEndpoint!]];
        var stopped = wire.Bystanders.Where(FaultWires.Suffers).ToList();
        return new FaultFinding
        {
            Detector = Id,
            Dependency = wire.Name,
            Severity = hanging.Count > 0 ? Severity.High : Severity.Medium,
            Title = hanging.Count > 0
                ? $"{endpoints[0]}{FaultWires.More(endpoints)} has no answer within {patience.TotalSeconds:0.#} s while {wire.Name} hangs"
                : $"{endpoints[0]} has no answer within {patience.TotalSeconds:0.#} s in a queue while {wire.Name} hangs",
            Explanation = (hanging.Count > 0
                ? $"While {wire.Name} took connections and did not answer, these requests had no answer, nor an error, within the patience."
                : $"While {wire.Name} did not answer, a single request ended in time, but of many at once most did not: they wait for a "
                    + "connection or a thread first.")
                + (stopped.Count > 0
                    ? $" Requests that do not ask {wire.Name} suffered with them: "
                        + $"{string.Join(", ", stopped.Select(one => one.Endpoint).Distinct())}."
                    : ""),
            Facts =
            [
                new Fact("the patience", patience.TotalMilliseconds, "ms"),
                new Fact("kinds of requests without an answer, one of each", hanging.Count, "requests"),
                new Fact("kinds of requests that ask it", wire.Requests.Count, "requests"),
                .. wave is null
                    ? Array.Empty<Fact>()
                    :
                    [
                        new Fact("of many at once, without an answer", wave.Unanswered, "requests"),
                        new Fact("many at once", wave.Sent, "requests"),
                    ],
                new Fact("kinds of requests that do not ask it and suffer", stopped.Count, "requests"),
            ],
            Endpoints = endpoints,
            Evidence = [$"evidence/hang-probe.json#/wires/{index}"],
            Up = FaultWires.TimeLimitOf(wire.Dependency, wire.Name),
            Risk = "A limit below the dependency's slowest good answers turns them into errors; look at its p99 first.",
        }.ToFinding();
    }
}
