using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Audit;

/// <summary>What a reviewer checks; a box is ticked by the result alone, and one that is not says why.</summary>
internal static class ChecklistChapter
{
    /// <summary>Names that a box lists (a count).</summary>
    private const int MostNames = 5;

    private sealed record Box(string Question, bool IsTicked, string Why);

    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        "A box is ticked by this result alone; one that is not says why. "
            + "Objectives and findings are told one by one in chapters of their own.",
        "### What the decision rests on",
        result.Decision.Assertions.Count == 0
            ? "The result lists no assertion, so that no box can be ticked."
            : "Each box is a kind of assertion of the decision:",
        .. ShortTable.Items(Assertions(result.Decision).Select(Line)),
        "### What the audit covered",
        .. ShortTable.Items(Coverage(result).Select(Line)),
    ];

    // What does not hold first.
    private static IEnumerable<Box> Assertions(Decision decision) => AssertionGroups.Of(decision)
        .OrderBy(static group => group.Members.Min(static assertion => assertion.Passed switch { false => 0, null => 1, true => 2 }))
        .Select(static group => new Box(group.Name, group.Held == group.Members.Count, group.Standing));

    private static IEnumerable<Box> Coverage(AuditResult result) =>
    [
        new(
            "the run can be trusted", result.Trust.Valid,
            result.Trust.Valid ? "no reason against it" : string.Join("; ", result.Trust.Reasons)),
        .. result.Database is null
            ? [new Box("every objective was judged", result.Slo.Count > 0 && result.Slo.All(slo => slo.Met is not null), Judged(result))]
            : Array.Empty<Box>(),
        Ran(result),
        OfFindings(result, "the gain of every fix was measured", "measured", "not measured", finding => finding.Effect is Effect.Measured),
        OfFindings(result, "every index and setting can be taken back", "each has its way back", "no way back is given", HasWayBack),
        .. result.Database is null ? OfService(result) : [],
        new(
            "the run was held against an earlier one", result.Comparisons.Count > 0,
            result.Comparisons.Count > 0 ? "the chapter on traffic" : "none was given"),
        new(
            "every earlier claim was tested", result.Claims.Count > 0 && result.Claims.All(claim => claim.Verdict != ClaimVerdict.Untested),
            Claimed(result)),
        new(
            "the project's own tests pass with the fixes", false,
            result.Plan?.Test is { } test ? $"not known from this result: {test}" : "the result names no tests"),
        .. result.Database is null ? [new Box("the front end was measured", false, "nobody measured it")] : Array.Empty<Box>(),
    ];

    // A database by itself has no requests that could be many, or fail.
    private static IEnumerable<Box> OfService(AuditResult result) =>
    [
        new(
            "the capacity was searched for", result.Capacity is not null,
            result.Capacity is null ? "it was not" : "the chapter on capacity"),
        new("faults were put on under load", result.Outages.Count > 0, Faulted(result)),
    ];

    private static Box Ran(AuditResult result)
    {
        List<string> silent = [.. result.Outcomes.Where(Words.IsSilent).Select(outcome => outcome.Detector)];
        var whenAll = result.Outcomes.Count == 0 ? "no detector ran" : "all ran or do not apply";
        return new Box("every detector ran", result.Outcomes.Count > 0 && silent.Count == 0, Listed(whenAll, "did not run", silent));
    }

    private static Box OfFindings(AuditResult result, string question, string whenAll, string label, Func<Finding, bool> holds)
    {
        List<string> others = [.. result.Findings.Where(finding => !holds(finding)).Select(finding => finding.Title)];
        return result.Findings.Count == 0
            ? new Box(question, false, FindingFacts.None(result))
            : new Box(question, others.Count == 0, Listed(whenAll, label, others));
    }

    private static bool HasWayBack(Finding finding) =>
        finding.Remedies is not [{ Kind: RemedyKind.Index or RemedyKind.Setting, Down: null }, ..];

    private static string Faulted(AuditResult result) => result.Outages.Count > 0
        ? "the chapter on chaos"
        : Listed("none was", "none was", [.. Faults.Missing(result).Select(one => one.Reason)]);

    private static string Judged(AuditResult result) => result.Slo.Count == 0
        ? "none was judged"
        : Listed(
            "each has an answer", "not judged",
            [.. result.Slo.Where(slo => slo.Met is null).Select(slo => $"{slo.Endpoint} {slo.Indicator}")]);

    private static string Claimed(AuditResult result) => result.Claims.Count == 0
        ? "none was given"
        : Listed(
            "each is confirmed or refuted", "untested",
            [.. result.Claims.Where(claim => claim.Verdict == ClaimVerdict.Untested).Select(claim => claim.Text)]);

    private static string Listed(string whenNone, string label, List<string> names) => names.Count == 0
        ? whenNone
        : $"{label}: {string.Join(", ", names.Take(MostNames))}"
            + (names.Count > MostNames ? $" and {Format.Count(names.Count - MostNames)} more" : "");

    private static string Line(Box box) => $"[{(box.IsTicked ? "x" : " ")}] {Text(box.Question)}: {Text(box.Why)}";
}
