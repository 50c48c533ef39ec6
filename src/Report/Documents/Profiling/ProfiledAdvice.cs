using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Documents.Remediation;
using Headroom.Report.Tables;
using Headroom.Report.Texts;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Profiling;

/// <summary>
/// The chapters on what to do, in which order, and by what to see that it helped; then what was not tested, and the appendices.
/// </summary>
internal static class ProfiledAdvice
{
    /// <summary>Steps that are told with all their commands (a count).</summary>
    private const int MostSteps = 10;

    /// <summary>Chapters 12 to 15, and the appendices.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        "## 12. Recommendations by priority", .. Recommendations(result),
        "## 13. Implementation plan", .. Steps(result),
        "## 14. Success criteria", .. Criteria(result),
        "## 15. Not tested", Of(RunTables.NotTested(result)),
        "## Appendices", .. Appended(result),
    ];

    private static IEnumerable<string> Recommendations(AuditResult result) => result.Findings.Count == 0
        ? [FindingFacts.None(result)]
        : result.Findings.GroupBy(finding => finding.Severity).OrderByDescending(same => same.Key)
            .SelectMany(same => Recommended(result, same.Key, [.. same]));

    private static IEnumerable<string> Recommended(AuditResult result, Severity severity, IReadOnlyList<Finding> findings) =>
    [
        $"### {Fixes.Label(severity)} ({Words.Of(severity).ToLowerInvariant()})",
        ShortTable.Of(TableOf(result, findings)),
        .. findings.Count > ProfiledParts.MostFindings ? [ProfiledParts.More] : Array.Empty<string>(),
    ];

    private static Table TableOf(AuditResult result, IReadOnlyList<Finding> findings) => Table.Of(
        "The first to fix first",
        "None.",
        findings.Take(ProfiledParts.MostFindings),
        Column<Finding>.Words("Finding", finding => finding.Title),
        Column<Finding>.Code("Place", FindingFacts.Place),
        Column<Finding>.Words("Change", finding => Fixes.Scope(result, finding)),
        Column<Finding>.Words("What it may save", finding => FindingFacts.Share(result, finding)),
        Column<Finding>.Words("What it does", finding => Fixes.GainOf(result, finding)),
        Column<Finding>.Words("Risk", finding => Fixes.Risk(result, finding)));

    private static IEnumerable<string> Steps(AuditResult result)
    {
        var scope = result.Plan?.Scope ?? new ScopePlan();
        List<(Finding Finding, Remedy Remedy)> steps =
        [
            .. Fixes.InOrder(result).SelectMany(finding =>
                finding.Remedies.Where(remedy => scope.Allows(remedy.Scope)).Take(1).Select(remedy => (finding, remedy))),
        ];
        return
        [
            .. steps.Count == 0
                ? [None(result)]
                : new[]
                {
                    "One after the other, in the order of repair; each is verified before the next begins. Days and owners stand in the "
                        + "document `plan`.",
                    Fixes.VerifyMeaning(result),
                },
            .. steps.Take(MostSteps).SelectMany((step, i) => Step(result, step.Finding, step.Remedy, i + 1)),
            .. steps.Count > MostSteps ? ["More findings with remedies stand in `report.md`, in the same order."] : Array.Empty<string>(),
            .. steps.Count > 0 && steps.Count < result.Findings.Count
                ? ["Findings without a cure that is known and within the plan's scope are no steps."]
                : Array.Empty<string>(),
        ];
    }

    // What no detector looked for is not known to need nothing.
    private static string None(AuditResult result) => result.Findings.Count == 0
        ? Fixes.None(result, "Nothing to apply.")
        : "No finding has a cure that is known and within the plan's scope.";

    private static IEnumerable<string> Step(AuditResult result, Finding finding, Remedy remedy, int number) =>
    [
        $"### {Format.Coordinate(number)}. {Text(finding.Title)}",
        .. MarkdownFinding.Remedy(remedy, 0),
        "To verify it:",
        Fence("sh", Fixes.Verify(result, finding)),
    ];

    private static IEnumerable<string> Criteria(AuditResult result) =>
    [
        result.Decision.Assertions.Count == 0 ? "The result lists no assertion." : "What must hold, as it stands now:",
        .. ShortTable.Items(AssertionGroups.Of(result.Decision).Select(static group => $"{Text(group.Name)}: {Text(group.Standing)}")),
        Of(Targets(result)),
        result.Database is null
            ? "After the changes, a fresh run beside this one, whose folder is `$RUN`: errors, checks and counted work must not be worse; "
                + "latency of two recorded runs is shown, and not judged."
            : "After the changes, the same workload again, beside this run, whose folder is `$RUN`: the findings must be gone, "
                + "and no other statement may touch more blocks.",
        Fence("sh", string.Join('\n', FixAcceptance.Afterwards(result).Select(static step => step.Command))),
    ];

    private static Table Targets(AuditResult result) => Table.Of(
        "What each cure has to reach, where it was measured or modelled",
        "No cure was measured or modelled.",
        result.Findings.Where(finding => finding.Effect is Effect.Estimated or Effect.Measured { Changes.Count: > 0 })
            .Take(ProfiledParts.MostFindings).Select(TargetOf),
        Column<Target>.Words("Finding", target => target.Title),
        Column<Target>.Words("Metric", target => target.Metric),
        Column<Target>.Number("Now", target => target.Now),
        Column<Target>.Number("After", target => target.After),
        Column<Target>.Words("How it is known", target => target.Basis));

    private static Target TargetOf(Finding finding) => finding.Effect switch
    {
        Effect.Measured { Changes: [var primary, ..] } => new Target(
            finding.Title,
            Metric.Name(primary.Metric),
            Metric.Value(primary.Metric, primary.Base),
            Metric.Value(primary.Metric, primary.Remedy),
            $"{Gain.Of(finding.Effect).Detail}; 99 % interval of the change: {Metric.Interval(primary)}"),
        Effect.Estimated estimated => new Target(
            finding.Title,
            Metric.Name(estimated.Metric),
            Format.Unknown,
            $"{Metric.Value(estimated.Metric, estimated.Low)} to {Metric.Value(estimated.Metric, estimated.High)}",
            Gain.Of(finding.Effect).Detail),
        _ => new Target(finding.Title, "", Format.Unknown, Format.Unknown, ""),
    };

    private static IEnumerable<string> Appended(AuditResult result) => result.Appendices.Count == 0
        ? ["The result holds none: it was recorded by an earlier version, or nothing was collected. The evidence stands in `evidence/`."]
        :
        [
            "Beginnings of the evidence, without values of parameters. The run folder also has `audit_artifacts/INDEX.md`: "
                + "summaries for other tools (in the form of k6, where a load ran), tables and plans, each with what made it.",
            .. result.Appendices.SelectMany(Told),
        ];

    private static IEnumerable<string> Told(Appendix appendix) =>
    [
        $"### Appendix: {Text(appendix.Title)}",
        Fence("", string.Join('\n', appendix.Lines)),
        appendix.Left == 0
            ? $"The evidence: {Code(appendix.File)}."
            : $"Lines that are left out: {Format.Count(appendix.Left)}. The whole: {Code(appendix.File)}.",
    ];

    private sealed record Target(string Title, string Metric, string Now, string After, string Basis);
}
