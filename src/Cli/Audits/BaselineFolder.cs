using System.Text.Json;
using Headroom.Analyze.Baselines;
using Headroom.Analyze.Judge;
using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Model.Json;

namespace Headroom.Cli.Audits;

/// <summary>
/// What an audit was asked to be held against, kept in its run folder, so that it can be judged again when the baseline is gone:
/// <c>baseline/imported.json</c> (runs of load tools, claims) and <c>baseline/run/</c> (plan, manifest and evidence of a run of
/// Headroom).
/// </summary>
internal static class BaselineFolder
{
    private const string Folder = "baseline";

    private const string Run = "run";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly string[] s_files = ["plan.json", "manifest.json", "load.json"];

    private static readonly string s_values = $"{StatementParameters.Kind}.json";

    /// <summary>
    /// Copies a baseline into the folder of a run that begins; what an earlier run of the folder was held against is removed.
    /// </summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="source">The baseline, or null.</param>
    public static void Keep(string folder, BaselineSource? source)
    {
        var own = Path.Combine(folder, Folder);
        if (Directory.Exists(own))
        {
            Directory.Delete(own, recursive: true);
        }

        if (source is null)
        {
            return;
        }

        Directory.CreateDirectory(own);
        var imported = JsonSerializer.Serialize(source.Imported, ModelJson.Imported);
        File.WriteAllText(Path.Combine(own, BaselineSource.ImportedFile), imported + "\n");
        if (source.RunFolder is { } recorded)
        {
            CopyRun(recorded, Path.Combine(own, Run));
        }
    }

    /// <summary>What a run is to be held against, or null.</summary>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static RecordedBaseline? Read(RunFolder folder)
    {
        var imported = folder.FileOf(Path.Combine(Folder, BaselineSource.ImportedFile));
        return File.Exists(imported)
            ? new RecordedBaseline(BaselineSource.ReadImported(imported), RecordedRunOf(folder.FileOf(Path.Combine(Folder, Run))))
            : null;
    }

    private static RecordedRun? RecordedRunOf(string path) => Directory.Exists(path) ? RecordedRuns.Read(path) : null;

    // Values of parameters stay where they were recorded: nothing is judged by them.
    private static void CopyRun(string from, string to)
    {
        var evidence = Directory.CreateDirectory(Path.Combine(to, "evidence"));
        if (!OperatingSystem.IsWindows())
        {
            evidence.UnixFileMode = OwnerOnly;
        }

        foreach (var name in s_files.Where(name => File.Exists(Path.Combine(from, name))))
        {
            File.Copy(Path.Combine(from, name), Path.Combine(to, name));
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(from, "evidence"), "*.json")
            .Where(static file => Path.GetFileName(file) != s_values).Order(StringComparer.Ordinal))
        {
            File.Copy(file, Path.Combine(evidence.FullName, Path.GetFileName(file)));
        }
    }
}
