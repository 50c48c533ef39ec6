using Headroom.Model.Results;
using Headroom.Report.Baselines;
using Headroom.Report.Pages;

namespace Headroom.Report.Charts;

/// <summary>What became of the claims, as one bar with its legend; the table below it has each.</summary>
internal static class ClaimBar
{
    private static readonly ClaimVerdict[] Verdicts = [ClaimVerdict.Confirmed, ClaimVerdict.Refuted, ClaimVerdict.Untested];

    /// <summary>The bar of at least one claim.</summary>
    public static Html Of(IReadOnlyList<Claim> claims)
    {
        var parts = Verdicts.Select(verdict => (Words: BaselineWords.Of(verdict), Count: claims.Count(claim => claim.Verdict == verdict)))
            .Where(part => part.Count > 0).ToList();
        var keys = Html.Each(parts, part => Parts.State($"{Format.Count(part.Count)} {part.Words.Label}", part.Words.Tone));
        return Html.Of($"""
            <div class="claims">{Bar.Stacked(parts.Select(part => (Parts.Class(part.Words.Tone), (double)part.Count / claims.Count)))}
            <p class="keys">{keys}</p></div>
            """);
    }
}
