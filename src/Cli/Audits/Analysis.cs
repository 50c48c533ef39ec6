using System.Text.Json;
using Headroom.Analyze;
using Headroom.Analyze.Baselines;
using Headroom.Cli.Reports;
using Headroom.Collect;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report;

namespace Headroom.Cli.Audits;

/// <summary>Judges what a run folder holds, and writes its documents: the same folder gives the same files.</summary>
internal static class Analysis
{
    /// <summary>Opens the folder of a recorded run, and does something with it.</summary>
    /// <exception cref="BadInputException">It is none, or cannot be read, or written to.</exception>
    public static T With<T>(string path, Func<RunFolder, T> read)
    {
        if (path.Length == 0)
        {
            throw new BadInputException(
                "the folder of the run is empty (a variable that is not set?); expected the folder of headroom audit or headroom db audit");
        }

        var folder = RunFolder.Open(path)
            ?? throw new BadInputException(
                $"{path}: no recorded run{Instead(path)}; expected a folder with plan.json, manifest.json and evidence/");
        try
        {
            return read(folder);
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{path}: {e.Message}; a run cannot be judged without this file: expected it as it was recorded");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: {e.Message}");
        }
    }

    // What is there in its place, where that is no folder.
    private static string Instead(string path) => File.Exists(path) ? " (it is a file)"
        : Directory.Exists(path) ? ""
        : " (there is no such folder)";

    /// <summary>Redoes trust, detection, judgement, ranking, decision and reports from the evidence on disk.</summary>
    public static AuditResult Redo(RunFolder folder)
    {
        var (evidence, plan) = (folder.ReadEvidence(), folder.ReadPlan());
        var result = BaselineJudge.Apply(Auditor.Audit(evidence, plan, folder.ReadManifest()), evidence, BaselineFolder.Read(folder));
        var json = JsonSerializer.Serialize(result, ModelJson.Result);
        folder.Write("result.json", json);
        var recorded = JsonSerializer.Deserialize(json, ModelJson.Result)!;
        folder.Write("report.md", MarkdownReport.Render(recorded));
        folder.Write("report.html", HtmlReport.Render(recorded));
        Artifacts.Write(folder, evidence, plan, recorded);
        foreach (var file in DocumentFolder.Write(folder, recorded))
        {
            Console.Error.WriteLine(
                $"headroom: removed {file}: it was of an earlier judgement; `headroom report {folder.Path}` writes it again");
        }

        return recorded;
    }
}
