using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Cli.Load;

/// <summary>The run folder of a load run: what was asked for, what was measured, what was said.</summary>
internal sealed class LoadFolder
{
    private readonly RunFolder _folder;
    private readonly RunManifest _manifest;

    private LoadFolder(RunFolder folder, RunManifest manifest) => (_folder, _manifest) = (folder, manifest);

    /// <summary>Makes the folder, with plan and manifest.</summary>
    /// <exception cref="BadInputException">The folder holds something else, or cannot be made.</exception>
    public static LoadFolder Begin(string asked, LoadRequest request, TimeProvider time)
    {
        var path = RunIds.FolderFor(asked, request.Job.Plan.Name, time);
        var plan = new Plan
        {
            Service = new ServicePlan { Name = request.Job.Target.Authority, Url = request.Job.Target },
            AllowedTargets = request.Job.Allowed,
            Load = request.Job.Plan,
            Seed = request.Seed,
        };
        try
        {
            var folder = AuditSession.Start(path);
            return new LoadFolder(folder, RunManifest.Begin(folder, plan, Environment.CurrentDirectory, time));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--out {asked}: {e.Message.TrimEnd('.')}; expected a folder that can be written");
        }
    }

    /// <summary>Stores what was measured, and what was said about it.</summary>
    public void End(RunMetrics run, HostUse? host, string json, string text, string k6)
    {
        _folder.Write(RunMetrics.Kind, new Collected.Present(run));
        _folder.Write(HostUse.Kind, host is null ? new Collected.Failed("/proc cannot be read") : new Collected.Present(host));
        _folder.Write("load.json", json);
        _folder.Write("summary.txt", text.TrimEnd('\n'));
        _folder.Write("summary.json", k6.TrimEnd('\n'));
        _manifest.End(run.Interrupted);
    }
}
