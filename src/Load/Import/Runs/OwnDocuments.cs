using System.Text.Json;

namespace Headroom.Load.Import.Runs;

/// <summary>
/// Folders of Headroom's own runs: what its documents say are its own words, and no claims of somebody else. What lies there besides, such
/// as profiles and another tool's files, is read as anywhere.
/// </summary>
internal static class OwnDocuments
{
    /// <summary>A longer manifest (in bytes) is none of Headroom's.</summary>
    private const int MostBytes = 1_000_000;

    private static readonly string[] s_folders = ["documents", "audit_artifacts", "evidence", "baseline"];

    private static readonly string[] s_files = ["plan.json", "manifest.json", "result.json", "report.md", "report.html"];

    /// <summary>Whether a folder is that of a run: its manifest names the version of Headroom that made it.</summary>
    public static bool IsRun(string folder)
    {
        var manifest = new FileInfo(Path.Combine(folder, "manifest.json"));
        if (!manifest.Exists || manifest.Length > MostBytes)
        {
            return false;
        }

        try
        {
            using var content = manifest.OpenRead();
            using var document = JsonDocument.Parse(content);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("versions", out var versions) && versions.ValueKind == JsonValueKind.Object
                && versions.TryGetProperty("headroom", out _);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether Headroom wrote a file of a run.</summary>
    /// <param name="run">The folder of the run.</param>
    /// <param name="path">The file below it.</param>
    public static bool Holds(string run, string path)
    {
        var parts = Path.GetRelativePath(run, path).Split(Path.DirectorySeparatorChar);
        return (parts.Length == 1 ? s_files : s_folders).Contains(parts[0], StringComparer.Ordinal);
    }
}
