using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// A transaction is open while its client does something else: <c>BEGIN; UPDATE ...; (a call to another service) ; COMMIT</c>.
/// </summary>
public static class IdleInTransaction
{
    /// <summary>A ratio of the samples (0..1): rarer, it is an accident of one request and not how the application works.</summary>
    private const double LeastShare = 0.05;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<SessionSamples>(
        new DetectorInfo
        {
            Id = "idle-in-transaction",
            Summary = "Transactions are left open while the application does something else.",
            Why = "Its connection is lost to the pool, its locks make others wait, and vacuum cannot remove what died since it began.",
            How = """
                The sessions are looked at ten times a second. In more than 5 % of the looks a session of the role was idle in a transaction
                for more than a second: a program needs milliseconds from one statement to the next, so something else happens in between.
                """,
            Cure = "Ask other services before the transaction begins or after it ends; "
                + "idle_in_transaction_session_timeout as the net below.",
            Silence = "Pauses of less than a second, and looks that are too few to tell (below 50).",
        },
        Detect);

    private static Outcome Detect(SessionSamples samples) => SessionLooks.Outcome(
        samples,
        [
            .. samples.IdleTransactions.Index()
                .Where(idle => samples.Samples >= SessionLooks.Fewest && idle.Item.LongSamples > LeastShare * samples.Samples)
                .Select(idle => FindingOf(idle.Item, idle.Index, samples)),
        ]);

    private static Finding FindingOf(IdleTransactions idle, int index, SessionSamples samples)
    {
        var last = idle.LastStatements is [var statement, ..] ? statement : null;
        return new Finding
        {
            Detector = "idle-in-transaction",
            Fingerprint = $"idle-in-transaction:{idle.Role}",
            Severity = Severity.High,
            Confidence = Confidence.High,
            Title = $"Transactions of role {idle.Role} are left open between statements",
            Explanation = "Sessions of "
                + $"{string.Join(", ", idle.Applications.Select(name => name.Length == 0 ? "an unnamed application" : name))} were idle "
                + $"in a transaction for more than a second; the last statement before was mostly: {SessionLooks.Said(last)}",
            Facts =
            [
                new Fact("share of the samples with such a session", (double)idle.LongSamples / samples.Samples, "ratio"),
                new Fact("longest pause in a transaction", idle.LongestIdle.TotalMilliseconds, "ms"),
                new Fact("longest of these transactions", idle.LongestTransaction.TotalMilliseconds, "ms"),
                new Fact("most such sessions at once", idle.Peak, "sessions"),
            ],
            Subject = new Subject { Role = idle.Role, StatementId = last?.StatementId, Query = last?.Query },
            Evidence = [$"evidence/session-samples.json#/idle_transactions/{index}"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Code,
                    Up = "Keep calls to other services, waits and computations out of the transaction: before BEGIN or after COMMIT.",
                    Risk = "What was one transaction becomes two: what happens between them must be allowed to happen.",
                },
                RoleLimits.Remedy(
                    idle.Role, "idle_in_transaction_session_timeout", "10s",
                    "Takes effect for new sessions; ends the session of a transaction that pauses longer."),
            ],
            Effect = new Effect.Unknown("it is a change of the code"),
        };
    }
}
