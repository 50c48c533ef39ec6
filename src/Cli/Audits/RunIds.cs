using System.Globalization;
using System.Text.Json;
using Headroom.Collect;

namespace Headroom.Cli.Audits;

/// <summary>Names of runs: sortable by time, readable, and free.</summary>
internal static class RunIds
{
    private const string Home = "runs";

    /// <summary>
    /// The folder of the newest audit below <c>runs/</c>, or null when there is none; what load and comparisons left is no audit.
    /// </summary>
    public static string? Newest() => NewestBelow(Home);

    /// <summary>The folder of the audit that began last, of those in a folder; of two that began at once the later name.</summary>
    /// <param name="home">The folder of the runs, which need not exist.</param>
    internal static string? NewestBelow(string home) => !Directory.Exists(home) ? null : Directory.EnumerateDirectories(home)
        .Where(static folder => File.Exists(Path.Combine(folder, "result.json")))
        .Select(RunFolder.Open)
        .OfType<RunFolder>()
        .OrderBy(StartOf)
        .ThenBy(static run => run.Path, StringComparer.Ordinal)
        .Select(run => Path.Combine(home, Path.GetFileName(run.Path)))
        .LastOrDefault();

    // One whose manifest is damaged comes before all others: it is taken, and told of, only where there is no other.
    private static DateTimeOffset StartOf(RunFolder run)
    {
        try
        {
            return run.ReadManifest().StartedAt;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return DateTimeOffset.MinValue;
        }
    }

    /// <summary>The folder for a run: the one that was asked for, or a new one below <c>runs/</c>.</summary>
    /// <exception cref="BadInputException">The folder that was asked for has no name, holds something else, or is a file.</exception>
    public static string FolderFor(string? asked, string what, TimeProvider time)
    {
        if (asked is not null)
        {
            if (string.IsNullOrWhiteSpace(asked))
            {
                throw new BadInputException(
                    "--out is empty (a variable that is not set?); expected a new or empty folder, or an earlier run to replace");
            }

            if (FileOn(asked) is { } file)
            {
                throw new BadInputException(
                    $"--out {asked}: {file} is a file; expected a new or empty folder, or an earlier run to replace");
            }

            return !Directory.Exists(asked)
                || !Directory.EnumerateFileSystemEntries(asked).Any()
                || IsRun(asked)
                ? asked
                : throw new BadInputException(
                    $"--out {asked}: the folder holds something that is no run of Headroom; "
                    + "expected a new or empty folder, or an earlier run to replace");
        }

        var stem = Path.Combine(Home, $"{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{what}");
        var folder = stem;
        for (var number = 2; Directory.Exists(folder); number++)
        {
            folder = $"{stem}-{number}";
        }

        return folder;
    }

    // A manifest.json may be that of a web page or of an extension: only one that can be read as a run's makes a folder replaceable.
    private static bool IsRun(string folder)
    {
        try
        {
            return RunFolder.Open(folder)?.ReadManifest() is not null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // A folder cannot be made of a file, nor below one.
    private static string? FileOn(string? path) =>
        string.IsNullOrEmpty(path) ? null : File.Exists(path) ? path : FileOn(Path.GetDirectoryName(path));
}
