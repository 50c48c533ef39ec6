using System.Security.Cryptography;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;

namespace Headroom.Cli.Reports;

/// <summary>Prints a page on paper with the Chromium of the machine, in a profile of its own that is gone afterwards.</summary>
/// <param name="browser">The program.</param>
/// <param name="time">The clock of the time limit.</param>
internal sealed class PdfPrinter(string browser, TimeProvider time)
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Tries to remove the browser's folder after the first one (a count).</summary>
    private const int Removals = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The printer.</summary>
    /// <param name="searchPath">The value of PATH.</param>
    /// <param name="time">The clock of the time limit.</param>
    /// <exception cref="BadInputException">No folder of the search path has a Chromium.</exception>
    public static PdfPrinter Find(string? searchPath, TimeProvider time)
    {
        var folders = (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var found = Programs.SelectMany(program => folders.Select(folder => Path.Combine(folder, program))).FirstOrDefault(File.Exists);
        return found is null
            ? throw new BadInputException(
                $"--format pdf: it is printed by Chromium, and no folder of PATH has {string.Join(", ", Programs)}; "
                + "expected one (`eng/setup chromium` installs it), or --format html, which any browser prints")
            : new PdfPrinter(found, time);
    }

    /// <summary>Prints one page.</summary>
    /// <param name="html">The page; it asks for nothing from anywhere.</param>
    /// <param name="file">The PDF; one that is there is replaced.</param>
    /// <param name="cancellation">Ends the browser.</param>
    /// <exception cref="InvalidOperationException">The browser did not print it.</exception>
    public async Task PrintAsync(string html, string file, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Headroom needs Linux.");
        }

        using var journal = OwnerJournal.Open(OwnerJournal.DefaultFolder(), ProcessStamp.Own());
        var place = Path.Combine(Path.GetTempPath(), $"headroom-pdf-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        var entry = journal.Add(new JournalEntry.Folder(place));
        try
        {
            Directory.CreateDirectory(place, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var page = Path.Combine(place, "page.html");
            var paper = Path.Combine(place, "page.pdf");
            await File.WriteAllTextAsync(page, html, cancellation);
            var start = new ChildStart(browser, Arguments(place, page, paper), place)
            {
                Environment = new Dictionary<string, string>(StringComparer.Ordinal) { [OwnerJournal.OwnerVariable] = journal.OwnerId },
            };
            var (code, output) = await ShortCommand.RunAsync(start, Limit, time, cancellation);
            if (code != 0 || !File.Exists(paper) || new FileInfo(paper).Length == 0)
            {
                throw new InvalidOperationException(
                    $"{browser} did not print {Path.GetFileName(file)} (exit code {code}): {output.Trim()}");
            }

            File.Move(paper, file, overwrite: true);
        }
        finally
        {
            if (await RemoveAsync(place))
            {
                journal.CrossOut(entry);
            }
        }
    }

    // What was killed may still write into its profile for a moment; that the folder stays must not hide why nothing was printed.
    private async Task<bool> RemoveAsync(string place)
    {
        for (var left = Removals; Directory.Exists(place); left--)
        {
            try
            {
                Directory.Delete(place, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (left == 0)
                {
                    await Console.Error.WriteLineAsync($"headroom: {place} stays ({e.Message}); headroom doctor removes it");
                    return false;
                }

                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }

        return true;
    }

    /// <summary>What the browser is started with.</summary>
    /// <param name="place">The folder of its profile.</param>
    /// <param name="page">The page.</param>
    /// <param name="paper">The PDF.</param>
    internal static IReadOnlyList<string> Arguments(string place, string page, string paper) =>
    [
        "--headless=new",
        .. Environment.IsPrivilegedProcess ? (string[])["--no-sandbox"] : [], // a sandbox refuses root
        $"--user-data-dir={Path.Combine(place, "profile")}",
        "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--disable-background-networking", "--no-first-run",
        "--no-pdf-header-footer",
        $"--print-to-pdf={paper}",
        new Uri(page).AbsoluteUri,
    ];
}
