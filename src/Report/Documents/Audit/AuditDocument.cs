using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Audit;

/// <summary>
/// The performance and scalability audit in thirteen chapters: what was measured, and of what was not, that it was not and why.
/// </summary>
public static class AuditDocument
{
    private static readonly IReadOnlyList<(string Title, Func<AuditResult, IEnumerable<string>> Parts)> Chapters =
    [
        ("Objectives and service levels", ObjectivesChapter.Parts),
        ("Baseline and traffic", TrafficChapter.Parts),
        ("Backend", BackendChapter.Parts),
        ("Front end", FrontEndChapter.Parts),
        ("Load, stress, soak, chaos", StressChapter.Parts),
        ("Capacity", CapacityChapter.Parts),
        ("Observability", ObservabilityChapter.Parts),
        ("Scripts and commands", CommandsChapter.Parts),
        ("Risk scoring", ScoringChapter.Parts),
        ("Remediation plan", RemediationChapter.Parts),
        ("Continuous integration", GateChapter.Parts),
        ("Reviewer checklist", ChecklistChapter.Parts),
        ("Findings summary and sign-off", SummaryChapter.Parts),
    ];

    /// <summary>The whole document: the decision first, the sign-off last.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    /// <returns>Markdown whose lines end in a line feed; the same for the same result, in every culture.</returns>
    public static string Render(AuditResult result) => string.Join("\n\n", Parts(result)) + "\n";

    private static IEnumerable<string> Parts(AuditResult result) =>
    [
        .. Head(result),
        .. Chapters.SelectMany((chapter, i) => chapter.Parts(result).Prepend($"## {Format.Coordinate(i + 1)}. {chapter.Title}")),
    ];

    private static IEnumerable<string> Head(AuditResult result)
    {
        var (label, tone) = Words.Of(result);
        return
        [
            $"# Performance and scalability audit: {Text(result.Manifest.Service)}",
            $"**{Sign(tone)} {label}**",
            Paragraphs(result.Decision.Sentence),
            .. Fixes.First(result) is { } first ? [Fixes.Told(result)!, Verified(result, first)] : Array.Empty<string>(),
            $"Every number here is from the result of the run {Code(result.Manifest.RunId)} (`result.json`); of what was not measured, "
                + "its chapter says so.",
        ];
    }

    private static string Verified(AuditResult result, Finding first) =>
        $"To verify it: {Code(Fixes.Verify(result, first))}. {Fixes.CommandMeaning(result)}";
}
