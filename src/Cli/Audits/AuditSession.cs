using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Experiments.Journal;
using Headroom.Model.Results;

namespace Headroom.Cli.Audits;

/// <summary>One audit from its plan to its documents.</summary>
internal static class AuditSession
{
    /// <summary>Collects, judges and writes; what was made meanwhile is removed.</summary>
    /// <exception cref="BadInputException">The plan's database cannot be reached; no load was sent.</exception>
    public static async Task<AuditResult> RunAsync(
        AuditRequest request, string folderPath, OwnerJournal journal, Progress progress, TimeProvider time, CancellationToken stop)
    {
        if (request.Plan.Service.Start is null)
        {
            await DatabaseReach.RequireAsync(request.Plan.Service, stop); // else the start may bring it up
        }

        return await RunAsync(request, Start(folderPath), journal, progress, time, stop);
    }

    /// <summary>The same in a folder that was started before; the audit's own start brings its database up.</summary>
    /// <exception cref="BadInputException">The plan's database cannot be reached; no load was sent.</exception>
    public static async Task<AuditResult> RunAsync(
        AuditRequest request, RunFolder folder, OwnerJournal journal, Progress progress, TimeProvider time, CancellationToken stop)
    {
        BaselineFolder.Keep(folder.Path, request.Baseline);
        var manifest = RunManifest.Begin(folder, request.Plan, request.BaseFolder, time);
        try
        {
            await new AuditRun(request, folder, journal, progress, time).CollectAsync(stop);
        }
        catch (BadInputException)
        {
            manifest.End(interrupted: true);
            throw;
        }

        manifest.End(stop.IsCancellationRequested);
        progress.Step("judge   the evidence");
        return Analysis.Redo(folder);
    }

    /// <summary>The folder of a new run; what an earlier run left in it is removed.</summary>
    public static RunFolder Start(string path)
    {
        EarlierRun.Remove(path);
        return RunFolder.Create(path);
    }
}
