using Headroom.Collect;
using Headroom.Model.Results;
using Headroom.Report.Documents;

namespace Headroom.Cli.Reports;

/// <summary>The documents of a run, in its folder.</summary>
internal static class DocumentFolder
{
    /// <summary>The folder below that of the run.</summary>
    public const string Home = "documents";

    private const string Index = "INDEX.md";

    // What other tools read beside the Markdown for people.
    private static readonly string[] Machine = ["json", "csv"];

    /// <summary>Every file that may be there, in any format, by its path in the run folder.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        $"{Home}/{Index}",
        .. ReportDocuments.All.Select(static document => $"{document.File}.{DocumentFormats.Pdf}"),
        .. from document in ReportDocuments.All
           from format in DocumentFormats.Of(document)
           select document.File + format.Extension,
    ];

    /// <summary>
    /// Writes every document as Markdown, what tools read of them (<c>fix-spec.json</c>, <c>plan.csv</c>, ...), and the list of them;
    /// what an earlier judgement left of them in any other format is removed.
    /// </summary>
    /// <returns>The files that were removed and not written again, by their paths in the run folder.</returns>
    public static IReadOnlyList<string> Write(RunFolder folder, AuditResult result)
    {
        List<string> written = [];
        List<string> removed = [];
        foreach (var document in ReportDocuments.All)
        {
            Remove($"{document.File}.{DocumentFormats.Pdf}");
            foreach (var format in DocumentFormats.Of(document))
            {
                var file = document.File + format.Extension;
                if (format.Name == "md" || Machine.Contains(format.Name, StringComparer.Ordinal))
                {
                    folder.Write(file, format.Render(result).TrimEnd('\n'));
                    written.Add(Path.GetFileName(file));
                }
                else
                {
                    Remove(file);
                }
            }
        }

        folder.Write($"{Home}/{Index}", DocumentIndex.Render(result, written).TrimEnd('\n'));
        return removed;

        void Remove(string file)
        {
            if (File.Exists(folder.FileOf(file)))
            {
                folder.Delete(file);
                removed.Add(file);
            }
        }
    }

    /// <summary>
    /// Writes the list anew after single documents were written: what is in their folder now; without a folder there is none.
    /// </summary>
    /// <param name="run">The folder of the run.</param>
    /// <param name="result">The audit.</param>
    public static void Relist(string run, AuditResult result)
    {
        var home = Path.Combine(run, Home);
        if (Directory.Exists(home))
        {
            List<string> there = [.. Directory.EnumerateFiles(home).Select(static file => Path.GetFileName(file))];
            File.WriteAllText(Path.Combine(home, Index), DocumentIndex.Render(result, there));
        }
    }
}
