using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Artifacts;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Documents.Remediation;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Executive;

/// <summary>
/// The critical and the high findings: where, what it looks like, what to change, what it gains, how much work it is, how to check it.
/// </summary>
internal static class UrgentFindings
{
    /// <summary>Findings that the summary holds (a count).</summary>
    private const int Most = 3;

    /// <summary>Characters of a change that the summary holds.</summary>
    private const int Longest = 300;

    /// <summary>Characters of a statement that the summary holds: enough to know it by.</summary>
    private const int Snippet = 160;

    /// <summary>Whether a finding is told of on the page.</summary>
    public static bool IsUrgent(Finding finding) => finding.Severity >= Severity.High;

    /// <summary>The findings, the first to fix first.</summary>
    public static IEnumerable<string> Parts(AuditResult result)
    {
        if (result.Findings.Count == 0)
        {
            return Unexplained.Of(result) is { } first ? Parts(result, first) : [FindingFacts.None(result)];
        }

        List<(int Index, Finding Item)> urgent = [.. result.Findings.Index().Where(each => IsUrgent(each.Item))];
        return
        [
            $"Findings: {Glance.Findings(result).Value}.",
            .. urgent.Count == 0 ? ["No finding is critical or high; the others are in the document `findings`."] : Array.Empty<string>(),
            .. urgent.Take(Most).SelectMany(each => Parts(result, each.Item, each.Index + 1)),
            .. urgent.Count > Most ? [ShortTable.More(urgent.Count - Most, "the document `findings`")] : Array.Empty<string>(),
            Fixes.VerifyMeaning(result),
        ];
    }

    private static string[] Parts(AuditResult result, Unexplained first) =>
    [
        $"### {Text(first.Title)}",
        string.Join('\n', Lines(first).Select(line => $"- {line}")),
        Unexplained.Meaning(result),
    ];

    private static IEnumerable<string> Lines(Unexplained first)
    {
        if (first.Seen.Length > 0)
        {
            yield return $"seen: {Text(first.Seen)}";
        }

        yield return Text(first.Known);
        yield return $"next: {Text(first.Next)}";
        yield return $"verify: {Code(first.Verify)}";
    }

    private static IEnumerable<string> Parts(AuditResult result, Finding finding, int rank) =>
    [
        $"### {Format.Coordinate(rank)}. {Fixes.Label(finding.Severity)} {Words.Of(finding.Severity)}: {Text(finding.Title)}",
        string.Join('\n', Lines(result, finding).Select(line => $"- {line}")),
    ];

    private static IEnumerable<string> Lines(AuditResult result, Finding finding)
    {
        var (share, overlap) = (FindingFacts.Share(result, finding), FindingFacts.Overlap(result, finding));
        yield return $"where: {Code(FindingFacts.Place(finding))}{(share.Length > 0 ? $"; impact: {Text(share)}" : "")}"
            + (overlap.Length > 0 ? $"; {Text(overlap)}" : "");
        if (finding.Subject.Query is { } query)
        {
            yield return $"snippet: {Code(Format.Short(query, Snippet))}";
        }

        yield return $"fix ({Fixes.Scope(result, finding)}): {Change(Fixes.Best(result, finding))}";
        yield return $"gain of the fix: {Text(Fixes.GainOf(result, finding))}{Time(result, finding)}; "
            + $"effort: {Effort(Fixes.Effort(result, finding))}";
        yield return $"verify: {Code(Fixes.Verify(result, finding))}";
        if (Waivers.Told(result, finding) is { } waiver)
        {
            yield return $"waiver: {waiver}";
        }
    }

    // Buffers say little to who does not know databases; a time that surely fell says more. It is that of the clone, which bears no load.
    private static string Time(AuditResult result, Finding finding) =>
        Fixes.Best(result, finding) is { Kind: RemedyKind.Index } best && ReferenceEquals(best, finding.Remedies[0])
        && finding.Effect is Effect.Measured measured
        && measured.Changes.Skip(1).FirstOrDefault(static change => change is { Metric: "time_ms", ChangeHigh: < 0 }) is { } time
            ? $"; time of the statement on a clone: {Metric.BaseToRemedy(time)}"
            : "";

    private static string Effort(string hours) =>
        hours == Format.Unknown ? "not known" : $"{hours}, the convention for this kind of change";

    // SQL is code, advice is words.
    private static string Change(Remedy? remedy) => remedy switch
    {
        null => "no cure is known",
        { Kind: RemedyKind.Index or RemedyKind.Maintenance } => Code(Format.Short(remedy.Up, Longest)),
        _ when LockSafeSql.Of(remedy) is not null => Code(Format.Short(remedy.Up, Longest)),
        _ => Text(Format.Short(remedy.Up, Longest)),
    };
}
