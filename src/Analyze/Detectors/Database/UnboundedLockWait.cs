using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// The application's role has neither <c>lock_timeout</c> nor <c>statement_timeout</c>: a statement may wait for a lock for ever.
/// </summary>
public static class UnboundedLockWait
{
    private const string Setting = "lock_timeout";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<RoleSettings>(
        new DetectorInfo
        {
            Id = "unbounded-lock-wait",
            Summary = "Statements of the application may wait for a lock without a time limit.",
            Why = "Behind one transaction that keeps a lock, every statement that needs it queues up with its connection, "
                + "and so do those that come after them.",
            How = """
                lock_timeout and statement_timeout are both 0 for a role that issued statements: looked up as a new session of that role in
                this database gets them. PostgreSQL manual, 20.11.1 (Statement Behavior).
                """,
            Cure = "A lock_timeout of the application's role: it gives up early and can try again.",
            Silence = """
                A role with a statement_timeout, which ends the wait, too; a role that sets a limit by SET or SET LOCAL; one that only reads
                the server's catalogue, as monitoring does. What clients send when they connect cannot be seen: waive the finding where they
                send a limit.
                """,
        },
        Detect);

    private static Outcome Detect(RoleSettings settings) => RoleLimits.Outcome(settings, Setting, FindingOf, "statement_timeout");

    private static Finding FindingOf(RoleSetting limit) => new()
    {
        Detector = "unbounded-lock-wait",
        Fingerprint = $"unbounded-lock-wait:{limit.Role}",
        Severity = Severity.Low,
        Confidence = Confidence.Medium,
        Title = $"Statements of role {limit.Role} wait for locks without a time limit",
        Explanation = $"A new session of the role gets lock_timeout = 0 (decided by: {limit.Source}) and no statement_timeout, "
            + "so a statement that waits for a lock keeps its connection until the lock is given up.",
        Facts = [new Fact("lock_timeout of the role", 0, "ms")],
        Subject = new Subject { Role = limit.Role },
        Evidence = ["evidence/role-settings.json#/settings"],
        Remedies =
        [
            RoleLimits.Remedy(
                limit.Role, Setting, "2s", "Takes effect for new sessions; what gives up must be tried again by the service."),
        ],
        Effect = new Effect.Unknown("it changes what happens when a lock is not given up, not the speed of a statement that gets it"),
    };
}
