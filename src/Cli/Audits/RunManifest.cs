using System.Reflection;
using System.Runtime.InteropServices;
using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Cli.Audits;

/// <summary>Says in a run's folder what was run, where, with what: when it begins, and when it ends.</summary>
internal sealed class RunManifest
{
    private readonly RunFolder _folder;
    private readonly Manifest _begun;
    private readonly RunningWindow _window;

    private RunManifest(RunFolder folder, Manifest begun, RunningWindow window) => (_folder, _begun, _window) = (folder, begun, window);

    /// <summary>Headroom's own version.</summary>
    public static string Version { get; } =
        typeof(RunManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "unknown";

    /// <summary>Writes the plan and the manifest of a run that begins.</summary>
    /// <param name="folder">The run's folder; its name is the run's id.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="baseFolder">A folder of the working tree whose commit is measured.</param>
    /// <param name="time">For the beginning, and how long it took.</param>
    public static RunManifest Begin(RunFolder folder, Plan plan, string baseFolder, TimeProvider time)
    {
        var window = new RunningWindow(time);
        var manifest = new Manifest
        {
            RunId = Path.GetFileName(folder.Path),
            StartedAt = window.StartedAt,
            Service = plan.Service.Name,
            Url = Redaction.OfAddress(plan.Service.Url),
            Commit = GitCommit.Of(baseFolder),
            Versions = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["headroom"] = Version,
                ["dotnet"] = Environment.Version.ToString(),
            },
            Host = new MachineFacts(
                RuntimeInformation.OSDescription,
                Environment.ProcessorCount,
                new Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)),
            Seed = plan.Seed,
        };
        folder.Write(plan);
        folder.Write(manifest);
        return new RunManifest(folder, manifest, window);
    }

    /// <summary>Writes the manifest of the run that has ended; its evidence stands in the folder.</summary>
    /// <param name="interrupted">Whether it was ended early.</param>
    public void End(bool interrupted)
    {
        var versions = new SortedDictionary<string, string>(_begun.Versions.ToDictionary(), StringComparer.Ordinal);
        if (_folder.ReadEvidence().Find<DatabaseCatalogue>() is { } catalogue)
        {
            versions["postgres"] = $"{catalogue.ServerVersion / 10_000}.{catalogue.ServerVersion % 10_000}";
        }

        _folder.Write(_begun with { Took = _window.Elapsed, Versions = versions, Interrupted = interrupted });
    }
}
