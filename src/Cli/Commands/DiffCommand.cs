using System.CommandLine;
using System.Text.Json;
using Headroom.Analyze;
using Headroom.Analyze.Judge;
using Headroom.Analyze.Trust;
using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report.Comparisons;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom diff</c>: holds two recorded runs against each other.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var earlier = new Argument<string>("BASE") { Description = "folder of the run to hold against" };
        var later = new Argument<string>("HEAD") { Description = "folder of the other run" };
        var json = Options.Json();
        var command = new Command("diff", "Hold two recorded runs against each other: counted work, failures and findings are judged, latency is not") { earlier, later, json };
        command.SetAction(parsed => Diff(parsed.GetValue(earlier)!, parsed.GetValue(later)!, parsed.GetValue(json)));
        return command;
    }

    private static int Diff(string earlier, string later, bool json)
    {
        var diff = RunDiffs.Of(Read(earlier), Read(later));
        Console.Out.Write(json ? JsonSerializer.Serialize(diff, ModelJson.Diff) + "\n" : DiffText.Render(diff));
        return diff.Verdict switch { DiffVerdict.NoRegression => ExitCode.Ready, DiffVerdict.Regressed => ExitCode.Blocked, _ => ExitCode.CannotTell };
    }

    // What headroom load left is judged as headroom load judges.
    private static RunMetrics? LoadAlone(RunFolder folder, EvidenceSet evidence) => File.Exists(folder.FileOf("load.json")) ? evidence.Find<RunMetrics>() : null;

    // Both are judged by the same rules of detection, those of today.
    private static RecordedRun Read(string path) => Analysis.With(path, folder =>
    {
        var evidence = folder.ReadEvidence();
        var result = Auditor.Audit(evidence, folder.ReadPlan(), folder.ReadManifest());
        return new RecordedRun(evidence, LoadAlone(folder, evidence) is { } run ? result with { Trust = LoadTrust.Of(run, evidence.Find<HostUse>(), connections: 0) } : result);
    });
}
