using System.CommandLine;
using System.Text.Json;
using Headroom.Analyze.Baselines;
using Headroom.Analyze.Judge;
using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report.Baselines;
using Headroom.Report.Comparisons;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom diff</c>: holds two recorded runs against each other.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var earlier = new Argument<string>("BASE") { Description = "folder of the run to hold against, or results of a load tool" };
        var later = new Argument<string>("HEAD") { Description = "folder of the other run, or results of a load tool" };
        var json = Options.Json();
        var command = new Command(
            "diff", "Hold two recorded runs against each other: counted work, failures and findings are judged, latency is not")
        {
            earlier, later, json,
        };
        command.SetAction((parsed, stop) =>
            Task.FromResult(Diff(parsed.GetValue(earlier)!, parsed.GetValue(later)!, parsed.GetValue(json), stop)));
        return command;
    }

    private static int Diff(string earlier, string later, bool json, CancellationToken stop)
    {
        try
        {
            var verdict = IsImported(earlier) || IsImported(later)
                ? OfImported(earlier, later, json, stop)
                : OfRecorded(earlier, later, json);
            return verdict switch
            {
                DiffVerdict.NoRegression => ExitCode.Ready,
                DiffVerdict.Regressed => ExitCode.Blocked,
                _ => ExitCode.CannotTell,
            };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    private static DiffVerdict OfRecorded(string earlier, string later, bool json)
    {
        var diff = RunDiffs.Of(RecordedRuns.Read(earlier), RecordedRuns.Read(later));
        Console.Out.Write(json ? JsonSerializer.Serialize(diff, ModelJson.Diff) + "\n" : DiffText.Render(diff));
        return diff.Verdict;
    }

    // What other tools recorded has failures, checks and statuses to judge, and no evidence.
    private static DiffVerdict OfImported(string earlier, string later, bool json, CancellationToken stop)
    {
        var (before, beforeRecorded) = Read(earlier, stop);
        var (after, afterRecorded) = Read(later, stop);
        var comparison = BaselineDiffs.Of(new BaselinePair
        {
            Base = before,
            Head = after,
            BaseRecorded = beforeRecorded,
            HeadRecorded = afterRecorded,
            Url = afterRecorded?.Result.Manifest.Url,
        });
        Console.Out.Write(json
            ? JsonSerializer.Serialize(comparison, ModelJson.BaselineComparison) + "\n"
            : BaselineText.Render(comparison));
        return comparison.Verdict;
    }

    // A path that is not there is told as a missing run.
    private static bool IsImported(string path) => Path.Exists(path) && RunFolder.Open(path) is null;

    private static (ImportedRun Run, RecordedRun? Recorded) Read(string path, CancellationToken stop)
    {
        if (!IsImported(path))
        {
            var recorded = RecordedRuns.Read(path);
            return (OwnRun.Of(recorded.Evidence, recorded.Result), recorded);
        }

        var imported = BaselineSource.Find(path, stop).Imported;
        foreach (var failure in imported.Failures)
        {
            Console.Error.WriteLine($"headroom: {path}: {BaselineSource.Told(failure)}");
        }

        return RunFiles.Joined(imported.Runs) switch
        {
            [var only] => (only, null),
            [] => throw new BadInputException($"{path}: no run of a load tool; expected one"),
            var several => throw new BadInputException(
                $"{path}: {several.Count} runs{Counted(several.Count, imported.Runs.Count)}, {several[0].Source} and others; "
                    + "expected one: name its file"),
        };
    }

    // headroom import lists every file, also where several are of one run.
    private static string Counted(int runs, int files) =>
        runs == files ? "" : $" (headroom import lists {files}: here files of one run count once)";
}
