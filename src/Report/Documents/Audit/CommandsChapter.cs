using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Audit;

/// <summary>How to repeat what this audit rests on: the commands, and the evidence that they make.</summary>
internal static class CommandsChapter
{
    private sealed record Step(string Purpose, string Command);

    private sealed record Basis(string File, IReadOnlyList<string> Findings);

    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        $"`$RUN` is the folder of this run, `$NEW` that of a later one, {Fixes.ChangeMeaning(result)}. "
            + "A run holds no password and no command with one: those come from the plan's file and the environment."
            + Fixes.Ended(result),
        ShortTable.Of(Steps(result)),
        ShortTable.Of(Evidence(result)),
        "Each file of evidence holds the SQL, the address or the command that made it (`provenance`).",
        .. result.Appendices.Count == 0 ? Array.Empty<string>() : [ShortTable.Of(Appendices(result))],
    ];

    private static Table Steps(AuditResult result) => Table.Of(
        "Commands",
        "",
        Each(result),
        Column<Step>.Words("To", step => step.Purpose),
        Column<Step>.Code("Run", step => step.Command));

    private static IEnumerable<Step> Each(AuditResult result) =>
    [
        new(result.Plan is { IsTemporary: true } ? "repeat the audit (with the options that it had)" : "repeat the audit", Audit(result)),
        new("judge this run again, without the target", "headroom analyze \"$RUN\""),
        .. Fixes.First(result) is { } first ? [Verification(result, first)] : Array.Empty<Step>(),
        new("hold a later run against this one", "headroom diff \"$RUN\" \"$NEW\""),
        .. result.Database is null
            ? [new Step("hold two running services against each other", "headroom compare A B")]
            : Array.Empty<Step>(),
        .. result.Plan?.Test is { } test ? [new Step("run the project's own tests", test)] : Array.Empty<Step>(),
        new("write this document again", "headroom report \"$RUN\" --document audit"),
    ];

    private static Step Verification(AuditResult result, Finding finding) => new(
        $"verify the fix of finding {Format.Coordinate(Fixes.RankOf(result, finding))}; of the others: the chapter on remediation",
        Fixes.Verify(result, finding));

    private static Table Evidence(AuditResult result) => Table.Of(
        "Evidence that findings rest on",
        "No finding rests on evidence.",
        result.Findings.Index()
            .SelectMany(each => FindingFacts.EvidenceOf(result, each.Item).Select(pointer =>
                (File: pointer.Split('#')[0], Finding: $"finding {Format.Coordinate(each.Index + 1)}")))
            .GroupBy(each => each.File, StringComparer.Ordinal)
            .OrderBy(same => same.Key, StringComparer.Ordinal)
            .Select(same => new Basis(same.Key, [.. same.Select(each => each.Finding).Distinct(StringComparer.Ordinal)])),
        Column<Basis>.Code("File in the folder", basis => basis.File),
        Column<Basis>.Words("Findings", basis => string.Join(", ", basis.Findings)));

    private static Table Appendices(AuditResult result) => Table.Of(
        "Parts of the evidence that the result holds as text",
        "",
        result.Appendices,
        Column<Appendix>.Words("What", appendix => appendix.Title),
        Column<Appendix>.Code("The whole", appendix => appendix.File));

    private static string Audit(AuditResult result) =>
        result.Database is null ? Fixes.AuditAgain(result) : "headroom db audit --postgres \"$DATABASE_URL\"";
}
