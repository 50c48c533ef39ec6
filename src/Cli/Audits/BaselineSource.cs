using System.Text.Json;
using Headroom.Load.Import;
using Headroom.Load.Import.Runs;
using Headroom.Model.Json;
using Headroom.Model.Results;

namespace Headroom.Cli.Audits;

/// <summary>
/// What <c>--baseline</c> names: a run of Headroom, what <c>headroom import --out</c> left, or anything that can be imported.
/// </summary>
/// <param name="Imported">Runs of load tools and claims; empty of a run of Headroom.</param>
/// <param name="RunFolder">The folder of a run of Headroom, or null.</param>
internal sealed record BaselineSource(ImportedRuns Imported, string? RunFolder)
{
    /// <summary>The file that an import leaves in its folder.</summary>
    public const string ImportedFile = "imported.json";

    /// <summary>Finds out what a path is, and reads what is no run of Headroom.</summary>
    /// <param name="path">The path.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="BadInputException">It is nothing of that, or cannot be read.</exception>
    public static BaselineSource Find(string path, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new BadInputException(
                "--baseline is empty (a variable that is not set?); expected a run folder, or results of a load tool");
        }

        if (Collect.RunFolder.Open(path) is not null)
        {
            Analysis.With(path, static folder => (folder.ReadPlan(), folder.ReadManifest())); // refused now, not after the load
            return new BaselineSource(new ImportedRuns { Runs = [], Claims = [], Failures = [] }, path);
        }

        var kept = Path.Combine(path, ImportedFile);
        return new BaselineSource(File.Exists(kept) ? ReadImported(kept) : Import(path, stop), RunFolder: null);
    }

    /// <summary>Reads what an import left.</summary>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static ImportedRuns ReadImported(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), ModelJson.Imported) ?? throw new JsonException("it is empty");
        }
        catch (Exception e) when (DamagedJson.IsCause(e) || e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{DamagedJson.Told(file, e)}; expected what headroom import --out leaves");
        }
    }

    private static ImportedRuns Import(string path, CancellationToken stop)
    {
        try
        {
            var read = RunImport.Read([path], stop).Runs;
            return read.Runs.Count + read.Claims.Count > 0
                ? read
                : throw new BadInputException(
                [
                    $"{path}: no recorded run; expected a run folder of Headroom, or results of a load tool",
                    .. read.Failures.Select(Told),
                ]);
        }
        catch (ImportException e)
        {
            throw new BadInputException(e.Message);
        }
    }

    /// <summary>What could not be read, in a line.</summary>
    public static string Told(ImportFailure failure) => $"{failure.Source}{(failure.Line is { } line ? $":{line}" : "")}: {failure.Reason}";
}
