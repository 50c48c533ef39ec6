using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Texts;

/// <summary>One finding, or one piece of rejected advice, in Markdown.</summary>
internal static class MarkdownFinding
{
    /// <summary>Endpoints that a list of places shows besides the first (a count).</summary>
    private const int MostReached = 10;

    /// <summary>A finding with its place in the order of repair.</summary>
    public static IEnumerable<string> Found(AuditResult result, Finding finding, int rank) =>
    [
        $"### {Format.Coordinate(rank)}. {Heading(finding)}",
        Place(result, finding),
        .. Effect(result, finding),
        .. FindingFacts.Repeat(finding) is { Length: > 0 } repeat ? [Text(repeat)] : Array.Empty<string>(),
        Paragraphs(finding.Explanation),
        .. Numbers(finding),
        .. finding.Subject.Query is { } query ? [Statement(query)] : Array.Empty<string>(),
        .. finding.Remedies.SelectMany(Remedy),
        $"To verify the fix: {Code(Fixes.Verify(result, finding))}",
        Pointers(result, finding),
    ];

    /// <summary>Advice that the measurement refuted.</summary>
    public static IEnumerable<string> Rejected(AuditResult result, Finding finding)
    {
        var proof = FindingFacts.ProofOf(result, finding);
        return
        [
            $"### Rejected: {Text(finding.Title)}",
            Place(result, finding),
            proof is null
                ? $"**{Text(Gain.Of(finding.Effect).Sentence)}**"
                : $"**Measured: {Words.Of(proof.Verdict)}.** {Text(proof.Reason)}",
            .. Effect(result, finding, headline: false),
            .. finding.Remedies.Take(1).Select(r => Fence(Language(r), r.Up)),
            Pointers(result, finding),
        ];
    }

    private static IEnumerable<string> Numbers(Finding finding) => finding.Facts.Count == 0
        ? []
        : [string.Join('\n', FindingFacts.Numbers(finding).Select(n => $"- {Text(n.What)}: {n.Much}"))];

    private static string Heading(Finding finding) => $"{Words.Of(finding.Severity)}: {Text(finding.Title)}";

    private static string Place(AuditResult result, Finding finding) => string.Join(
        '\n',
        Places(FindingFacts.Places(result, finding))
            .Concat(FindingFacts.Share(result, finding) is { Length: > 0 } share ? [$"- {share}"] : [])
            .Concat(FindingFacts.Overlap(result, finding) is { Length: > 0 } overlap ? [$"- {overlap}"] : []));

    /// <summary>Places as items of a list; of very many endpoints the first, and how many more there are.</summary>
    /// <param name="places">What each is, and its name, in the order of <see cref="FindingFacts.Places"/>.</param>
    public static IEnumerable<string> Places(IEnumerable<(string What, string Name)> places)
    {
        List<(string What, string Name)> all = [.. places];
        var reached = all.Where(static place => place.What == FindingFacts.AlsoReached).Skip(MostReached).ToList();
        return all.Except(reached).Select(static place => $"- {place.What}: {Code(place.Name)}")
            .Concat(reached.Count == 0 ? [] : [$"- {FindingFacts.AlsoReached}: and {Format.Several(reached.Count, "more endpoint")}"]);
    }

    private static IEnumerable<string> Effect(AuditResult result, Finding finding, bool headline = true)
    {
        var proof = FindingFacts.ProofOf(result, finding);
        if (headline)
        {
            yield return $"**{Text(Gain.Of(finding.Effect).Headline)}** ({Text(Gain.Of(finding.Effect).Detail)})";
        }

        if (finding.Effect is Effect.Measured measured)
        {
            foreach (var part in Changes(result, measured.Arms, measured.Changes, proof?.Costs ?? []))
            {
                yield return part;
            }
        }
        else if (proof is not null)
        {
            yield return $"An experiment was made: {Words.Of(proof.Verdict)}. {Text(proof.Reason)}";
            if (FindingFacts.Measures(proof))
            {
                foreach (var part in Changes(result, proof.Arms, proof.Changes, proof.Costs))
                {
                    yield return part;
                }
            }
        }

        if (proof is not null && FindingFacts.Price(proof) is { Length: > 0 } price)
        {
            yield return $"Price: {price}.";
        }
    }

    private static IEnumerable<string> Changes(
        AuditResult result, IReadOnlyList<string> arms, IReadOnlyList<MeasuredChange> changes, IReadOnlyList<MeasuredChange> costs) =>
        [Of(FindingFacts.Changes(result, arms, changes, costs)), .. FindingFacts.ChangesMeaning(changes)];

    /// <summary>A remedy: the change, the way back, the risk.</summary>
    public static IEnumerable<string> Remedy(Remedy remedy, int index)
    {
        yield return $"{(index == 0 ? "Remedy" : "Or")} ({Words.Of(remedy.Scope)}):";
        yield return Fence(Language(remedy), remedy.Up);
        if (remedy.Down is { } down)
        {
            yield return "To take it back:";
            yield return Fence(Language(remedy), down);
        }

        yield return $"Risk: {Text(remedy.Risk)}";
    }

    private static string Pointers(AuditResult result, Finding finding) => string.Join(
        '\n',
        FindingFacts.EvidenceOf(result, finding).Select(e => $"- evidence: {Code(e)}")
            .Append($"- confidence before any proof: {finding.Confidence.ToString().ToLowerInvariant()}")
            .Append($"- detector: {Code(finding.Detector)}")
            .Append($"- fingerprint, for a waiver: {Code(finding.Fingerprint)}"));

    private static string Language(Remedy remedy) => remedy.Kind is RemedyKind.Index or RemedyKind.Maintenance ? "sql" : "";
}
