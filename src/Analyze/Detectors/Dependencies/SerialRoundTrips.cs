using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;

namespace Headroom.Analyze.Detectors.Dependencies;

/// <summary>
/// A request waits for the same dependency again and again, one wait after the other:
/// <code>
/// serial    ask ==wait==> ask ==wait==> ask ==wait==>  answer      slope 3
/// at once   ask ==wait==>
///           ask ==wait==>  answer                                  slope 1
///           ask ==wait==>
/// </code>
/// </summary>
public static class SerialRoundTrips
{
    private const string Id = "serial-round-trips";

    /// <summary>The lower end of the slope from which waits follow each other: nearer to two in a row than to one.</summary>
    private const double LeastSerial = 1.5;

    /// <summary>
    /// What a cure must be able to save. <b>Source:</b> Sentry's detectors of consecutive queries and calls: 100 ms, and a tenth of the
    /// request.
    /// </summary>
    private const double LeastSavedMs = 100, LeastSavedShare = 0.1;

    /// <summary>From this share on nothing else about the endpoint can be worth as much (Amdahl).</summary>
    private const double GreatShare = 0.5;

    /// <summary>
    /// So many waits in a row are worth knowing even where they cost little: over a wire of 10 ms they would cost the 100 ms.
    /// </summary>
    private const double ManySerial = 10;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<DelayProbe>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A request waits for the same dependency several times in a row, where the waits could be "
                + "under way at once or be one.",
            Why = """
                Each wait adds a whole round trip to the request. On one machine that is little; between zones, regions or providers the
                same code takes a multiple, and the endpoint is as slow as the sum of its calls instead of as the slowest of them.
                """,
            How = """
                Needs `dependencies` in the plan. The delay probe makes the answers of one dependency arrive 5, 10 and 20 ms later, in
                rounds of random order, and fits the time of a request on the delay (Huber's robust line): the slope is the number of round
                trips in series, whatever the number of those at the same time. The proxy on the wire measures what they take without a
                delay. Found when the lower end of the slope's 95 % interval is at least 1.5, and the waits in series without the longest of
                them (which stays) are at least 10 % of the request: medium from 100 ms on (both are Sentry's thresholds for consecutive
                calls), high from half of the request on. Below 100 ms it is low, and only from 10 waits in a row on: over a wire of 10 ms
                these would cost the 100 ms.
                """,
            Cure = """
                Start the calls that do not need each other's answers at once and wait for all of them; or ask for all in one (a batch, a
                pipeline, a join, = ANY($1)); or keep what hardly changes in the service.
                """,
            Silence = """
                One slow call among quick ones (to do them at once would save the quick ones alone), calls that are under way at the same
                time, endpoints whose repeated statements n-plus-one-query or chatty-endpoint tells. It cannot see whether a call needs the
                answer of the one before.
                """,
        },
        Detect);

    private static Outcome Detect(DelayProbe probe)
    {
        var fits = DelayFits.Of(probe);
        if (fits.Count == 0)
        {
            var reasons = string.Join("; ", probe.Endpoints.Select(e => e.Missing).OfType<string>().Distinct());
            return new Outcome.NotRun($"no request could be measured alone: {reasons}");
        }

        if (fits.All(fit => fit.RoundTrips <= 0))
        {
            return new Outcome.NotRun(
                "nothing passed a wire while the requests ran: does the service take the addresses that the plan gives it?");
        }

        return Outcome.Of([.. fits.Select(fit => FindingOf(fit, probe)).OfType<(Finding Finding, double Saved)>()
            .GroupBy(found => found.Finding.Fingerprint).Select(same => same.MaxBy(found => found.Saved).Finding)]);
    }

    private static (Finding Finding, double Saved)? FindingOf(DelayFit fit, DelayProbe probe)
    {
        var requests = probe.Endpoints[fit.Index].Bare;
        var service = DelayTimes.Median(requests);
        var saved = DelayTimes.Saving(requests, fit, fit.Serial.Low);
        var share = service > 0 ? saved / service : 0;
        Severity? severity = fit.Low < LeastSerial || share < LeastSavedShare ? null
            : saved >= LeastSavedMs ? (share >= GreatShare ? Severity.High : Severity.Medium)
            : fit.Low >= ManySerial ? Severity.Low
            : null;
        return severity is { } known ? (FindingAbout(fit, known, service, saved, share), saved) : null;
    }

    private static Finding FindingAbout(DelayFit fit, Severity severity, double service, double saved, double share) => new()
    {
        Detector = Id,
        Fingerprint = $"{Id}:{fit.Endpoint}:{fit.Wire.Name}",
        Severity = severity,
        Confidence = Confidence.High,
        Title = $"{fit.Endpoint} waits for {fit.Wire.Name} several times in a row",
        Explanation = $"Each millisecond by which the answers of {fit.Wire.Name} were delayed cost the request several: "
            + "these waits follow each other. Whether one needs the answer of another is not measured.",
        Facts =
        [
            new Fact("round trips in series (slope)", fit.Slope, "round trips/request"),
            new Fact("lower end of its 95 % interval", fit.Low, "round trips/request"),
            new Fact("upper end of its 95 % interval", fit.High, "round trips/request"),
            new Fact("round trips, those at once too", fit.RoundTrips, "round trips/request"),
            new Fact("the request alone", service, "ms"),
            new Fact("the most that a cure can save", saved, "ms"),
            new Fact("share of the request", share, "ratio"),
        ],
        Subject = new Subject { Endpoint = fit.Endpoint, Dependency = fit.Wire.Name },
        Endpoints = [fit.Endpoint],
        Evidence = [$"evidence/delay-probe.json#/endpoints/{fit.Index}"],
        Remedies =
        [
            new Remedy
            {
                Kind = RemedyKind.Code,
                Scope = RemedyScope.Code,
                Up = CureOf(fit.Wire.Dependency),
                Risk = "Calls that need an earlier answer stay in their order; more at once wants more connections of the pool, "
                    + "and each failure must still be seen.",
            },
        ],
        Effect = new Effect.Unknown("it is a change of the code"),
    };

    private static string CureOf(DependencyKind kind) => kind switch
    {
        DependencyKind.Postgres =>
            "Read what belongs together with one statement (a join, = ANY($1)) or send independent statements as one batch; "
                + "keep what hardly changes in the service.",
        DependencyKind.Redis => "Send the commands as one pipeline, or ask for several keys at once (MGET, HMGET).",
        DependencyKind.Http =>
            "Start the calls that do not need each other's answers at once and wait for all of them, or use a call of the dependency "
                + "that answers several questions.",
        _ => "Start the exchanges that do not need each other's answers at once and wait for all of them, or put them into one.",
    };
}
