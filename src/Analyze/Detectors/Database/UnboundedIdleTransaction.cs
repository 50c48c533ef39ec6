using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// The application's role has <c>idle_in_transaction_session_timeout = 0</c>: a transaction that is left open stays open.
/// </summary>
public static class UnboundedIdleTransaction
{
    private const string Setting = "idle_in_transaction_session_timeout";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<RoleSettings>(
        new DetectorInfo
        {
            Id = "unbounded-idle-transaction",
            Summary = "A transaction that the application leaves open is never ended by the server.",
            Why = "A request that hangs between BEGIN and COMMIT keeps its locks and its connection, and keeps vacuum from removing "
                + "dead rows of all tables.",
            How = """
                idle_in_transaction_session_timeout is 0 for a role that issued statements, and so is transaction_timeout where the server
                has it (from 17 on): looked up as a new session of that role in this database gets them. PostgreSQL manual, 20.11.1
                (Statement Behavior).
                """,
            Cure = "An idle_in_transaction_session_timeout of the application's role, above the longest pause that a "
                + "sound transaction makes.",
            Silence = """
                A role with a transaction_timeout, or that sets a limit by SET or SET LOCAL; one that only reads the server's catalogue, as
                monitoring does. What clients send when they connect cannot be seen: waive the finding where they send a limit.
                """,
        },
        Detect);

    private static Outcome Detect(RoleSettings settings) => RoleLimits.Outcome(settings, Setting, FindingOf, "transaction_timeout");

    private static Finding FindingOf(RoleSetting limit) => new()
    {
        Detector = "unbounded-idle-transaction",
        Fingerprint = $"unbounded-idle-transaction:{limit.Role}",
        Severity = Severity.Low,
        Confidence = Confidence.Medium,
        Title = $"Transactions that role {limit.Role} leaves open are never ended",
        Explanation = $"A new session of the role gets idle_in_transaction_session_timeout = 0 (decided by: {limit.Source}), "
            + "so a transaction whose client hangs keeps its locks and its snapshot.",
        Facts = [new Fact("idle_in_transaction_session_timeout of the role", 0, "ms")],
        Subject = new Subject { Role = limit.Role },
        Evidence = ["evidence/role-settings.json#/settings"],
        Remedies =
        [
            RoleLimits.Remedy(
                limit.Role, Setting, "10s",
                "Takes effect for new sessions; ends the session of a transaction that pauses longer, which a pool must replace."),
        ],
        Effect = new Effect.Unknown("it changes what happens when a client hangs, not the speed of one that does not"),
    };
}
