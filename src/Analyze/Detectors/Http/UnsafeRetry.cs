using Headroom.Model.Contracts;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Http;

/// <summary>A write that is called safe to repeat is done twice: <c>the same POST again: one more row in comments</c>.</summary>
public static class UnsafeRetry
{
    /// <summary>Rounds at once that must show it (a count): one may be anybody's.</summary>
    private const int FewestRaces = 2;

    /// <summary>What names an answer, or its moment, rather than what was done; letters alone.</summary>
    private static readonly string[] OfAnswer =
    [
        "requestId", "traceId", "spanId", "correlationId", "timestamp", "serverTime", "now", "took", "elapsed", "elapsedMs", "duration",
        "durationMs",
    ];

    private const string Unseen = "without a database to look at and without a key, an effect cannot be seen";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<IdempotencyProbe>(
        new DetectorInfo
        {
            Id = "unsafe-retry",
            Summary = "A write that clients may repeat takes effect twice, or is answered otherwise the second time.",
            Why = "Networks fail after the work is done: clients, gateways and queues send again. What is not idempotent is then "
                + "paid, posted or booked twice.",
            How = """
                The idempotency probe sends the same request twice, five times one after the other and five times at once: requests that
                carry an idempotency key, and those that the plan lists. A table gets rows from the second one too in most rounds, or from
                two at once more than from one in two rounds or more: high. With a key: the second answer has another status, or the second
                fails: medium; another success (201, then 200) or another body: low, medium where no database tells the effect. Without a
                key: the second fails with 5xx: medium. draft-ietf-httpapi-idempotency-key-header, RFC 9110 section 9.2.2.
                """,
            Cure = "Keep the key with the row under a unique constraint, in the same transaction; answer a repeat with the first answer.",
            Silence = "Two at once of which one is answered 409: the draft allows it. Changes of existing rows, "
                + "rows that functions or WITH insert, and upserts are not counted. A table that logs every request gets two "
                + "rows by design: waive it. Ids and moments of the answer itself (request_id, trace_id, timestamp, took) make no "
                + "other body.",
        },
        Detect);

    private static Outcome Detect(IdempotencyProbe probe)
    {
        if (probe.Endpoints is not [var first, ..])
        {
            return new Outcome.NotApplicable("no write of the load carries an idempotency key, and the plan lists none as safe to repeat");
        }

        var tried = probe.Endpoints.Index().Where(endpoint => endpoint.Item.Missing is null && !IsUnseen(endpoint.Item)).ToList();
        if (tried.Count == 0)
        {
            return new Outcome.NotRun($"{first.Endpoint}: {first.Missing ?? Unseen}");
        }

        var others = probe.Endpoints.Where(endpoint => endpoint.Missing is null && IsUnseen(endpoint)); // the audit lists what is missing
        return Outcome.Of([.. tried.Select(endpoint => FindingOf(endpoint.Item, endpoint.Index)).OfType<Finding>()]) with
        {
            Untold = [.. others.Select(endpoint => $"{endpoint.Endpoint}: {Unseen}")],
        };
    }

    private static bool IsUnseen(EndpointRetries endpoint) => endpoint is { KeyHeader: null, CountsRows: false };

