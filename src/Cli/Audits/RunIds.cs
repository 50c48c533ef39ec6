using System.Globalization;
using Headroom.Collect;

namespace Headroom.Cli.Audits;

/// <summary>Names of runs: sortable by time, readable, and free.</summary>
internal static class RunIds
{
    private const string Home = "runs";

    /// <summary>
    /// The folder of the newest audit below <c>runs/</c>, or null when there is none; what load and comparisons left is no audit.
    /// </summary>
    public static string? Newest() => !Directory.Exists(Home) ? null : Directory.EnumerateDirectories(Home)
        .Where(static folder => File.Exists(Path.Combine(folder, "result.json")) && RunFolder.Open(folder) is not null)
        .Order(StringComparer.Ordinal).LastOrDefault();

    /// <summary>The folder for a run: the one that was asked for, or a new one below <c>runs/</c>.</summary>
    /// <exception cref="BadInputException">The folder that was asked for holds something else, or is a file.</exception>
    public static string FolderFor(string? asked, string what, TimeProvider time)
    {
        if (asked is not null)
        {
            if (FileOn(asked) is { } file)
            {
                throw new BadInputException(
                    $"--out {asked}: {file} is a file; expected a new or empty folder, or an earlier run to replace");
            }

            return !Directory.Exists(asked)
                || !Directory.EnumerateFileSystemEntries(asked).Any()
                || File.Exists(Path.Combine(asked, "manifest.json"))
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

    // A folder cannot be made of a file, nor below one.
    private static string? FileOn(string? path) =>
        string.IsNullOrEmpty(path) ? null : File.Exists(path) ? path : FileOn(Path.GetDirectoryName(path));
}
