using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Cli;

/// <summary>What the process answers with: a contract that scripts depend on.</summary>
internal static class ExitCode
{
    /// <summary>Ready, ready with risk, pass.</summary>
    public const int Ready = 0;

    /// <summary>Blocked, regressed, a threshold failed.</summary>
    public const int Blocked = 1;

    /// <summary>Bad input or usage.</summary>
    public const int BadInput = 2;

    /// <summary>Cannot tell, inconclusive, unfit, untrusted.</summary>
    public const int CannotTell = 3;

    /// <summary>The tool itself failed.</summary>
    public const int ToolError = 4;

    /// <summary>Interrupted by Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit code of a database's audit: what it found is no failure, unless somebody says which severity is.</summary>
    /// <param name="result">The result.</param>
    /// <param name="failOn">The least severity that fails, or null; then what could not be looked at is no pass either.</param>
    public static int OfDatabase(AuditResult result, Severity? failOn) => result.Manifest.Interrupted ? Interrupted
        : !result.Trust.Valid ? CannotTell
        : failOn is not { } least ? Ready
        : result.Findings.Any(finding => finding.Severity >= least) ? Blocked
        : result.Database is not { Missing.Count: 0 }
            || result.Decision.Assertions.Any(assertion => assertion is { Level: "error", Passed: null }) ? CannotTell
        : Ready;

    /// <summary>The exit code of an audit.</summary>
    public static int Of(AuditResult result) => result.Manifest.Interrupted ? Interrupted : Of(result.Decision.Verdict);

    /// <summary>The exit code of a verdict.</summary>
    public static int Of(Verdict verdict) => verdict switch
    {
        Verdict.Ready or Verdict.ReadyWithRisk => Ready,
        Verdict.Blocked => Blocked,
        _ => CannotTell,
    };
}
