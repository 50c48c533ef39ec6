using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Documents.Remediation;
using Headroom.Report.Tables;
using Headroom.Report.Texts;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Audit;

/// <summary>What to change, in which order, on which day, at which risk; then each finding at length.</summary>
internal static class RemediationChapter
{
    /// <summary>Findings that are told at length (a count): the document on findings tells of all.</summary>
    private const int AtLength = 3;

    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        Fixes.First(result) is { } first ? Answer(result, first) : Fixes.None(result, "Nothing to plan."),
        .. result.Findings.Count == 0
            ? Array.Empty<string>()
            : [ShortTable.Of(Plan(result), whole: "the document `plan`"), Fixes.EffortMeaning, Fixes.VerifyMeaning(result)],
        .. result.Findings.Take(AtLength).SelectMany((finding, i) => MarkdownFinding.Found(result, finding, i + 1)),
        .. result.Findings.Count > AtLength
            ? ["The others stand at length, each with its evidence and its change, in the document `findings`."]
            : Array.Empty<string>(),
    ];

    private static string Answer(AuditResult result, Finding first) =>
        $"The first change is that of finding {Format.Coordinate(Fixes.RankOf(result, first))} ({Fixes.Scope(result, first)}, "
        + $"{(Fixes.Effort(result, first) is Format.Unknown ? "of an effort that is not known" : Fixes.Effort(result, first))}): "
        + $"{Text(Fixes.GainOf(result, first))}.";

    private static Table Plan(AuditResult result)
    {
        var tasks = WorkDays.Of(result);
        return Table.Of(
            "Changes in their order",
            FindingFacts.None(result),
            result.Findings.Index(),
            Column<(int Index, Finding Item)>.Number("#", each => Format.Coordinate(each.Index + 1)),
            Column<(int Index, Finding Item)>.Words("Day", each => Fixes.Day(tasks, each.Item)),
            Column<(int Index, Finding Item)>.Words("Severity", each => Fixes.Label(each.Item.Severity)),
            Column<(int Index, Finding Item)>.Words("Finding", each => each.Item.Title),
            Column<(int Index, Finding Item)>.Words("Change", each => Fixes.Scope(result, each.Item)),
            Column<(int Index, Finding Item)>.Words("Gain", each => Fixes.GainOf(result, each.Item)),
            Column<(int Index, Finding Item)>.Number("Effort", each => Fixes.Effort(result, each.Item)),
            Column<(int Index, Finding Item)>.Words("Risk of the change", each => Fixes.Risk(result, each.Item)),
            Column<(int Index, Finding Item)>.Code("Verify", each => Fixes.Verify(result, each.Item)));
    }
}
