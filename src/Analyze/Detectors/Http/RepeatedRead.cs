using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Detectors.Http;

/// <summary>
/// The service computes the same answer again and again: <c>nine of ten GETs within 10 s had the same answer</c>; or its answers
/// differ, and it asks its database for the same: <c>ten of twelve executions had the values of one moments before</c>.
/// </summary>
public static class RepeatedRead
{
    private const string Id = "repeated-read";

    /// <summary>Fewer reads tell nothing about a share.</summary>
    private const long FewestReads = 100;

    /// <summary>A cache that answers less than every second request is hardly worth its staleness.</summary>
    private const double LeastEqual = 0.5;

    /// <summary>Of what the cache would answer, at most one in twenty may be old.</summary>
    private const double MostStale = 0.05;

    /// <summary>Less of the service's time, or of its database's, is not worth a cache.</summary>
    private const double LeastTime = 0.05;

    /// <summary>
    /// An endpoint alone is asked twelve times: fewer executions of its statement than ten are a part of its requests only.
    /// </summary>
    private const long FewestExecutions = 10;

    /// <summary>
    /// A statement that runs more often for one request is one per row, or one of many: n-plus-one-query and chatty-endpoint tell it.
    /// </summary>
    private const double MostCalls = 2;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<RepeatedReads, StatementRepeats, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "Most answers of an endpoint, or most reads of a statement, are the same as those moments before.",
            Why = "Where the service works for each of them, the repeats are capacity that others could use.",
            How = """
                While the load runs, each GET is noted by hashes of its path, query and headers and of its body. A cache that keeps each
                answer for the plan's time is replayed over them: of at least 100 reads at least half would be answered with equal bytes, at
                most 5 % of what it answers would be old, and the equal ones took at least 5 % of the time of all requests. With
                probes.caching, or by headroom prove, it is proved: the whole load goes through two proxies in turns, of which one keeps the
                answers of the endpoint, in 24 pairs of blocks; it must save statements or buffers of the database, or processor time beyond
                twice what the health endpoint takes. What the service keeps by itself saves neither: the finding is refuted, with the
                numbers. Where the answers differ, the log of a server that Headroom started tells which statement had the values of one
                moments before: at least half of ten or more executions while the endpoints ran alone, twice a request at most, and 5 % of
                the database's time under load. Low: it is a chance, not a fault.
                """,
            Cure = "Keep the answer for that time: Cache-Control for clients and gateways, or a cache in the service that is filled "
                + "by one request at a time.",
            Silence = """
                Answers that hold a clock or an id of the request are never equal; their statements may be. Requests that differ in any
                header, such as the user's token, are different requests. Statements of an endpoint whose answers repeat are told with it.
                """,
        },
        Detect);

    /// <summary>The fingerprint of an endpoint's finding.</summary>
    public static string FingerprintOf(string endpoint) => $"{Id}:{endpoint}";

    /// <summary>The endpoints whose answers are worth keeping, those that take the most time first.</summary>
    public static IReadOnlyList<EndpointRepeats> WorthKeeping(RepeatedReads reads) =>
    [
        .. reads.Endpoints
            .Where(one => one.Reads >= FewestReads
                && one.Equal >= LeastEqual * one.Reads
                && one.Stale <= MostStale * (one.Equal + one.Stale)
                && one.EqualTime.TotalSeconds >= LeastTime * reads.TotalTime.TotalSeconds)
            .OrderByDescending(static one => one.EqualTime).ThenBy(static one => one.Endpoint, StringComparer.Ordinal),
    ];

    private static Outcome Detect(
        RepeatedReads reads, StatementRepeats? repeats, StatementStatistics? statements, EndpointStatements? alone)
    {
        var kept = WorthKeeping(reads);
        var findings = kept.Select(one => FindingOf(one, reads.Endpoints.Index().First(each => each.Item == one).Index, reads));
        if (repeats is null || statements is null || alone is null)
        {
            return Outcome.Of([.. findings]);
        }

        var told = kept.Select(static one => one.Endpoint).ToHashSet(StringComparer.Ordinal);
        return Outcome.Of([.. findings, .. OfStatements(repeats, new LoadShares(statements, alone), alone, told)]);
    }

    private static IEnumerable<Finding> OfStatements(
        StatementRepeats repeats, LoadShares shares, EndpointStatements alone, HashSet<string> told)
    {
        foreach (var (index, statement) in repeats.Statements.Index())
        {
            var endpoints = shares.EndpointsOf(statement.StatementId);
            if (statement.Executions >= FewestExecutions && statement.Repeats >= LeastEqual * statement.Executions
                && shares.Of(statement.StatementId).Value >= LeastTime && endpoints.Count > 0 && !endpoints.Any(told.Contains)
                && CallsOf(statement.StatementId, alone) <= MostCalls
                && shares.Find(statement.StatementId) is { } metrics && StatementText.IsRead(metrics.Query))
            {
                yield return FindingOf(statement, index, repeats.Within, metrics, endpoints, shares);
            }
        }
    }

    // By the endpoint that executes it most for one request.
    private static double CallsOf(string statementId, EndpointStatements alone) => alone.Endpoints
        .Max(endpoint => endpoint.Statements.Where(one => one.StatementId == statementId).Sum(static one => one.CallsPerRequest));

    private static Finding FindingOf(EndpointRepeats endpoint, int index, RepeatedReads reads)
    {
        var equal = Ratio.Of(endpoint.Equal, endpoint.Reads).Value;
        var seconds = Seconds(reads.KeptFor);
        return new Finding
        {
            Detector = Id,
            Fingerprint = FingerprintOf(endpoint.Endpoint),
            Severity = Severity.Low,
            Confidence = Confidence.Medium,
            Title = $"{endpoint.Endpoint} gives the same answers again within {seconds}",
            Explanation = "The same requests came again and their answers were equal byte for byte: a cache would have saved the work.",
            Facts =
            [
                new Fact("share of the reads that repeat an equal answer", equal, "ratio"),
                new Fact("reads", endpoint.Reads, "requests"),
                new Fact("different requests", endpoint.Different, "requests"),
                new Fact(
                    "share of the time of all requests that equal repeats took",
                    Ratio.Of(endpoint.EqualTime.TotalSeconds, reads.TotalTime.TotalSeconds).Value, "ratio"),
                new Fact("repeats that a cache would have answered with an old one", endpoint.Stale, "requests"),
            ],
            Subject = new Subject { Endpoint = endpoint.Endpoint },
            Endpoints = [endpoint.Endpoint],
            Evidence = [$"evidence/repeated-reads.json#/endpoints/{index}"],
            Remedies =
            [
                Keep(
                    $"Keep each answer for {seconds}: Cache-Control: max-age for clients and gateways, or a cache in the service; "
                        + "fill an entry once at a time, and let entries expire with jitter.",
                    seconds),
            ],
            Effect = new Effect.Estimated(
                $"a cache that keeps each answer for {seconds}, replayed over the load: the most that it can save, without its own cost; "
                + "not tried: probes.caching or headroom prove does",
                "requests_computed_ratio", 1 - equal, 1),
        };
    }

    private static Finding FindingOf(
        StatementRepeat statement, int index, TimeSpan within, StatementMetrics metrics, IReadOnlyList<string> endpoints, LoadShares shares)
    {
        var repeated = Ratio.Of(statement.Repeats, statement.Executions).Value;
        var seconds = Seconds(within);
        return new Finding
        {
            Detector = Id,
            Fingerprint = $"{Id}:{statement.StatementId}",
            Severity = Severity.Low,
            Confidence = Confidence.Medium,
            Title = $"{endpoints[0]} asks the database for the same again within {seconds}",
            Explanation = "The same statement came again with the same values, while its endpoints ran alone with values drawn as the "
                + "load draws them: the rows could be kept.",
            Facts =
            [
                new Fact("share of the executions that repeat one with the same values", repeated, "ratio"),
                new Fact("executions while the endpoints ran alone", statement.Executions, "calls"),
                .. shares.FactsOf(statement.StatementId),
            ],
            Subject = new Subject { Endpoint = endpoints[0], StatementId = statement.StatementId, Query = metrics.Query },
            Endpoints = endpoints,
            Share = shares.Of(statement.StatementId),
            BufferShare = shares.BuffersOf(statement.StatementId),
            Evidence = [$"evidence/statement-repeats.json#/statements/{index}"],
            Remedies =
            [
                Keep(
                    $"Keep the rows in the service for {seconds}, by the statement's values; fill an entry once at a time, "
                        + "and let entries expire with jitter.",
                    seconds),
            ],
            Effect = new Effect.Estimated(
                $"rows kept for {seconds}, over the sample of executions: the most that it can save; not tried: it is a change of the code",
                "executions_ratio", 1 - repeated, 1),
        };
    }

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.###} s");

    private static Remedy Keep(string how, string seconds) => new()
    {
        Kind = RemedyKind.Code,
        Scope = RemedyScope.Code,
        Up = how,
        Risk = $"Readers may see data that is up to {seconds} old; answers that depend on the user must not be shared.",
    };
}
