using System.Reflection;
using System.Runtime.InteropServices;
using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Cli.Audits;

/// <summary>Says what was run, where, with what.</summary>
internal static class Manifests
{
    /// <summary>Headroom's own version.</summary>
    public static string Version { get; } =
        typeof(Manifests).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "unknown";

    /// <summary>The manifest of a run that begins.</summary>
    public static Manifest Begin(string runId, Plan plan, string baseFolder, TimeProvider time) => new()
    {
        RunId = runId,
        StartedAt = time.GetUtcNow(),
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

    /// <summary>The manifest of a run that ended.</summary>
    public static Manifest End(Manifest begun, EvidenceSet evidence, bool interrupted, TimeProvider time)
    {
        var versions = new SortedDictionary<string, string>(begun.Versions.ToDictionary(), StringComparer.Ordinal);
        if (evidence.Find<DatabaseCatalogue>() is { } catalogue)
        {
            versions["postgres"] = $"{catalogue.ServerVersion / 10_000}.{catalogue.ServerVersion % 10_000}";
        }

        return begun with { Took = time.GetUtcNow() - begun.StartedAt, Versions = versions, Interrupted = interrupted };
    }
}
