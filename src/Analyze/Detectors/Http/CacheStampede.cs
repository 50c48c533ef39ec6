using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Http;

/// <summary>When a cached answer expires, everybody fills it: <c>16 requests at once, 16 times the same query</c>.</summary>
public static class CacheStampede
{
    /// <summary>One fill is a single flight. Fewer than this, and the median round had one.</summary>
    private const double FewestFills = 2;

    /// <summary>A round in which fewer of the requests were answered is no round.</summary>
    private const double LeastAnswered = 0.5;

    private const string NoRound = "in no round was the entry filled while half of the requests at once were answered";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StampedeProbe>(
        new DetectorInfo
        {
            Id = "cache-stampede",
            Summary = "When a cached answer is gone, every request computes it anew at the same time.",
            Why = "The more popular an entry, the more requests miss it at once: the database gets its whole load in one "
                + "moment, and may not come back.",
            How = """
                The stampede probe drops the entry as the plan says, sends 16 equal GETs at once, and counts the statements that fill it by
                pg_stat_statements, three times. The median round filled the entry at least twice; once is a single flight. With several
                processes behind the address, once a process is normal.
                """,
            Cure = "Fill an entry once at a time (single flight), serve the old one meanwhile, or renew it before it expires, with jitter.",
            Silence = "What is filled from elsewhere than this database. An entry that expires within a round fills it twice in that "
                + "round: the median passes over it.",
        },
        Detect);

    private static Outcome Detect(StampedeProbe probe)
    {
        var tried = probe.Endpoints.Index().Where(endpoint => Fills(endpoint.Item).Count > 0).ToList();
        if (tried.Count == 0)
        {
            return new Outcome.NotRun(
                probe.Endpoints is [var first, ..] ? $"{first.Endpoint}: {first.Missing ?? NoRound}" : "the plan names no cached GET");
        }

        var stampedes = tried.Where(endpoint => Median(endpoint.Item) >= FewestFills);
        // The audit lists what is missing.
        var others = probe.Endpoints.Where(endpoint => endpoint.Missing is null && Fills(endpoint).Count == 0);
        return Outcome.Of([.. stampedes.Select(endpoint => FindingOf(endpoint.Item, endpoint.Index))]) with
        {
            Untold = [.. others.Select(endpoint => $"{endpoint.Endpoint}: {NoRound}")],
        };
    }

    private static List<double> Fills(EndpointStampede endpoint) =>
    [
        .. endpoint.Rounds
            .Where(round => round.Answered >= LeastAnswered * endpoint.Concurrency && round.Fills >= 1)
            .Select(round => round.Fills)
            .Order(),
    ];

    // The lower one of two: an even number of rounds must not make a stampede of one.
    private static double Median(EndpointStampede endpoint) => Fills(endpoint) is var fills ? fills[(fills.Count - 1) / 2] : 0;

    private static Finding FindingOf(EndpointStampede endpoint, int index) => new()
    {
        Detector = "cache-stampede",
        Fingerprint = $"cache-stampede:{endpoint.Endpoint}",
        Severity = Severity.Medium,
        Confidence = Confidence.High,
        Title = $"{endpoint.Endpoint} computes an expired answer many times at once",
        Explanation = "Just after its entry was dropped, requests at once each asked the database for the same; "
            + "one of them would have been enough for all. Where several processes behind the address keep a cache each, "
            + "once for each of them is as good as it gets.",
        Facts =
        [
            new Fact("times that the entry was filled, median round", Median(endpoint), "calls"),
            new Fact("requests at once", endpoint.Concurrency, "requests"),
            new Fact("rounds", endpoint.Rounds.Count, "calls"),
        ],
        Subject = new Subject { Endpoint = endpoint.Endpoint, StatementId = endpoint.Fill.Count == 1 ? endpoint.Fill[0] : null },
        Endpoints = [endpoint.Endpoint],
        Evidence = [$"evidence/stampede-probe.json#/endpoints/{index}"],
        Remedies =
        [
            new Remedy
            {
                Kind = RemedyKind.Code,
                Scope = RemedyScope.Code,
                Up = "Fill an entry once at a time: keep the task of the first request under the key and let the others await it; "
                    + "or serve the old answer while one request renews it.",
                Risk = "A fill that hangs makes all of its readers wait: give it a time limit.",
            },
        ],
        Effect = new Effect.Unknown("how many ask at the moment of expiry depends on the load"),
    };
}
