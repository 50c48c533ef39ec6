using Headroom.Cli.Audits;
using Headroom.Cli.Output;
using Headroom.Experiments.Journal;
using Headroom.Model.Results;

namespace Headroom.Cli.Databases;

/// <summary>One audit of a database from its request to its documents.</summary>
internal static class DbAuditSession
{
    /// <summary>Collects, judges and writes; what was made meanwhile is removed.</summary>
    public static async Task<AuditResult> RunAsync(
        DbAuditRequest request, string folderPath, OwnerJournal journal, Progress progress, TimeProvider time, CancellationToken stop)
    {
        var folder = AuditSession.Start(folderPath);
        var manifest = RunManifest.Begin(folder, request.Plan, Environment.CurrentDirectory, time);
        await new DbAuditRun(request, folder, journal, progress, time).CollectAsync(stop);
        manifest.End(stop.IsCancellationRequested);
        progress.Step("judge   the evidence");
        return Analysis.Redo(folder);
    }
}
