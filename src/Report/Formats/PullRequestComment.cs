using System.Text;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Pages;
using Headroom.Report.Tables;
using Headroom.Report.Texts;
using static Headroom.Report.Formats.Mentions;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Formats;

/// <summary>The audit as one comment on a pull request: the verdict, what to fix first, the rest folded away.</summary>
/// <remarks>
/// Its first line is a comment that nobody sees, by which a script finds the comment of an earlier run to write over it. Nobody is
/// notified: an "@" before a name does not stay one. Parts for which there is no room are left out, and named.
/// </remarks>
public static class PullRequestComment
{
    /// <summary>The most characters of a comment; GitHub takes 65,536.</summary>
    public const int MostCharacters = 65_000;

    /// <summary>Findings that are not folded away.</summary>
    private const int MostFindings = 5;

    /// <summary>Room for the note on what was left out, and for the foot.</summary>
    private const int Reserve = 5_000;

    private const int MostTitle = 200;
    private const int MostSummary = 60;
    private const int MostSentence = 2_000;

    /// <summary>The comment.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    public static string Render(AuditResult result)
    {
        var text = new StringBuilder().AppendJoin("\n\n", Head(result));
        var left = new List<string>();
        foreach (var (summary, body) in Folded(result))
        {
            var head = Html.Of($"<summary>{QuietText(summary)}</summary>").Markup;
            var part = $"\n\n<details>\n{head}\n\n{Quiet(string.Join("\n\n", body))}\n\n</details>";
            if (text.Length + part.Length + Reserve <= MostCharacters)
            {
                text.Append(part);
            }
            else
            {
                left.Add(Quiet(Text(Format.Short(summary, MostSummary))));
            }
        }

        if (left.Count > 0)
        {
            text.Append("\n\nLeft out, since a comment has no room for it: ").AppendJoin("; ", left)
                .Append(". The run folder has it all: `report.md`.");
        }

        return text.Append(Foot(result)).ToString();
    }

    /// <summary>The line by which a script finds the comment of this service.</summary>
    /// <param name="service">The service's name.</param>
    public static string Marker(string service)
    {
        var safe = string.Concat(service.Take(100).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? c : '_'));
        return $"<!-- headroom-audit:{safe} -->";
    }

    private static IEnumerable<string> Head(AuditResult result)
    {
        var (label, tone) = Words.Of(result);
        yield return Marker(result.Manifest.Service);
        yield return $"## {Sign(tone)} {label}: {Quiet(Text(Format.Short(result.Manifest.Service, MostTitle)))}";
        yield return Quiet(Paragraphs(Format.Short(result.Decision.Sentence, MostSentence)));
        if (!result.Trust.Valid)
        {
            yield return "**The measurement cannot be trusted: its numbers prove nothing.**";
        }

        if (string.Join(' ', Borne(result)) is { Length: > 0 } borne)
        {
            yield return Quiet(borne);
        }

        yield return result.Findings.Count == 0
            ? FindingFacts.None(result)
            : Quiet($"{ShortTable.Of(Top(result))}\n\n{Fixes.VerifyMeaning(result)}");
    }

    // Objectives, the worst of those that are violated, and the load under which that was measured.
    private static IEnumerable<string> Borne(AuditResult result)
    {
        if (result.Slo.Count > 0)
        {
            yield return Objective.Counted(result.Slo);
        }

        if (Objective.WorstFirst(result.Slo).FirstOrDefault(static objective => objective.Slo.Met == false) is { } worst)
        {
            yield return $"The worst: {Code(Format.Short(worst.Slo.Endpoint, MostTitle))} {Text(worst.Slo.Indicator)} {worst.Actual}, "
                + $"target {worst.Target}.";
        }

        if (RunTables.Load(result) is { Length: > 0 } load)
        {
            yield return Text(Format.Short(load, MostSentence));
        }
    }

    private static Table Top(AuditResult result) => Table.Of(
        result.Findings.Count > MostFindings ? "The first to fix; the others are folded below" : "The first to fix first",
        "No finding.",
        Fixes.InOrder(result).Take(MostFindings),
        Column<Finding>.State("Severity", finding => (Words.Of(finding.Severity), Words.ToneOf(finding.Severity))),
        Column<Finding>.Words("Finding", finding => Format.Short(finding.Title, MostTitle)),
        Column<Finding>.Code("Place", finding => Format.Short(FindingFacts.Place(finding), MostTitle)),
        Column<Finding>.Words("What the cure does", finding => Format.Short(Fixes.GainOf(result, finding), MostTitle)),
        Column<Finding>.Words(
            "Waived", finding => Gate.WaiverOf(result, finding) is { } waiver ? Format.Short(Gate.Reason(waiver), MostTitle) : ""));

    private static IEnumerable<(string Summary, IEnumerable<string> Body)> Folded(AuditResult result)
    {
        var ordered = Fixes.InOrder(result);
        foreach (var finding in ordered.Take(MostFindings))
        {
            var summary = $"{Words.Of(finding.Severity)}: {Format.Short(finding.Title, MostTitle)}";
            yield return (summary, MarkdownFinding.Found(result, finding, Fixes.RankOf(result, finding)));
        }

        if (result.Database is null)
        {
            yield return ("Objectives", [Of(RunTables.Objectives(result))]);
        }

        if (result.Findings.Count > MostFindings)
        {
            var others = ordered.Skip(MostFindings).Select(finding => Line(finding, Fixes.Gained(result, finding)));
            yield return ("Other findings", [string.Join('\n', others)]);
        }

        if (result.Rejected.Count > 0)
        {
            var refuted = result.Rejected.Select(static finding => Line(finding, Gain.Of(finding.Effect)));
            yield return ("Tried, and not advised", [string.Join('\n', refuted)]);
        }

        if (result.Endpoints.Count > 0)
        {
            yield return ("Endpoints under load", [Of(LoadTables.Endpoints(result))]);
        }

        yield return ("What was not tested", [Of(RunTables.NotTested(result))]);
    }

    private static string Line(Finding finding, Gain effect)
    {
        var (title, gain) = (Format.Short(finding.Title, MostTitle), Format.Short(effect.Sentence, MostTitle));
        return $"- {Words.Of(finding.Severity)}: {Text(title)} ({Text(gain)})";
    }

    private static string Foot(AuditResult result) =>
        $"\n\nRun {Code(Format.Short(result.Manifest.RunId, MostTitle))}"
        + (result.Manifest.Commit is { } commit ? $", commit {Code(Format.Short(commit, MostTitle))}" : "")
        + $", {Format.Time(result.Manifest.StartedAt)}. A waiver names the fingerprint of a finding.\n";
}
