using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Dependencies;

/// <summary>
/// Every request finds out anew that a dependency hangs:
/// <code>
/// without   |==limit==x |==limit==x ... |==limit==x
/// with      |==limit==x |==limit==x ... |x           the breaker is open
/// </code>
/// </summary>
public static class MissingCircuitBreaker
{
    private const string Id = "missing-circuit-breaker";

    /// <summary>
    /// An open breaker answers at once: the median of the last wave then is far below half of what the first requests took.
    /// </summary>
    private const double Shorter = 0.5;

    /// <summary>A request that takes about as long as ever does not wait for a time limit.</summary>
    private const double Longer = 2;

    /// <summary>Polly: CircuitBreakerStrategyOptions.MinimumThroughput; resilience4j: minimumNumberOfCalls.</summary>
    private const int FewestCalls = 100;

    /// <summary>Polly: CircuitBreakerStrategyOptions.SamplingDuration.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<HangProbe>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "After more than a hundred calls that ran into their time limit, requests still wait for it to run out.",
            Why = """
                While a dependency hangs, each request keeps what it holds for the whole time limit. At 100 requests/s and a limit of 2 s
                that are 200 requests under way that nobody can help, and the dependency is asked on and on while it tries to come back.
                """,
            How = """
                Needs `dependencies` and `probes.hang` in the plan. While the dependency hangs, one request of each kind is sent, then four
                waves of 40 at once of one kind: before the last wave over a hundred calls ended, after which the usual breakers open (Polly
                and resilience4j: 100 calls by default, Polly's within 30 s). Found when the last wave's median is 1 s or more (less is
                hardly noticed, Nielsen 1993), at least twice what such a wave and the request alone take without the fault, and at least
                half of what the first request took. Medium when requests that do not ask the dependency suffer meanwhile (no answer, an
                error, or 1 s and ten times what they took beside a wave before); low otherwise, since the callers get their error, if late.
                """,
            Cure = "A circuit breaker around the calls: after some failures it answers at once for a few seconds, then lets one call "
                + "through to look.",
            Silence = "Waits that nothing ends: missing-client-timeout tells them, and a breaker has nothing to count without a limit. "
                + "Time limits above 10 s, and waves that a rate limit refused.",
        },
        Detect);

    private static Outcome Detect(HangProbe probe) => FaultWires.Judge(probe.Wires, wire => wire.Missing, Unjudged, FindingOf);

    private static string? Unjudged(HungWire wire) =>
        wire.Waves.Count == 0 || wire.Waves[^1].Median is null || First(wire) is null
            ? $"a rate limit refused the requests that ask {wire.Name}: what is left says nothing"
        : wire.Requests.Any(request => request.Answer.IsUnanswered()) || wire.Waves[^1].IsSilent()
            ? $"requests that ask {wire.Name} have no answer while it hangs: a breaker has nothing to count without a time limit"
        : Calls(wire) < FewestCalls
            ? $"{Calls(wire)} calls of {wire.Name} ended before the last wave: the usual breakers want to have seen {FewestCalls}"
        : wire.Waves.SkipLast(1).Sum(wave => wave.Median?.TotalSeconds ?? 0) > Window.TotalSeconds
            ? $"calls of {wire.Name} ran into a time limit so late that the usual breakers forget them: "
                + $"they count over {Window.TotalSeconds:0} s"
        : null;

    private static int Calls(HungWire wire) => wire.Waves.SkipLast(1).Sum(wave => wave.Sent - wave.Refused - wave.Unanswered);

    // Of the kind that the waves are of.
    private static HungRequest? First(HungWire wire) =>
        wire.Requests.FirstOrDefault(request => request.Endpoint == wire.WaveEndpoint && !request.Answer.IsRefused());

    private static Finding? FindingOf(HungWire wire, int index)
    {
        var last = wire.Waves[^1].Median!.Value.TotalMilliseconds;
        var first = First(wire)!.Answer.After.TotalMilliseconds;
        var before = Math.Max(First(wire)!.Before.TotalMilliseconds, wire.Control?.Median?.TotalMilliseconds ?? 0);
        if (last < FaultWires.Noticed.TotalMilliseconds || last < Longer * before || last < Shorter * first)
        {
            return null;
        }

        var suffering = wire.Bystanders.Where(FaultWires.Suffers).Select(one => one.Endpoint).Distinct().ToList();
        List<string> endpoints = [wire.WaveEndpoint!];
        return new FaultFinding
        {
            Detector = Id,
            Dependency = wire.Name,
            Severity = suffering.Count > 0 ? Severity.Medium : Severity.Low,
            Title = $"Requests wait for {wire.Name} again and again while it hangs",
            Explanation = $"After more than a hundred calls of {wire.Name} had failed, each request still waited for the next one to fail."
                + (suffering.Count > 0 ? $" Requests that do not ask it suffered meanwhile: {string.Join(", ", suffering)}." : ""),
            Facts =
            [
                new Fact("median of the last wave", last, "ms"),
                new Fact("the first request", first, "ms"),
                new Fact("without the fault, alone or median of as many at once", before, "ms"),
                new Fact("calls that ended before the last wave", Calls(wire), "calls"),
                new Fact("kinds of requests that do not ask it and suffer", suffering.Count, "requests"),
            ],
            Endpoints = endpoints,
            Evidence = [$"evidence/hang-probe.json#/wires/{index}"],
            Up = $"Put a circuit breaker around the calls of {wire.Name} (Polly, resilience4j, opossum, gobreaker, ...), shared "
                + "by all requests, and answer 503 with Retry-After, or without what it would have added, while it is open.",
            Risk = "A breaker that opens at a few chance failures, or stays open for long, turns a hiccup into an outage: "
                + "choose both from the dependency's own error rate.",
        }.ToFinding();
    }
}
