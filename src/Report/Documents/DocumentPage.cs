using Headroom.Model.Results;
using Headroom.Report.Pages;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Headroom.Report.Documents;

/// <summary>A document as one page: no script, no request to anywhere, light and dark, on paper and on a small screen.</summary>
public static class DocumentPage
{
    // Markup that stands in the text stays text.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseTaskLists().DisableHtml().Build();

    private static readonly Html Policy = new("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");

    private static readonly Html Own = new("""
        .document { max-width: 62rem; margin: 0 auto; } .document h1 { font-size: 1.9rem; line-height: 1.15; letter-spacing: -.02em; margin: 0 0 1rem; }
        .document h2 { margin: 2rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); } .document h3 { margin: 1.5rem 0 .5rem; }
        .document p, .document ul, .document ol, .document pre, .document table { margin: .6rem 0; } .document ul, .document ol { padding-left: 1.4rem; }
        .document .contains-task-list { list-style: none; padding-left: .2rem; } .document .task-list-item input { margin: 0 .5rem 0 0; }
        .document table { display: block; overflow-x: auto; } .document th { font-weight: 600; } .document td, .document th { min-width: 4.5rem; }
        @media print { .document table { display: table; } .document th code, .document td code { white-space: normal; } .document pre, .document tr { break-inside: avoid; } }
        """);

    /// <summary>The whole page.</summary>
    /// <param name="document">The document.</param>
    /// <param name="result">The audit; every number comes from it, and every text of it is escaped.</param>
    /// <returns>A document in UTF-8; the same for the same result, in every culture.</returns>
    public static string Render(ReportDocument document, AuditResult result) => Of(document.Title, result, document.Render(result));

    private static string Of(string title, AuditResult result, string markdown)
    {
        var run = result.Manifest.RunId;
        return Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>{title}: {result.Manifest.Service}, Headroom audit</title>
            <style>
            {Style.Sheet}
            {Own}
            </style>
            </head>
            <body>
            <main class="document">
            <section>
            {Body(markdown)}
            </section>
            </main>
            <footer><p>Every number stands in <code>result.json</code> of run <code>{run}</code>. “–” means that nobody knows.</p></footer>
            </body>
            </html>

            """).Markup;
    }

    // GitHub takes the backslash before a bar out of code in a table; this library leaves it in.
    private static Html Body(string markdown)
    {
        var tree = Markdown.Parse(markdown, Pipeline);
        foreach (var code in tree.Descendants<Table>().SelectMany(static table => table.Descendants<CodeInline>()))
        {
            code.Content = code.Content.Replace("\\|", "|", StringComparison.Ordinal);
        }

        return new Html(tree.ToHtml(Pipeline));
    }
}