    private static Finding? FindingOf(EndpointRetries endpoint, int index)
    {
        var doubled = Doubled(endpoint);
        var inTurn = endpoint.Rounds.Where(round => !round.AtOnce).ToList();
        var failed = inTurn.Count(round => round.SecondStatus is null or >= 500);
        var otherStatus = endpoint.KeyHeader is null ? failed : inTurn.Count(round => round.SecondStatus != round.FirstStatus);
        var otherBody = endpoint.KeyHeader is null
            ? 0
            : inTurn.Count(round => round.Differences.Any(difference => difference.Kind is "body" or "shape" && !IsOfAnswer(difference)));
        var (severity, what) = doubled.Count > 0
            ? (Severity.High, $"inserts twice into {doubled[0].Table} when it is repeated{(doubled[0].OnlyAtOnce ? " at once" : "")}")
            : otherStatus > 0
                ? (endpoint.CountsRows && inTurn.TrueForAll(IsSuccess) ? Severity.Low : Severity.Medium,
                    "answers a repeat with another status")
            : otherBody > 0 ? (endpoint.CountsRows ? Severity.Low : Severity.Medium, "answers a repeat with another body")
            : (Severity.Low, (string?)null);
        return what is null ? null : new Finding
        {
            Detector = "unsafe-retry",
            Fingerprint = $"unsafe-retry:{endpoint.Endpoint}",
            Severity = severity,
            Confidence = doubled.Count > 0 ? Confidence.High : Confidence.Medium,
            Title = $"{endpoint.Endpoint} {what}",
            Explanation = (endpoint.KeyHeader is { } key
                    ? $"The requests carried the same {key}"
                    : "The plan calls the request safe to repeat")
                + "; "
                + (doubled.Count > 0 ? "the second one took effect as well." : "the second one was not answered like the first."),
            Facts =
            [
                .. doubled.Select(table => new Fact($"rows that repeats added to {table.Table}", table.Extra, "rows")),
                new Fact("rounds one after the other", inTurn.Count, "requests"),
                new Fact("repeats with another status", otherStatus, "requests"),
                new Fact("repeats with another body", otherBody, "requests"),
            ],
            Subject = new Subject { Endpoint = endpoint.Endpoint, Table = doubled.Count > 0 ? doubled[0].Table : null },
            Endpoints = [endpoint.Endpoint],
            Evidence = [$"evidence/idempotency-probe.json#/endpoints/{index}"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Api,
                    Up = "Take an Idempotency-Key, keep it with the row under a unique constraint (client, key), "
                        + "insert with ON CONFLICT DO NOTHING, and answer a repeat with what is there.",
                    Risk = "Keys must be scoped to the client and kept for as long as clients retry.",
                },
            ],
            Effect = new Effect.Unknown("it makes nothing faster: it keeps retries from doing harm"),
        };
    }

    // Tables that the second request inserted into as the first one did, in most rounds; of two at once, those with more rows than one
    // request alone, where one makes as many each time. A job that inserts now and then, rows that vary by the request, and a log of
    // repeats, which the first leaves alone, are none of them.
    private static List<DoubledTable> Doubled(EndpointRetries endpoint)
    {
        var rows = endpoint.Rounds
            .SelectMany(round => round.Inserted.Select(table => (round.AtOnce, table.Table, table.ByFirst, table.BySecond)))
            .GroupBy(row => row.Table, StringComparer.Ordinal);
        return
        [
            .. from table in rows
               let alone = table.Where(row => !row.AtOnce).Select(row => row.ByFirst).DefaultIfEmpty(0).Max()
               let again = IsMost(table.Count(row => row is { AtOnce: false, ByFirst: > 0, BySecond: > 0 }), endpoint)
                   ? table.Where(row => row is { AtOnce: false, ByFirst: > 0 }).Sum(row => row.BySecond)
                   : 0
               let isSteady = alone == 0
                   || table.Count(row => !row.AtOnce && row.ByFirst == alone) == endpoint.Rounds.Count(round => !round.AtOnce)
               let more = table.Where(row => row.AtOnce)
                   .Select(row => Math.Max(0, row.ByFirst - Math.Max(1, alone)))
                   .Where(extra => extra > 0)
                   .ToList()
               let atOnce = isSteady && more.Count >= FewestRaces ? more.Sum() : 0
               where again + atOnce > 0
               orderby again + atOnce descending, table.Key
               select new DoubledTable(table.Key, again + atOnce, again == 0),
        ];
    }

    // See Other leads to what the first one made. Source: RFC 9110, section 15.4.4.
    private static bool IsSuccess(RetryRound round) => round.SecondStatus is (>= 200 and < 300) or 303;

    private static bool IsOfAnswer(ContractDifference difference) => difference.Kind == "body" && OfAnswer.Contains(
        string.Concat(difference.Place.Split('.')[^1].Where(char.IsAsciiLetter)), StringComparer.OrdinalIgnoreCase);

    private static bool IsMost(int rounds, EndpointRetries endpoint) => 2 * rounds > endpoint.Rounds.Count(round => !round.AtOnce);

    private sealed record DoubledTable(string Table, long Extra, bool OnlyAtOnce);
}
