using System.Globalization;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Documents.Remediation;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Executive;

/// <summary>Which fixes on which day.</summary>
internal static class ActionPlan
{
    /// <summary>Days that the summary holds (a count).</summary>
    private const int Most = 6;

    /// <summary>Fixes of one day that are told by their titles (a count).</summary>
    private const int MostTitles = 2;

    private sealed record Step(string Day, string Owner, string What);

    /// <summary>The days in their order, then the fixes without one.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        ShortTable.Of(Steps(result), Most, "the document `plan`"),
        .. result.Findings.Count == 0 ? Array.Empty<string>() : [Fixes.EffortMeaning],
    ];

    private static Table Steps(AuditResult result)
    {
        var rest = WorkDays.Without(result);
        List<Step> steps = [.. WorkDays.Of(result).GroupBy(static task => (task.Date, task.Owner)).Select(static day => new Step(
            day.Key.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day.Key.Owner,
            Titles([.. day.Select(static task => task.Finding)])))];
        if (rest.Count > 0)
        {
            steps.Add(new Step(Format.Unknown, Format.Unknown, Titles(rest)));
        }

        return Table.Of(
            "Fixes by day; a finding without a day has no cure that is known, within the plan's scope and of known effort",
            Fixes.NoFix(result),
            steps,
            Column<Step>.Words("Day", static step => step.Day),
            Column<Step>.Words("Owner", static step => step.Owner),
            Column<Step>.Words("Fixes", static step => step.What));
    }

    private static string Titles(IReadOnlyList<Finding> findings) =>
        string.Join(
            "; ", findings.Take(MostTitles).Select(static finding => $"{Fixes.Label(finding.Severity)}: {Format.Short(finding.Title, 90)}"))
        + (findings.Count > MostTitles ? $"; and {Format.Count(findings.Count - MostTitles)} more" : "");
}
