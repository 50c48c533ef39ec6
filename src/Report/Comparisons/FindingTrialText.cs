using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Load;
using Headroom.Report.Tables;
using Headroom.Report.Texts;

namespace Headroom.Report.Comparisons;

/// <summary>What a terminal shows of a finding that was tried again.</summary>
public static class FindingTrialText
{
    /// <summary>The verdict first, then the numbers that it rests on.</summary>
    /// <param name="trial">What came of it.</param>
    /// <param name="result">The run, for the names of its statements.</param>
    /// <returns>Lines that end in a line feed; the same for the same trial, in every culture.</returns>
    public static string Render(FindingTrial trial, AuditResult result) => string.Concat(
        Lines(trial, result).SelectMany(static line => Screen.Folded(LoadText.OneLine(line).TrimEnd())).Select(static line => line + "\n"))
        + (trial.Comparison is { } comparison ? $"\n{ComparisonText.Render(comparison)}" : "");

    private static IEnumerable<string> Lines(FindingTrial trial, AuditResult result)
    {
        yield return $"{Label(trial.Verdict)}: {trial.Reason}";
        yield return "";
        yield return $"  {trial.Fingerprint}";
        yield return $"  {trial.Title}";
        foreach (var fact in trial.Facts)
        {
            yield return $"  {fact.Name}: {Format.Fact(fact)}";
        }

        if (trial is { Proof: { } proof, Comparison: null })
        {
            foreach (var line in Measured(proof, result))
            {
                yield return line;
            }
        }

        if (!result.Trust.Valid)
        {
            yield return "";
            yield return $"  the run itself is not trusted: {string.Join("; ", result.Trust.Reasons)}";
        }

        if (!trial.IsKept)
        {
            yield return "";
            yield return "  the run is as it was before";
        }
    }

    private static IEnumerable<string> Measured(Proof proof, AuditResult result)
    {
        IReadOnlyList<(string, MeasuredChange)> changes =
        [
            .. proof.Changes.Select(change => (FindingFacts.NameOf(result, change), change)),
            .. proof.Costs.Select(change => ($"price: {FindingFacts.NameOf(result, change)}", change)),
        ];
        foreach (var line in ComparisonText.Rows(changes, "base", "remedy"))
        {
            yield return line;
        }

        yield return "";
        yield return $"  {(proof.Changes is [var primary, ..] ? Format.Several(primary.Pairs, "pair") : "no pairs")}: "
            + $"{string.Join(" against ", proof.Arms)}";
        if (proof.NetSaving is { } net)
        {
            yield return $"  net of its writes, the load {(net < TimeSpan.Zero ? "loses" : "saves")} {Format.Duration(net.Duration())}";
        }

        if (FindingFacts.Price(proof) is { Length: > 0 } price)
        {
            yield return $"  {price}";
        }
    }

    private static string Label(FindingVerdict verdict) => verdict switch
    {
        FindingVerdict.Confirmed => "CONFIRMED",
        FindingVerdict.Refuted => "REFUTED",
        _ => "CANNOT TELL",
    };
}
