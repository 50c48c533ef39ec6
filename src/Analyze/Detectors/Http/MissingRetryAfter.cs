using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Http;

/// <summary>A refusal does not say when to come back: <c>503</c>, and every client asks again at once.</summary>
public static class MissingRetryAfter
{
    private static readonly string[] Statuses = ["429", "503"];

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<RunMetrics, LimitProbe, HostUse>(
        new DetectorInfo
        {
            Id = "missing-retry-after",
            Summary = "Requests are refused without telling when to come back.",
            Why = "A client that is not told when to come back asks again at once: the refusals multiply the load "
                + "that they were meant to end.",
            How = """
                At least 5 responses of status 429 or 503 in the load, or in a burst of the limit probe, carry no Retry-After (nor, in the
                burst, a reset of a rate limit). RFC 6585 section 4 (429) and RFC 9110 sections 10.2.3 and 15.6.4 (503) name the header for
                it. One finding a status, since one rule or one error page makes them all.
                """,
            Cure = "Retry-After on every 429 and 503, from the one place that makes them, with some jitter where many clients wait.",
            Silence = "A status that rate-limited-errors tells already: there planned load is refused, and the missing header "
                + "is part of that finding.",
        },
        Detect);

    private static Outcome Detect(RunMetrics run, LimitProbe? probe, HostUse? host)
    {
        var told = RateLimitedErrors.Refused(run, host)
            .SelectMany(refused => refused.Refusals)
            .Where(refusal => refusal.WithRetryAfter < refusal.Count)
            .Select(refusal => refusal.Status).ToHashSet(StringComparer.Ordinal);
        List<Finding> found =
            [.. Statuses.Where(status => !told.Contains(status)).Select(status => FindingOf(status, run, probe)).OfType<Finding>()];
        return found.Count == 0 && told.Count > 0 ? new Outcome.Found([]) : Outcome.Of(found); // told elsewhere is not clean
    }

    private static Finding? FindingOf(string status, RunMetrics run, LimitProbe? probe)
    {
        List<Refusals> seen =
        [
            .. from endpoint in run.Endpoints.Index()
               from failure in endpoint.Item.Failures
               where failure.Status == status && failure.Count - failure.WithRetryAfter >= RateLimitedErrors.FewestRefusals
               select new Refusals(
                   endpoint.Item.Endpoint, failure.Count, failure.WithRetryAfter,
                   $"evidence/run-metrics.json#/endpoints/{endpoint.Index}"),
            .. from endpoint in (probe?.Endpoints ?? []).Index()
               from refusal in endpoint.Item.Refusals
               where refusal.Status.ToString(CultureInfo.InvariantCulture) == status
                   && refusal.Count - refusal.WithRetryAfter >= RateLimitedErrors.FewestRefusals
               select new Refusals(
                   endpoint.Item.Endpoint, refusal.Count, refusal.WithRetryAfter,
                   $"evidence/limit-probe.json#/endpoints/{endpoint.Index}"),
        ];
        if (seen.Count == 0)
        {
            return null;
        }

        var endpoints = seen.GroupBy(s => s.Endpoint)
            .OrderByDescending(same => same.Sum(s => s.Count))
            .ThenBy(same => same.Key, StringComparer.Ordinal)
            .Select(same => same.Key)
            .ToList();
        return new Finding
        {
            Detector = "missing-retry-after",
            Fingerprint = $"missing-retry-after:{status}",
            Severity = Severity.Medium,
            Confidence = Confidence.High,
            Title = $"{endpoints[0]}{(endpoints.Count > 1 ? $" and {endpoints.Count - 1} more" : "")} refuses with "
                + $"{status} and no Retry-After",
            Explanation = status == "429"
                ? "A client over the limit is told so, but not for how long: it asks again at once, or guesses."
                : "A service without room answers at once, and every client comes back at once: retries keep it without room.",
            Facts =
            [
                new Fact("refusals without Retry-After", seen.Sum(s => s.Count - s.WithRetryAfter), "requests"),
                new Fact("refusals", seen.Sum(s => s.Count), "requests"),
            ],
            Subject = new Subject { Endpoint = endpoints.Count == 1 ? endpoints[0] : null },
            Endpoints = endpoints,
            Evidence = [.. seen.Select(s => s.Pointer)],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Api,
                    Up = status == "429"
                        ? "Send Retry-After with every 429: the seconds until the client's window opens again."
                        : "Send Retry-After with every 503, a few seconds with some jitter, from the one place that makes the answer.",
                    Risk = "A value that is too long keeps clients away from a service that has recovered.",
                },
            ],
            Effect = new Effect.Unknown("what clients do after a refusal is theirs to say"),
        };
    }

    private sealed record Refusals(string Endpoint, long Count, long WithRetryAfter, string Pointer);
}
