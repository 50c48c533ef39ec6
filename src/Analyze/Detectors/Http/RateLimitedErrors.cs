using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Statistics;

namespace Headroom.Analyze.Detectors.Http;

/// <summary>The service refuses a part of the load that the plan calls legitimate: <c>429 in 1 ms, with the processors idle</c>.</summary>
public static class RateLimitedErrors
{
    /// <summary>A limiter may clip rare bursts; above this share of an endpoint's requests it refuses legitimate load.</summary>
    private const double LegitimateRefusals = 0.01;

    /// <summary>Fewer refusals than this tell nothing about a rate.</summary>
    internal const long FewestRefusals = 5;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<RunMetrics, HostUse>(
        new DetectorInfo
        {
            Id = "rate-limited-errors",
            IsVital = true,
            Summary = "A rate limit refuses requests of the planned load.",
            Why = "Users are turned away by a rule while the machine has room; without Retry-After, clients retry "
                + "at once and make it worse.",
            How = """
                More than 1 % (and at least 5) of an endpoint's requests in the planned load are refused by policy: status 429, or 503 with
                Retry-After or rate-limit headers that is answered in less than half the time of the endpoint's median while processors are
                free. RFC 6585, RFC 9110.
                """,
            Cure = "A limit above the legitimate peak of one client, and Retry-After on every refusal.",
            Silence = """
                Failures by saturation (503 without a rule's headers, timeouts), endpoints that answer nothing but 503, faults and client
                errors: they are counted by cause in the endpoint table. The load comes from one machine: a limit by address takes all its
                users for one, and refuses what it would let through in production.
                """,
        },
        Detect);

    /// <summary>The endpoints whose planned load a rule refuses, with the refusals.</summary>
    internal static IEnumerable<(EndpointMetrics Endpoint, int Index, List<FailureMetrics> Refusals)> Refused(
        RunMetrics run, HostUse? host) =>
        from endpoint in run.Endpoints.Index()
        let refusals = endpoint.Item.Failures.Where(f => FailureCauses.Of(f, endpoint.Item, host) == FailureCause.Policy).ToList()
        let count = refusals.Sum(f => f.Count)
        where count >= FewestRefusals && count > LegitimateRefusals * endpoint.Item.Requests
        select (endpoint.Item, endpoint.Index, refusals);

    private static Outcome Detect(RunMetrics run, HostUse? host) =>
        Outcome.Of([.. Refused(run, host).Select(refused => FindingOf(refused.Endpoint, refused.Index, refused.Refusals, run, host))]);

    private static Finding FindingOf(EndpointMetrics endpoint, int index, List<FailureMetrics> refusals, RunMetrics run, HostUse? host)
    {
        var count = refusals.Sum(f => f.Count);
        var announced = refusals.Sum(f => f.WithRetryAfter);
        var silent = announced < count;
        var refused = Histogram.Merged(refusals.Select(f => f.Service));
        return new Finding
        {
            Detector = "rate-limited-errors",
            Fingerprint = $"rate-limited-errors:{endpoint.Endpoint}",
            Severity = silent ? Severity.High : Severity.Medium,
            Confidence = FailureCauses.IsSaturated(host) ? Confidence.Medium : Confidence.High,
            Title = $"{endpoint.Endpoint} refuses planned load by a rate limit{(silent ? ", without Retry-After" : "")}",
            Explanation = (FailureCauses.IsSaturated(host)
                ? "The refusals are a rule's (their status says so), though the processors were busy as well."
                : "The refusals are a rule's, not saturation: their status says so and they are answered at once.")
                + " The load came from one machine: where the limit counts by address, it took all users of the load for one client.",
            Facts =
            [
                new Fact("share of the endpoint's requests that were refused", (double)count / endpoint.Requests, "ratio"),
                new Fact("requests refused", count, "requests"),
                new Fact(
                    "requests a second offered to the endpoint",
                    endpoint.Requests / Math.Max(1e-9, run.Window.Duration.TotalSeconds), "per_s"),
                new Fact("refusals with Retry-After", announced, "requests"),
                new Fact("median time of a refusal", (refused.MeanNs is null ? 0 : refused.QuantileNs(0.5)!.Value) / 1e6, "ms"),
                .. host is null ? Array.Empty<Fact>() : [new Fact("processors busy", host.Busy.Value, "ratio")],
            ],
            Subject = new Subject { Endpoint = endpoint.Endpoint },
            Endpoints = [endpoint.Endpoint],
            Share = null,
            Evidence = [$"evidence/run-metrics.json#/endpoints/{index}"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Setting,
                    Scope = RemedyScope.Config,
                    Up = "Set the limit above the legitimate peak rate of one client, partition it by user rather than by address, and "
                        + "send Retry-After with every refusal. Where it must count by address, let that of the load generator pass.",
                    Risk = "A higher limit lets more abuse through: keep one.",
                },
            ],
            Effect = new Effect.Unknown("what rate is legitimate is the plan's to say"),
        };
    }
}
