using System.Globalization;

namespace Headroom.Cli.Audits;

/// <summary>Names of runs: sortable by time, readable, and free.</summary>
internal static class RunIds
{
    /// <summary>The folder for a run: the one that was asked for, or a new one below <c>runs/</c>.</summary>
    /// <exception cref="BadInputException">The folder that was asked for holds something else.</exception>
    public static string FolderFor(string? asked, string what, TimeProvider time)
    {
        if (asked is not null)
        {
            return !Directory.Exists(asked) || !Directory.EnumerateFileSystemEntries(asked).Any() || File.Exists(Path.Combine(asked, "manifest.json"))
                ? asked
                : throw new BadInputException($"--out {asked}: the folder holds something that is no run of Headroom; expected a new or empty folder, or an earlier run to replace");
        }

        var stem = Path.Combine("runs", $"{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{what}");
        var folder = stem;
        for (var number = 2; Directory.Exists(folder); number++)
        {
            folder = $"{stem}-{number}";
        }

        return folder;
    }
}
