using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Remediation;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents;

/// <summary>The list of a run's documents: what each is for, and which evidence it rests on.</summary>
public static class DocumentIndex
{
    private const string Command = "headroom report RUN --document NAME --format FORMAT";

    /// <summary>The list as Markdown; its links hold from the folder of the documents.</summary>
    /// <param name="result">The audit.</param>
    /// <param name="files">The names of the files in that folder.</param>
    public static string Render(AuditResult result, IReadOnlyList<string> files) => string.Join(
        "\n\n",
        $"# Documents: {Text(result.Manifest.Service)}, run {Code(result.Manifest.RunId)}",
        $"**{Words.Of(result).Label}.** {Text(result.Decision.Sentence)}",
        $"Each is a rendering of [result.json](../result.json) and of nothing else; {Code(Command)} writes one again, "
            + "in any of its formats.",
        string.Join("\n\n", ReportDocuments.All.Select(document => Entry(document, result, files))),
        "## Evidence of every finding",
        EvidenceOf(result.Findings.Concat(result.Rejected), result) is { Count: > 0 } evidence
            ? string.Join('\n', evidence.Select(static file => $"- {LinkTo(file)}"))
            : "There is no finding, and so none that findings name.") + "\n";

    private static string Entry(ReportDocument document, AuditResult result, IReadOnlyList<string> files)
    {
        var stem = document.File[(document.File.LastIndexOf('/') + 1)..];
        var there = DocumentFormats.Of(document).Select(format => stem + format.Extension).Append($"{stem}.{DocumentFormats.Pdf}")
            .Where(file => files.Contains(file, StringComparer.Ordinal));
        var links = string.Join(", ", there.Select(static file => $"[{file}]({file})"));
        return string.Join(
            "\n\n",
            $"## {Text(document.Title)}",
            Text(document.Summary),
            $"- files: {(links.Length == 0 ? "none" : links)}\n"
                + $"- formats: {string.Join(", ", DocumentFormats.NamesOf(document).Select(Code))}\n"
                + $"- evidence: {Evidence(document, result)}");
    }

    // But for the first fix, a document rests on what every finding rests on: told once.
    private static string Evidence(ReportDocument document, AuditResult result)
    {
        if (document.Name != "fix-spec")
        {
            return "that of every finding, listed at the end";
        }

        var first = FixSpecs.Of(result).Fix?.Fingerprint;
        return string.Join(", ", EvidenceOf(result.Findings.Where(finding => finding.Fingerprint == first), result).Select(LinkTo))
            is { Length: > 0 } links
            ? links
            : "no finding, and so none that it names";
    }

    private static List<string> EvidenceOf(IEnumerable<Finding> findings, AuditResult result) =>
    [
        .. findings.SelectMany(finding => FindingFacts.EvidenceOf(result, finding))
            .Select(static pointer => pointer.Split('#')[0])
            .Where(static file => file.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private static string LinkTo(string file) => $"[{Code(file)}](../{Link(file)})";

    // A fingerprint in the name of a file holds what a link cannot.
    private static string Link(string file) => string.Join('/', file.Split('/').Select(Uri.EscapeDataString))
        .Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal);
}
