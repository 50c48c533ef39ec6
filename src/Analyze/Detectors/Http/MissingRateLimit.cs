using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Http;

/// <summary>One client may write as fast as it likes: <c>100 requests in 0.2 s, none refused</c>.</summary>
public static class MissingRateLimit
{
    /// <summary>A burst in which fewer than this were accepted shows nothing: the service was slow or failed.</summary>
    private const int FewestAccepted = 50;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<LimitProbe>(
        new DetectorInfo
        {
            Id = "missing-rate-limit",
            Summary = "A burst of writes by one client meets no limit.",
            Why = "One client, by mistake or on purpose, can fill the tables and take the capacity of all others; "
                + "without a limit a login can be guessed.",
            How = """
                The limit probe sends up to 100 requests to each write of the load as one client, eight at once. At least 50 are accepted,
                none is refused with 429 or 503, and no answer announces a limit by a RateLimit header. Logins and registrations (a password
                in the body) are told one by one and weigh medium, all other writes are one finding and weigh low: what rate is too much is
                a decision. OWASP API Security 2023, API4 and API2.
                """,
            Cure = "A limit by client above its legitimate peak, answered with 429 and Retry-After; for logins also by account.",
            Silence = "A limit above the rate of the burst cannot be told from none: the finding names the rate that was tried. "
                + "Wrong passwords are not tried: what counts those is not seen. A limit in a gateway that the probe did "
                + "not go through is not seen.",
        },
        Detect);

    private static Outcome Detect(LimitProbe probe)
    {
        var tried = probe.Endpoints.Index().Where(endpoint => endpoint.Item.Missing is null).ToList();
        if (tried.Count == 0)
        {
            return probe.Endpoints.Count == 0
                ? new Outcome.NotApplicable("the load writes nothing")
                : new Outcome.NotRun($"no write could be tried: {probe.Endpoints[0].Endpoint}: {probe.Endpoints[0].Missing}");
        }

        var told = tried.Where(endpoint => Untold(endpoint.Item) is null).ToList();
        if (told.Count == 0)
        {
            return new Outcome.NotRun(Untold(tried[0].Item)!);
        }

        var free = told.Where(endpoint => endpoint.Item is { Refusals.Count: 0, AnnouncesLimit: false }).ToList();
        var others = free.Where(endpoint => !endpoint.Item.SendsPassword).OrderByDescending(endpoint => endpoint.Item.Accepted).ToList();
        return Outcome.Of(
        [
            .. free.Where(endpoint => endpoint.Item.SendsPassword)
                .Select(endpoint => FindingOf([endpoint], endpoint.Item.Endpoint, Severity.Medium)),
            .. others.Count == 0 ? Array.Empty<Finding>() : [FindingOf(others, "writes", Severity.Low)],
        ]) with
        {
            Untold = [.. tried.Select(endpoint => Untold(endpoint.Item)).OfType<string>()],
        };
    }

    // Why a burst shows neither a limit nor its absence; null where it does.
    private static string? Untold(EndpointBurst burst) => burst switch
    {
        { Refusals.Count: > 0 } or { AnnouncesLimit: true } => null,
        { Accepted: < FewestAccepted } => $"{burst.Endpoint}: {burst.Accepted} requests of its burst were accepted, and it takes "
            + $"{FewestAccepted} to tell that nothing limits it",
        _ when burst.Accepted < burst.Sent => $"{burst.Endpoint}: {burst.Sent - burst.Accepted} requests of its burst failed otherwise "
            + "than by 429 or 503: that may be a limit, or the requests themselves",
        _ => null,
    };

    private static Finding FindingOf(List<(int Index, EndpointBurst Item)> bursts, string subject, Severity severity)
    {
        var endpoints = bursts.Select(burst => burst.Item.Endpoint).ToList();
        var fastest = bursts.MaxBy(burst => RateOf(burst.Item)).Item;
        return new Finding
        {
            Detector = "missing-rate-limit",
            Fingerprint = $"missing-rate-limit:{subject}",
            Severity = severity,
            Confidence = Confidence.Medium,
            Title = severity == Severity.Medium
                ? $"{endpoints[0]}: one client's burst of requests with a password meets no limit"
                : $"{endpoints[0]}{(endpoints.Count > 1 ? $" and {endpoints.Count - 1} more" : "")}: one client's burst "
                    + "of writes meets no limit",
            Explanation = "None of the burst was refused, and no answer announces a limit. A limit above the rate "
                + "that was tried is possible.",
            Facts =
            [
                new Fact("greatest rate that was accepted from one client", RateOf(fastest), "per_s"),
                new Fact("requests accepted", bursts.Sum(burst => burst.Item.Accepted), "requests"),
                new Fact("requests refused", 0, "requests"),
            ],
            Subject = new Subject { Endpoint = endpoints.Count == 1 ? endpoints[0] : null },
            Endpoints = endpoints,
            Evidence = [.. bursts.Select(burst => $"evidence/limit-probe.json#/endpoints/{burst.Index}")],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Setting,
                    Scope = RemedyScope.Config,
                    Up = "Limit writes by client, above the legitimate peak of one, and answer the rest with 429 and Retry-After.",
                    Risk = "A limit below the legitimate peak turns users away: see rate-limited-errors.",
                },
            ],
            Effect = new Effect.Unknown("a limit saves nothing until somebody exceeds it"),
        };
    }

    private static double RateOf(EndpointBurst burst) => burst.Accepted / Math.Max(1e-3, burst.Elapsed.TotalSeconds);
}
