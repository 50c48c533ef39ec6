using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Detectors.Http;

/// <summary>The service computes the same answer again and again: <c>nine of ten GETs within 10 s had the same answer</c>.</summary>
public static class RepeatedRead
{
    /// <summary>Fewer reads tell nothing about a share.</summary>
    private const long FewestReads = 100;

    /// <summary>A cache that answers less than every second request is hardly worth its staleness.</summary>
    private const double LeastEqual = 0.5;

    /// <summary>Of what the cache would answer, at most one in twenty may be old.</summary>
    private const double MostStale = 0.05;

    /// <summary>Less of the service's time is not worth a cache.</summary>
    private const double LeastTime = 0.05;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<RepeatedReads>(
        new DetectorInfo
        {
            Id = "repeated-read",
            Summary = "Most answers of an endpoint are the same as those it gave moments before.",
            Why = "Where the service works for each of them, the repeats are capacity that others could use.",
            How = """
                While the load runs, each GET is noted by hashes of its path, query and headers and of its body. A cache that keeps each answer for the plan's time is replayed
                over them: of at least 100 reads at least half would be answered with equal bytes, at most 5 % of what it answers would be old, and the equal ones took at
                least 5 % of the time of all requests. Low: it is a chance, not a fault.
                """,
            Cure = "Keep the answer for that time: Cache-Control for clients and gateways, or a cache in the service that is filled by one request at a time.",
            Silence = "Answers that hold a clock or an id of the request are never equal. Requests that differ in any header, such as the user's token, are different requests.",
        },
        Detect);

    private static Outcome Detect(RepeatedReads reads) => Outcome.Of(
    [
        .. from endpoint in reads.Endpoints.Index()
           let item = endpoint.Item
           where item.Reads >= FewestReads && item.Equal >= LeastEqual * item.Reads && item.Stale <= MostStale * (item.Equal + item.Stale)
               && item.EqualTime.TotalSeconds >= LeastTime * reads.TotalTime.TotalSeconds
           select FindingOf(item, endpoint.Index, reads),
    ]);

    private static Finding FindingOf(EndpointRepeats endpoint, int index, RepeatedReads reads)
    {
        var equal = Ratio.Of(endpoint.Equal, endpoint.Reads).Value;
        var seconds = FormattableString.Invariant($"{reads.KeptFor.TotalSeconds:0.###} s");
        return new Finding
        {
            Detector = "repeated-read",
            Fingerprint = $"repeated-read:{endpoint.Endpoint}",
            Severity = Severity.Low,
            Confidence = Confidence.Medium,
            Title = $"{endpoint.Endpoint} gives the same answers again within {seconds}",
            Explanation = "The same requests came again and their answers were equal byte for byte: a cache would have saved the work.",
            Facts =
            [
                new Fact("share of the reads that repeat an equal answer", equal, "ratio"),
                new Fact("reads", endpoint.Reads, "requests"),
                new Fact("different requests", endpoint.Different, "requests"),
                new Fact("share of the time of all requests that equal repeats took", Ratio.Of(endpoint.EqualTime.TotalSeconds, reads.TotalTime.TotalSeconds).Value, "ratio"),
                new Fact("repeats that a cache would have answered with an old one", endpoint.Stale, "requests"),
            ],
            Subject = new Subject { Endpoint = endpoint.Endpoint },
            Endpoints = [endpoint.Endpoint],
            Evidence = [$"evidence/repeated-reads.json#/endpoints/{index}"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Code,
                    Up = $"Keep each answer for {seconds}: Cache-Control: max-age for clients and gateways, or a cache in the service; fill an entry once at a time, and let entries expire with jitter.",
                    Risk = $"Readers may see data that is up to {seconds} old; answers that depend on the user must not be shared.",
                },
            ],
            Effect = new Effect.Estimated(
                $"a cache that keeps each answer for {seconds}, replayed over the load: the most that it can save, without its own cost; not tried with a caching proxy",
                "requests_computed_ratio", 1 - equal, 1),
        };
    }
}
