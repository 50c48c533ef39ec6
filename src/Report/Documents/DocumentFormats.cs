using Headroom.Model.Results;
using Headroom.Report.Documents.Remediation;
using Headroom.Report.Formats;

namespace Headroom.Report.Documents;

/// <summary>A form in which a document is written.</summary>
/// <param name="Name">What <c>headroom report --format</c> calls it: "md".</param>
/// <param name="Extension">The end of its file's name: ".md".</param>
/// <param name="Render">Writes it.</param>
public sealed record DocumentFormat(string Name, string Extension, Func<AuditResult, string> Render);

/// <summary>The forms that each document has.</summary>
public static class DocumentFormats
{
    /// <summary>Paper: a browser prints it from the HTML.</summary>
    public const string Pdf = "pdf";

    /// <summary>The forms of a document that are text; each has <see cref="Pdf"/> besides.</summary>
    /// <param name="document">The document.</param>
    public static IReadOnlyList<DocumentFormat> Of(ReportDocument document) =>
    [
        new("md", ".md", document.Render),
        new("html", ".html", result => DocumentPage.Render(document, result)),
        .. OwnOf(document.Name),
    ];

    /// <summary>The names of all forms of a document.</summary>
    /// <param name="document">The document.</param>
    public static IReadOnlyList<string> NamesOf(ReportDocument document) => [.. Of(document).Select(static format => format.Name), Pdf];

    private static DocumentFormat[] OwnOf(string document) => document switch
    {
        "fix-spec" => [new("json", ".json", FixSpecDocument.Json)],
        "plan" => [new("csv", ".csv", PlanDocument.Csv)],
        "findings" =>
        [
            new("csv", ".csv", FindingsCsv.Render), new("sarif", ".sarif", SarifLog.Render), new("junit", ".junit.xml", JunitReport.Render),
            new("github", ".annotations.txt", GithubAnnotations.Render), new("pr-comment", ".pr-comment.md", PullRequestComment.Render),
        ],
        _ => [],
    };
}
