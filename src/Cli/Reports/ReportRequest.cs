using Headroom.Load.Scenarios;
using Headroom.Report.Documents;

namespace Headroom.Cli.Reports;

/// <summary>One document in one format.</summary>
/// <param name="Document">The document.</param>
/// <param name="Format">The name of a format that it has.</param>
internal sealed record RequestedFile(ReportDocument Document, string Format)
{
    /// <summary>Whether a browser prints it; else it is text.</summary>
    public bool IsPaper => Format == DocumentFormats.Pdf;
}

/// <summary>Which documents of a run are asked for, and how.</summary>
/// <param name="Run">The folder of the run.</param>
/// <param name="Files">What is written: by document, then by format, each in the order in which it was asked for.</param>
/// <param name="Output">The folder that they are written into; "-" is stdout; null: the run's own.</param>
internal sealed record ReportRequest(string Run, IReadOnlyList<RequestedFile> Files, string? Output)
{
    /// <summary>What stands for every document that has one of the formats.</summary>
    public const string Everything = "all";

    private const string Stdout = "-";

    /// <summary>Whether one document goes to stdout.</summary>
    public bool IsPrinted => Output == Stdout;

    /// <summary>Reads what the command line says.</summary>
    /// <param name="run">The folder of the run.</param>
    /// <param name="names">Names of documents, or <see cref="Everything"/>; each may be several with commas between.</param>
    /// <param name="formats">Names of formats, likewise: every document is written in each; of all documents, those that have it.</param>
    /// <param name="output">What <c>--out</c> says, or null.</param>
    /// <exception cref="BadInputException">It names what does not exist, or what cannot be together: all of it.</exception>
    public static ReportRequest Read(string run, IReadOnlyList<string> names, IReadOnlyList<string> formats, string? output)
    {
        List<string> mistakes = [];
        var asked = Parts(names);
        var isEverything = asked.Contains(Everything, StringComparer.Ordinal);
        var named = Named(asked.Where(static name => name != Everything), mistakes);
        var documents = isEverything ? ReportDocuments.All : named;
        var known = Known(Parts(formats), mistakes);
        if (!isEverything)
        {
            mistakes.AddRange(documents.SelectMany(document => known.Where(format => !Has(document, format)).Select(format =>
                $"--format {format}: the document {document.Name} has no such format; "
                + $"expected one of {string.Join(", ", DocumentFormats.NamesOf(document))}")));
        }

        List<RequestedFile> files =
        [
            .. documents.SelectMany(document =>
                known.Where(format => Has(document, format)).Select(format => new RequestedFile(document, format))),
        ];
        if (output == Stdout)
        {
            mistakes.AddRange(Unprintable(files));
        }

        return mistakes.Count > 0 ? throw new BadInputException(mistakes) : new ReportRequest(run, files, output);
    }

    private static List<string> Parts(IReadOnlyList<string> said) =>
        [.. said.SelectMany(static one => one.Split(',', StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)];

    private static List<ReportDocument> Named(IEnumerable<string> names, List<string> mistakes)
    {
        List<ReportDocument> found = [];
        foreach (var name in names)
        {
            if (ReportDocuments.Find(name) is { } document)
            {
                found.Add(document);
            }
            else
            {
                IReadOnlyList<string> known = [.. ReportDocuments.All.Select(static one => one.Name), Everything];
                mistakes.Add($"--document {name}: no such document{Guess(name, known)}; expected one of {string.Join(", ", known)}");
            }
        }

        return found;
    }

    private static List<string> Known(IEnumerable<string> formats, List<string> mistakes)
    {
        List<string> all =
            [.. ReportDocuments.All.SelectMany(static document => DocumentFormats.NamesOf(document)).Distinct(StringComparer.Ordinal)];
        List<string> found = [];
        foreach (var format in formats)
        {
            if (all.Contains(format, StringComparer.Ordinal))
            {
                found.Add(format);
            }
            else
            {
                mistakes.Add($"--format {format}: no such format{Guess(format, all)}; expected one of {string.Join(", ", all)}");
            }
        }

        return found;
    }

    private static bool Has(ReportDocument document, string format) =>
        DocumentFormats.NamesOf(document).Contains(format, StringComparer.Ordinal);

    private static IEnumerable<string> Unprintable(List<RequestedFile> files)
    {
        if (files.Count > 1)
        {
            var one = files.Find(static file => !file.IsPaper) ?? files[0];
            yield return $"--out {Stdout}: {files.Count} files; expected one document in one format, "
                + $"such as --document {one.Document.Name} --format {one.Format}";
        }

        if (files.Exists(static file => file.IsPaper))
        {
            yield return $"--out {Stdout}: a PDF is not printed; expected a folder";
        }
    }

    private static string Guess(string word, IEnumerable<string> known) =>
        Spelling.Nearest(word, known) is { } nearest ? $" (did you mean {nearest}?)" : "";
}
