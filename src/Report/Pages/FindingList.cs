using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Pages;

/// <summary>
/// Findings in the order of repair: the first as cards, what follows as a table, so that a page of thousands opens still.
/// </summary>
internal static class FindingList
{
    private const int MostCards = 100; // a count
    private const int MostRejected = 50; // a count

    /// <summary>The findings, or what it means that there is none.</summary>
    public static Html Of(AuditResult result)
    {
        var further = result.Findings.Index().Skip(MostCards).ToList();
        return result.Findings.Count == 0 ? Html.Of($"""<p class="soft">{FindingFacts.None(result)}</p>""") : Html.Of($"""
            {Html.Each(result.Findings.Take(MostCards).Index(), f => FindingCard.Of(result, f.Item, f.Index + 1))}
            {Html.If(further.Count > 0, () => Parts.Of(Further(result, further)))}
            """);
    }

    /// <summary>Where a finding stands on the page: its card, and where it has none the list with its row.</summary>
    /// <param name="rank">Its place in the order of repair, from 1.</param>
    public static string AnchorOf(int rank) => rank <= MostCards ? $"finding-{Format.Count(rank)}" : "findings";

    /// <summary>Advice that the measurement refuted.</summary>
    public static Html Rejected(AuditResult result) => Html.Of($"""
        <p class="soft">Tried, measured, and not worth doing.</p>
        {Html.Each(result.Rejected.Take(MostRejected), f => FindingCard.Rejected(result, f))}
        {Html.If(result.Rejected.Count > MostRejected, () => Parts.More(result.Rejected.Count - MostRejected))}
        """);

    private static Table Further(AuditResult result, IReadOnlyList<(int Index, Finding Item)> findings) => Table.Of(
        "Findings that follow, in the order of repair; result.json has all that is known of them",
        "No finding follows.",
        findings,
        Column<(int Index, Finding Item)>.State("Severity", f => (Words.Of(f.Item.Severity), Words.ToneOf(f.Item.Severity))),
        Column<(int Index, Finding Item)>.Words("Finding", f => f.Item.Title),
        Column<(int Index, Finding Item)>.Code("Place", f => FindingFacts.Place(f.Item)),
        Column<(int Index, Finding Item)>.Words("Effect", f => Fixes.Gained(result, f.Item).Headline),
        Column<(int Index, Finding Item)>.Number("Order", f => Format.Count(f.Index + 1)));
}
