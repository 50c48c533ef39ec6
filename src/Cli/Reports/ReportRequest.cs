using Headroom.Load.Scenarios;
using Headroom.Report.Documents;

namespace Headroom.Cli.Reports;

/// <summary>Which documents of a run are asked for, and how.</summary>
/// <param name="Run">The folder of the run.</param>
/// <param name="Documents">The documents, each of which has the format.</param>
/// <param name="Format">The format's name.</param>
/// <param name="Output">The folder that they are written into; "-" is stdout; null: the run's own.</param>
internal sealed record ReportRequest(string Run, IReadOnlyList<ReportDocument> Documents, string Format, string? Output)
{
    /// <summary>What stands for every document that has the format.</summary>
    public const string Everything = "all";

    private const string Stdout = "-";

    /// <summary>Whether one document goes to stdout.</summary>
    public bool IsPrinted => Output == Stdout;

    /// <summary>Reads what the command line says.</summary>
    /// <exception cref="BadInputException">It names what does not exist, or what cannot be together: all of it.</exception>
    public static ReportRequest Read(string run, string names, string format, string? output)
    {
        List<string> mistakes = [];
        var isEverything = names == Everything;
        var asked = isEverything ? [.. ReportDocuments.All] : Named(names, mistakes);
        var formats = KnownFormats();
        if (!formats.Contains(format, StringComparer.Ordinal))
        {
            mistakes.Add($"--format {format}: no such format{Guess(format, formats)}; expected one of {string.Join(", ", formats)}");
            throw new BadInputException(mistakes);
        }

        var without = asked.Where(document => !DocumentFormats.NamesOf(document).Contains(format, StringComparer.Ordinal)).ToList();
        var wanted = asked.Except(without).ToList();
        if (!isEverything)
        {
            mistakes.AddRange(without.Select(document =>
                $"--format {format}: the document {document.Name} has no such format; "
                + $"expected one of {string.Join(", ", DocumentFormats.NamesOf(document))}"));
        }

        if (output == Stdout && wanted.Count > 1)
        {
            mistakes.Add($"--out {Stdout}: {wanted.Count} documents; expected one, such as --document {wanted[0].Name}");
        }

        if (output == Stdout && format == DocumentFormats.Pdf)
        {
            mistakes.Add($"--out {Stdout}: a PDF is not printed; expected a folder");
        }

        return mistakes.Count > 0 ? throw new BadInputException(mistakes) : new ReportRequest(run, wanted, format, output);
    }

    private static List<ReportDocument> Named(string names, List<string> mistakes)
    {
        List<ReportDocument> found = [];
        foreach (var name in names.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal))
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

    private static List<string> KnownFormats() =>
        [.. ReportDocuments.All.SelectMany(static document => DocumentFormats.NamesOf(document)).Distinct(StringComparer.Ordinal)];

    private static string Guess(string word, IEnumerable<string> known) =>
        Spelling.Nearest(word, known) is { } nearest ? $" (did you mean {nearest}?)" : "";
}
