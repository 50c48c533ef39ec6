using Headroom.Model.Results;
using Headroom.Report.Texts;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Profiling;

/// <summary>
/// The performance profile: what ran, on what, where the time and the work went, what to change in which order, and by what to see that it
/// helped. For the engineer who does the work; what was not measured says so, with its reason.
/// </summary>
public static class ProfilingDocument
{
    /// <summary>The whole document as Markdown.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    /// <returns>Lines that end in a line feed; the same for the same result, in every culture.</returns>
    public static string Render(AuditResult result) => string.Join("\n\n", Parts(result)) + "\n";

    private static IEnumerable<string> Parts(AuditResult result) =>
        [.. Opening(result), .. ProfiledRun.Parts(result), .. ProfiledWork.Parts(result), .. ProfiledAdvice.Parts(result)];

    private static IEnumerable<string> Opening(AuditResult result)
    {
        var (label, tone) = Words.Of(result);
        yield return $"# Performance profile: {Text(result.Manifest.Service)}";
        yield return $"{Sign(tone)} **{label}.** {Paragraphs(result.Decision.Sentence)}";
        if (!result.Trust.Valid)
        {
            yield return "**The measurement cannot be trusted: its numbers are shown, but prove nothing.**";
            yield return string.Join('\n', result.Trust.Reasons.Select(reason => $"- {Text(reason)}"));
        }

        foreach (var part in MarkdownTrust.Missing(result))
        {
            yield return part;
        }

        yield return $"Every number stands in `result.json`; {Format.Unknown} means that nobody knows. "
            + "A detector that did not run found nothing out: its silence is no proof of health.";
    }
}
