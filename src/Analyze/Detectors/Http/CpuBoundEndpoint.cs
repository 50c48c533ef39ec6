using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Detectors.Http;

/// <summary>
/// A request computes for most of its time: <c>48 ms, of which 45 ms on a processor; the other endpoints take 2 ms</c>.
/// </summary>
public static class CpuBoundEndpoint
{
    private const string Id = "cpu-bound-endpoint";

    /// <summary>Milliseconds of processor time a request: one processor serves no more than a hundred a second of them.</summary>
    private const double LeastMs = 10;

    /// <summary>Share of the request's time that is computed: most of it.</summary>
    private const double LeastComputed = 0.5;

    /// <summary>Share of the request's time in which the database may execute: of more, what the endpoint computes are its rows.</summary>
    private const double MostDatabase = 0.25;

    /// <summary>
    /// Statements a request, counted as chatty-endpoint does: of more, the time is that of the statements, which it tells.
    /// </summary>
    private const double MostStatements = 20;

    /// <summary>Times the median of the other endpoints: what all of them take is the price of this service, not of one endpoint.</summary>
    private const double LeastFactor = 3;

    /// <summary>Share of the service's processor time under load: what is less weighs low.</summary>
    private const double HotShare = 0.05;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<EndpointStatements, RunMetrics, HostUse, StatementStatistics>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "An endpoint computes for most of its time, far more than the others.",
            Why = """
                While a request computes, its thread and its processor serve nobody else: a handful of such requests at once make all
                others wait, and no index and no cache of the database helps.
                """,
            How = """
                Each endpoint runs alone on the idle service, twelve requests one after the other, while the processor time of the
                service's processes is read before and after (/proc; known to 20 ms, which is the interval). Found when a request takes at
                least 10 ms of it, which is at least half of its time and three times the median of the other endpoints, while the database
                executes for a quarter of the time at most, in 20 statements at most (those about the session alone left out). The share of
                the service's processor time under load is that time at the load's rate: medium from 5 % on, else low. Low, too, where the
                request holds a password, whose hash is meant to be slow.
                """,
            Cure = """
                Profile the endpoint. Derive keys and hashes once that are the same for each request; a random token wants a plain hash,
                only a password a slow one; keep what was computed; move what must be computed to a bounded queue beside the threads that
                serve requests.
                """,
            Silence = """
                A service whose endpoints all compute, or whose processes are not on this machine, or whose plan names no postgres (the
                endpoints do not run alone then); endpoints that failed alone. Waiting for a lock or sleeping is no computing. What is
                computed is not seen, nor what a service computes in the background, which counts as the request's.
                """,
        },
        Detect);

    private static Outcome Detect(EndpointStatements alone, RunMetrics? run, HostUse? host, StatementStatistics? statements)
    {
        var seen = alone.Endpoints.Index().Where(one => one.Item.Cost is { Processor.Requests: > 0 })
            .Select(one => new Computed(one.Index, one.Item, one.Item.Cost!)).ToList();
        if (seen.Count == 0)
        {
            return new Outcome.NotRun(
                "the processor time of the service was not seen while its endpoints ran alone: its processes are not known, or all failed");
        }

        var bound = seen.Select(one => (Endpoint: one, Others: OthersMs(one, seen)))
            .Where(one => IsBound(one.Endpoint, one.Others, statements));
        return Outcome.Of([.. bound.Select(one => FindingOf(one.Endpoint, one.Others, ShareOfLoad(one.Endpoint, run, host)))]);
    }

    private static bool IsBound(Computed one, double? others, StatementStatistics? statements) =>
        one.LowMs >= LeastMs && one.Share >= LeastComputed && one.Database <= MostDatabase
        && CallsOf(one.Alone, statements) <= MostStatements
        && one.LowMs >= LeastFactor * (others ?? 0);

    private static double CallsOf(EndpointAlone alone, StatementStatistics? statements) => alone.Statements
        .Where(statement => statements?.IsOfSession(statement.StatementId) != true).Sum(static statement => statement.CallsPerRequest);

    // Null where there is no other.
    private static double? OthersMs(Computed one, IReadOnlyList<Computed> all) =>
        Statistics.Median.Of(all.Where(other => other.Index != one.Index).Select(other => other.Ms));

    // Its time alone, at the load's rate: what it takes under load itself cannot be told from that of the others.
    private static double? ShareOfLoad(Computed one, RunMetrics? run, HostUse? host)
    {
        if (run?.Endpoints.FirstOrDefault(endpoint => endpoint.Endpoint == one.Alone.Endpoint) is not { } loaded
            || host?.Target is not { Value: > 0 } target)
        {
            return null;
        }

        var computing = PerSecond.Of(loaded.Requests, run.Window.Duration).Value * one.Ms / 1000;
        return Ratio.Of(computing, target.Value * host.Cores).Value;
    }

    private static Finding FindingOf(Computed one, double? others, double? load) => new()
    {
        Detector = Id,
        Fingerprint = $"{Id}:{one.Alone.Endpoint}",
        Severity = load >= HotShare && !one.Alone.SendsPassword ? Severity.Medium : Severity.Low,
        Confidence = Confidence.Medium,
        Title = $"{one.Alone.Endpoint} computes for most of its time",
        Explanation = "It ran alone on the idle service: the service's own processes were busy for most of its time, and the database "
            + "hardly. What they compute was not seen: a profile tells."
            + (one.Alone.SendsPassword ? " It takes a password, whose hash is meant to be slow: limit how often it can be asked for." : ""),
        Facts =
        [
            new Fact("processor time of a request, alone", one.Ms, "ms"),
            new Fact("lower end of its interval", one.LowMs, "ms"),
            new Fact("upper end of its interval", one.HighMs, "ms"),
            new Fact("share of the request's time, at least", one.Share, "ratio"),
            .. others is { } median ? [new Fact("the same of the other endpoints, median", median, "ms")] : Array.Empty<Fact>(),
            .. load is { } share ? [new Fact("share of the service's processor time under load", share, "ratio")] : Array.Empty<Fact>(),
            new Fact("requests that one processor can serve", 1000 / one.Ms, "per_s"),
            new Fact("share of the request's time in which the database executed", one.Database, "ratio"),
            new Fact("requests", one.Alone.Requests, "requests"),
        ],
        Subject = new Subject { Endpoint = one.Alone.Endpoint },
        Endpoints = [one.Alone.Endpoint],
        Evidence = [$"evidence/endpoint-statements.json#/endpoints/{one.Index}"],
        Remedies =
        [
            new Remedy
            {
                Kind = RemedyKind.Code,
                Scope = RemedyScope.Code,
                Up = "Profile the endpoint; derive what is the same for each request once, keep what was computed, and run what must be "
                    + "computed on a bounded queue beside the threads that serve requests.",
                Risk = "What is kept must go when what it was computed from changes; a weaker hash of passwords is no cure.",
            },
        ],
        Effect = new Effect.Unknown("arms with and without it would need a change of the code"),
    };

    /// <summary>What an endpoint computed while it ran alone.</summary>
    private sealed record Computed(int Index, EndpointAlone Alone, AloneCost Cost)
    {
        private ProcessorUse Use => Cost.Processor;

        public double Ms => Use.Used.TotalMilliseconds / Use.Requests;

        public double LowMs => Math.Max(0, (Use.Used - Use.Resolution).TotalMilliseconds / Use.Requests);

        public double HighMs => (Use.Used + Use.Resolution).TotalMilliseconds / Use.Requests;

        public double Share => Ratio.Of((Use.Used - Use.Resolution).TotalMilliseconds, Use.Service.TotalMilliseconds).Value;

        public double Database => Ratio.Of(Cost.Database.TotalMilliseconds, Use.Service.TotalMilliseconds).Value;
    }
}
