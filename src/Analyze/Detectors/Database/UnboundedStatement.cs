using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>The application's role has <c>statement_timeout = 0</c>: a statement may run for ever.</summary>
public static class UnboundedStatement
{
    private const string Setting = "statement_timeout";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<RoleSettings>(
        new DetectorInfo
        {
            Id = "unbounded-statement",
            IsVital = true,
            Summary = "Statements of the application may run without a time limit.",
            Why = "One bad plan or one lock holds a connection until somebody kills it; when the pool is full of them, "
                + "every endpoint stands still.",
            How = """
                statement_timeout is 0 for a role that issued statements under load: looked up as a new session of that role in this
                database gets it (role in database, role, database, server). PostgreSQL manual, 20.11.1 (Statement Behavior).
                """,
            Cure = "A statement_timeout of the application's role, above its slowest legitimate statement.",
            Silence = """
                A role that sets its own limit by SET or SET LOCAL, or in the options of the plan's connection string; one that only reads
                the server's catalogue, as monitoring does. What clients send when they connect (options of their own connection strings,
                parameters of their drivers) cannot be seen: waive the finding where they send a limit.
                """,
        },
        Detect);

    private static Outcome Detect(RoleSettings settings) => RoleLimits.Outcome(settings, Setting, FindingOf);

    private static Finding FindingOf(RoleSetting limit) => new()
    {
        Detector = "unbounded-statement",
        Fingerprint = $"unbounded-statement:{limit.Role}",
        Severity = Severity.High,
        Confidence = Confidence.Medium,
        Title = $"Statements of role {limit.Role} run without a time limit",
        Explanation = $"A new session of the role gets statement_timeout = 0 (decided by: {limit.Source}), "
            + "so a statement that hangs keeps its connection for ever.",
        Facts = [new Fact("statement_timeout of the role", 0, "ms")],
        Subject = new Subject { Role = limit.Role },
        Evidence = ["evidence/role-settings.json#/settings"],
        Remedies =
        [
            RoleLimits.Remedy(
                limit.Role,
                Setting,
                "5s",
                "Takes effect for new sessions; legitimate statements above the limit fail: set it above the slowest of them, "
                    + "and give migrations a role of their own."),
        ],
        Effect = new Effect.Unknown("it changes what happens when a statement hangs, not the speed of one that does not"),
    };
}
