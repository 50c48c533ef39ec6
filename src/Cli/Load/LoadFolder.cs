using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Cli.Load;

/// <summary>The run folder of a load run: what was asked for, what was measured, what was said.</summary>
internal sealed class LoadFolder
{
    private readonly RunFolder _folder;
    private readonly Manifest _manifest;
    private readonly TimeProvider _time;

    private LoadFolder(RunFolder folder, Manifest manifest, TimeProvider time) => (_folder, _manifest, _time) = (folder, manifest, time);

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
            var evidence = Path.Combine(path, "evidence");
            if (Directory.Exists(evidence))
            {
                Directory.Delete(evidence, recursive: true);
            }

            BaselineFolder.Keep(path, source: null);
            var folder = RunFolder.Create(path);
            var manifest = Manifests.Begin(Path.GetFileName(folder.Path), plan, Directory.GetCurrentDirectory(), time);
            folder.Write(plan);
            folder.Write(manifest);
            return new LoadFolder(folder, manifest, time);
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
        _folder.Write(Manifests.End(_manifest, _folder.ReadEvidence(), run.Interrupted, _time));
    }
}
