using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Model.Text;
using Headroom.Report;

namespace Headroom.Cli.Databases;

/// <summary>The last line of a database's audit that may fail a job: what came of it, and why.</summary>
internal static class GateLine
{
    /// <summary>A reason is told at length above (characters).</summary>
    private const int LongestReason = 160;

    /// <summary>The line.</summary>
    /// <param name="result">The result.</param>
    /// <param name="least">The least severity that fails.</param>
    /// <param name="code">The exit code.</param>
    public static string Of(AuditResult result, Severity least, int code)
    {
        var severity = least.ToString().ToLowerInvariant();
        var grave = result.Findings.Count(finding => finding.Severity >= least);
        return code switch
        {
            ExitCode.Ready => $"gate    passed: no finding of severity {severity} or above (exit {code})",
            ExitCode.Blocked => $"gate    failed: {Counted.Of(grave, "finding")} of severity "
                + $"{severity} or above (exit {code})",
            ExitCode.Interrupted => $"gate    cannot tell: the audit was interrupted (exit {code})",
            _ => $"gate    cannot tell: {string.Join("; ", Reasons(result).Select(reason => Format.Short(reason, LongestReason)))} "
                + $"(exit {code})",
        };
    }

    private static IEnumerable<string> Reasons(AuditResult result) => !result.Trust.Valid ? result.Trust.Reasons
        : result.Database is { Missing: [_, ..] missing } ? missing
        : result.Decision.Assertions.Where(assertion => assertion is { Level: "error", Passed: null })
            .Select(assertion => assertion.Name.EndsWith(" ran", StringComparison.Ordinal)
                ? $"{assertion.Name[..^4]} did not run"
                : assertion.Name);
}
