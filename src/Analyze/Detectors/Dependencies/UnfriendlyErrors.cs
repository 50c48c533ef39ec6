using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Dependencies;

/// <summary>
/// What callers get while a dependency is at fault helps an attacker, or nobody:
/// <code>
/// friendly     503 application/problem+json {"title": "prices are not available"}     Retry-After: 5
/// unfriendly   500 Npgsql.NpgsqlException: Failed to connect to 10.0.0.7:5432 at Npgsql.Internal...
/// unfriendly   (the connection is closed)
/// </code>
/// </summary>
public static class UnfriendlyErrors
{
    private const string Id = "unfriendly-errors";

    // What says that it is a passing fault, or one behind the service. Source: RFC 9110, sections 15.6.3 to 15.6.5.
    private static readonly int[] Telling = [502, 503, 504];

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<HangProbe, OutageProbe, ThrottleProbe>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "While a dependency is at fault, callers get the inside of the service, a closed connection, or an error that "
                + "does not say what kind it is.",
            Why = """
                A stack trace, a statement or an address tells an attacker where to go on (CWE-209), and a caller nothing that he can use. A
                closed connection or a bare 500 does not tell a passing fault from a bug: clients retry what they should not, and do not
                retry what they could.
                """,
            How = """
                Needs `dependencies`, and `probes.hang`, `probes.outage` or `probes.throttle`, in the plan. The answers while a dependency
                hangs, resets every connection or answers late are looked at; bodies are not kept. High when a 5xx holds a stack trace, an
                exception's name and what it says, a connection string, an address of a dependency or SQL; medium when the connection is
                refused, or closed before the answer is whole; low when the status is another 5xx than 502, 503 and 504 (RFC 9110 has these
                for it), or the body is empty. One finding a dependency, with the worst that was seen. Bodies in gzip, br and deflate are
                decoded. Where nothing is found and a body could not be read, or requests met nothing but other transport errors, that is
                told: it is not clean.
                """,
            Cure = "One place that turns a failed dependency into 503 (or 502, 504) with a short problem (RFC 9457) and Retry-After; "
                + "the exception goes to the log.",
            Silence = "Requests that have no answer at all: missing-client-timeout tells them. Answers below 400: a cache or a default "
                + "helped out. Statuses 4xx. An error's name that stands alone: it may be a code meant for callers. Transport errors "
                + "other than a refused or closed connection: they may be the sender's own. What was answered so before the outage, too. "
                + "A single closed connection under load, which may have been kept alive and ended just then (RFC 9112, section 9.5).",
        },
        Detect);

    private static Outcome Detect(HangProbe? hang, OutageProbe? outage, ThrottleProbe? throttle)
    {
        if (hang is null && outage is null && throttle is null)
        {
            return new Outcome.NotRun("no probe of a faulty dependency left evidence: a plan asks for them with probes.hang, probes.outage "
                + "and probes.throttle");
        }

        List<WireAnswers> wires =
        [
            .. (hang?.Wires ?? []).Select((wire, index) => new WireAnswers(
                wire.Name, $"evidence/hang-probe.json#/wires/{index}", wire.Missing,
                [.. wire.Requests.Select(request => (request.Endpoint, request.Answer, 1))])),
            .. Answers(outage?.Wires, "outage-probe"),
            .. Answers(throttle?.Wires, "throttle-probe"),
        ];
        var seen = wires.Where(wire => wire.Missing is null).GroupBy(wire => wire.Name);
        return Outcome.Together(FaultWires.NoneOf(wires.Select(wire => wire.Missing)), [.. seen.Select(OutcomeOf)]);
    }

    private static Outcome OutcomeOf(IGrouping<string, WireAnswers> same) =>
        FindingOf(same) is { } finding ? Outcome.Of([finding])
        : BlindnessOf(same) is { } blindness ? new Outcome.NotRun(blindness)
        : new Outcome.Clean();

    private static IEnumerable<WireAnswers> Answers(IReadOnlyList<OutageWire>? wires, string kind) =>
        (wires ?? []).Select((wire, index) => new WireAnswers(
            wire.Name, $"evidence/{kind}.json#/wires/{index}", wire.Missing,
            [.. wire.Answers.Where(answer => answer.Before == 0 && !IsChance(answer, wire))
                .Select(answer => (answer.Endpoint, answer.Answer, answer.Count))]));

    // One request may meet the end of a connection that was kept alive. Source: RFC 9112, section 9.5.
    private static bool IsChance(OutageAnswer answer, OutageWire wire) =>
        IsReset(answer) && wire.Answers.Where(IsReset).Sum(one => one.Count) == 1;

    private static bool IsReset(OutageAnswer answer) => answer.Answer.Error == "reset";

    // Why what was seen of a dependency says nothing: a body that could not be read, or no answer at all that the service gave or refused.
    private static string? BlindnessOf(IGrouping<string, WireAnswers> same)
    {
        var answers = same.SelectMany(wire => wire.Answers).ToList();
        if (answers.Count > 0 && answers.TrueForAll(one => IsLost(one.Answer)))
        {
            return $"requests failed on their way while {same.Key} was at fault: {answers[0].Answer.Error}";
        }

        return answers.Where(one => IsUnread(one.Answer))
            .Select(one => $"{one.Endpoint} answered {one.Answer.Status} while {same.Key} was at fault, and its body could not be read: "
                + one.Answer.Unreadable)
            .FirstOrDefault();
    }

    private static Finding? FindingOf(IGrouping<string, WireAnswers> same)
    {
        var bad = same
            .SelectMany(wire => wire.Answers.Select(one =>
                (wire.Pointer, one.Endpoint, one.Answer, one.Count, Severity: SeverityOf(one.Endpoint, one.Answer))))
            .Where(answer => answer.Severity is not null).ToList();
        if (bad.Count == 0)
        {
            return null;
        }

        var worst = bad.Max(answer => answer.Severity)!.Value;
        var shown = bad.Where(answer => answer.Severity == worst).ToList();
        var leaks = shown.SelectMany(answer => answer.Answer.Leaks).Distinct().ToList();
        var unread = same.Sum(wire => wire.Answers.Where(answer => IsUnread(answer.Answer)).Sum(answer => answer.Count));
        List<string> endpoints = [.. shown.Select(answer => answer.Endpoint).Distinct()];
        return new FaultFinding
        {
            Detector = Id,
            Dependency = same.Key,
            Severity = worst,
            Title = worst switch
            {
                Severity.High => $"{endpoints[0]}{FaultWires.More(endpoints)} shows its inside while {same.Key} is at fault: "
                    + string.Join(", ", leaks),
                Severity.Medium => $"{endpoints[0]}{FaultWires.More(endpoints)} closes the connection while {same.Key} is at fault",
                _ => $"{endpoints[0]}{FaultWires.More(endpoints)} answers {shown[0].Answer.Status} while {same.Key} is at fault, which "
                    + "says nothing to the caller",
            },
            Explanation = worst switch
            {
                Severity.High => "The body of the error holds what belongs into the log.",
                Severity.Medium => "The caller gets no answer at all: neither what happened, nor whether it may ask again.",
                _ => "The answer does not tell that a dependency failed and that this may pass: it looks like a bug of the service, or "
                    + "is empty.",
            },
            Facts =
            [
                new Fact("answers like it", shown.Sum(answer => answer.Count), "answers"),
                new Fact("unfriendly answers", bad.Sum(answer => answer.Count), "answers"),
                new Fact("all answers", same.Sum(wire => wire.Answers.Sum(answer => answer.Count)), "answers"),
                .. unread > 0 ? [new Fact("answers whose body could not be read", unread, "answers")] : Array.Empty<Fact>(),
                new Fact("time to the slowest of them", shown.Max(answer => answer.Answer.After.TotalMilliseconds), "ms"),
            ],
            Endpoints = endpoints,
            Evidence = [.. shown.Select(answer => answer.Pointer).Distinct()],
            Up = $"Catch what the client of {same.Key} throws in one place and answer 503 with a short application/problem+json "
                + "and Retry-After; write the exception to the log alone.",
            Risk = "A client that matches on the old body or status must change with it.",
        }.ToFinding();
    }

    private static bool IsLost(FaultAnswer answer) => answer.Status is null && !answer.IsUnanswered() && !answer.IsClosed();

    private static bool IsUnread(FaultAnswer answer) => answer is { Status: >= 500, Unreadable: not null };

    private static Severity? SeverityOf(string endpoint, FaultAnswer answer) => answer switch
    {
        { Status: null } => answer.IsClosed() ? Severity.Medium : null,
        { Status: < 500 } => null,
        { Leaks.Count: > 0 } => Severity.High,
        { Status: { } status } when (answer.BodyBytes == 0 && !endpoint.StartsWith("HEAD ", StringComparison.Ordinal))
            || !Telling.Contains(status) => Severity.Low,
        _ => null,
    };

    private sealed record WireAnswers(
        string Name, string Pointer, string? Missing, IReadOnlyList<(string Endpoint, FaultAnswer Answer, int Count)> Answers);
}
