using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Screen;

namespace Headroom.Report.Databases;

/// <summary>
/// What a terminal shows at the end of a database's audit: every critical and high finding, and what could not be looked at.
/// </summary>
internal static class DatabaseSummary
{
    /// <summary>Findings with three lines each (a count); the others of weight have one.</summary>
    private const int Detailed = 4;

    /// <summary>Findings that are always listed (a count), however light they are.</summary>
    private const int Fewest = 4;

    /// <summary>Findings of weight beyond these (a count) are no list that anybody reads on a screen.</summary>
    private const int MostOfWeight = 40;

    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(AuditResult result, DatabaseResult database) => IsUnseen(result, database)
        ?
        [
            Words.Of(result).Label,
            .. Wrapped(result.Decision.Sentence),
            "",
            $"No finding: nothing could be looked at, and {Format.Several(result.Outcomes.Count(Words.IsSilent), "detector")} did not run.",
        ]
        :
    [
        .. Distrust(result.Trust),
        Words.Of(result).Label,
        .. Wrapped(result.Decision.Sentence),
        .. result.Statements.Count == 0 ? [] : Wrapped($"{Format.Several(result.Statements.Count, "statement")}: {database.Basis}"),
        .. database.IndexSearch is null ? [] : Wrapped(DatabaseTables.Search(database)),
        .. Findings(result),
        .. Rejected(result),
        .. NotLookedAt(database),
        .. Remarks(result.Trust.Remarks),
        .. Silent(result.Outcomes),
    ];

    // A database that nobody could connect to needs no list of what was not looked at.
    private static bool IsUnseen(AuditResult result, DatabaseResult database) =>
        !result.Trust.Valid && database.TableCount == 0 && database.Settings.Count == 0 && result.Statements.Count == 0
            && result.Findings.Count == 0;

    private static IEnumerable<string> Distrust(RunTrust trust) => trust.Valid
        ? []
        : ["Not trusted: the numbers prove nothing", .. trust.Reasons.SelectMany(reason => Wrapped(reason)), ""];

    private static IEnumerable<string> Remarks(IReadOnlyList<string> remarks) => remarks.Count == 0
        ? []
        : ["", "Remarks", .. Listed(remarks, 3, remark => $"  {Short(remark, 2)}", "remark")];

    private static IEnumerable<string> Findings(AuditResult result)
    {
        var shown = result.Findings.Index().Where(f => f.Index < Fewest || f.Item.Severity >= Severity.High).Take(MostOfWeight).ToList();
        var more = result.Findings.Index().Except(shown).GroupBy(f => f.Item.Severity).OrderByDescending(same => same.Key)
            .Select(same => $"{Format.Count(same.Count())} {Words.Of(same.Key).ToLowerInvariant()}").ToList();
        return result.Findings.Count == 0
            ? ["", FindingFacts.None(result)]
            :
            [
                "",
                $"Findings: {Format.Count(result.Findings.Count)}, the first to fix first",
                .. shown.SelectMany(f => f.Index < Detailed ? AtLength(result, f.Item) : InShort(f.Item)),
                .. more.Count == 0
                    ? []
                    : new[] { $"  and {Format.Count(result.Findings.Count - shown.Count)} more in the report: {string.Join(", ", more)}" },
            ];
    }

    private static IEnumerable<string> AtLength(AuditResult result, Finding finding) =>
    [
        .. InShort(finding),
        "           " + Short(
            string.Join("; ", new[] { FindingFacts.Place(finding), FindingFacts.Share(result, finding) }.Where(part => part.Length > 0)),
            11),
        $"           {Short(Fixes.GainOf(result, finding), 11)}",
    ];

    private static IEnumerable<string> InShort(Finding finding) =>
        [$"  {Words.Of(finding.Severity).ToLowerInvariant(),-8} {Short(finding.Title, 11)}"];

    private static IEnumerable<string> Rejected(AuditResult result) => result.Rejected.Count == 0
        ? []
        :
        [
            "",
            "Tried on a clone, and not advised",
            .. Listed(result.Rejected, 4, f => string.Join('\n', Refuted(result, f)), "piece of advice", "pieces of advice"),
        ];

    // What not to do, and what it did: the title only says what made one think of it.
    private static IEnumerable<string> Refuted(AuditResult result, Finding finding)
    {
        var proof = FindingFacts.ProofOf(result, finding);
        var why = proof is { Verdict: ProofVerdict.Regressed } ? Loss.Of(result, finding, proof) : Gain.Of(finding.Effect).Sentence;
        var index = finding.Remedies.FirstOrDefault(static remedy => remedy.Kind == RemedyKind.Index);
        yield return $"  {Short(index?.Up.Split('\n')[^1] ?? finding.Title, 2)}";
        yield return $"    {Short($"{(proof is null ? "" : $"{Words.Of(proof.Verdict)}: ")}{why}", 4)}";
    }

    private static IEnumerable<string> NotLookedAt(DatabaseResult database) => database.Missing.Count == 0
        ? []
        :
        [
            "",
            "Not looked at, so that silence about it means nothing",
            .. database.Missing.SelectMany(missing => Wrapped(missing, most: 5)),
        ];

    // Many detectors are silent for one reason: it is told once.
    private static IEnumerable<string> Silent(IReadOnlyList<DetectorOutcome> outcomes)
    {
        var silent = outcomes.Where(Words.IsSilent).ToList();
        var reasons = silent.GroupBy(o => o.Reason ?? Words.Outcome(o.Outcome).Label).OrderByDescending(same => same.Count())
            .ThenBy(same => same.Key, StringComparer.Ordinal).ToList();
        return silent.Count == 0 ? [] :
        [
            "",
            $"Did not run: {Format.Count(silent.Count)} of {Format.Several(outcomes.Count, "detector")}",
            .. Listed(reasons, 3, same => $"  {Short($"{Names(same)}: {same.Key}", 2)}", "reason"),
        ];
    }

    private static string Names(IGrouping<string, DetectorOutcome> same) => same.Count() == 1
        ? same.First().Detector
        : $"{same.First().Detector} and {Format.Count(same.Count() - 1)} more";
}
