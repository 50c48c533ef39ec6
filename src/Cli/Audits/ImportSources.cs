using System.Text.Json;
using Headroom.Load.Import;
using Headroom.Load.Import.Runs;
using Headroom.Model.Json;
using Headroom.Model.Results;

namespace Headroom.Cli.Audits;

/// <summary>What <c>headroom import</c> is given: results and claims, and folders that an earlier import left.</summary>
internal static class ImportSources
{
    private static readonly ImportedRuns s_nothing = new() { Runs = [], Claims = [], Failures = [] };

    /// <summary>Reads all of it; what an earlier import read comes last.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="ImportException">A path is not there, or holds too much.</exception>
    /// <exception cref="BadInputException">What an earlier import left cannot be read.</exception>
    public static ImportReading Read(IReadOnlyList<string> paths, CancellationToken stop)
    {
        string[] others = [.. paths.Where(static path => KeptIn(path) is null)];
        var read = others.Length == 0 ? new ImportReading(s_nothing, NamedFailed: false) : RunImport.Read(others, stop);
        return paths.Select(KeptIn).OfType<string>().DistinctBy(static file => Path.GetFullPath(file))
            .Aggregate(read, static (all, file) => all with { Runs = Joined(all.Runs, BaselineSource.ReadImported(file)) });
    }

    /// <summary>Stores what was read: one file in its folder.</summary>
    /// <exception cref="BadInputException">The folder cannot be written to.</exception>
    public static void Keep(string folder, ImportedRuns runs)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var text = JsonSerializer.Serialize(runs, ModelJson.Imported);
            File.WriteAllText(Path.Combine(folder, BaselineSource.ImportedFile), text + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--out {folder}: {e.Message.TrimEnd('.')}; expected a folder that can be written to");
        }
    }

    private static string? KeptIn(string folder) =>
        Path.Combine(folder, BaselineSource.ImportedFile) is var file && File.Exists(file) ? file : null;

    private static ImportedRuns Joined(ImportedRuns first, ImportedRuns second) => new()
    {
        Runs = [.. first.Runs, .. second.Runs],
        Claims = [.. first.Claims, .. second.Claims],
        Profiles = [.. first.Profiles, .. second.Profiles],
        Failures = [.. first.Failures, .. second.Failures],
        Skipped = first.Skipped + second.Skipped,
    };
}
