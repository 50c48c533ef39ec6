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
        Commit = CommitOf(baseFolder),
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

    /// <summary>The commit of the working tree around a folder, or null.</summary>
    /// <remarks>Read from the files of the repository: no git needs to be installed.</remarks>
    internal static string? CommitOf(string folder)
    {
        for (var current = new DirectoryInfo(Path.GetFullPath(folder)); current is not null; current = current.Parent)
        {
            var git = Path.Combine(current.FullName, ".git");
            if (!Directory.Exists(git))
            {
                continue;
            }

            var head = ReadLine(Path.Combine(git, "HEAD"));
            return head?.StartsWith("ref: ", StringComparison.Ordinal) == true
                ? ReadLine(Path.Combine(git, head[5..])) ?? Packed(git, head[5..])
                : head;
        }

        return null;
    }

    private static string? Packed(string git, string reference) =>
        File.Exists(Path.Combine(git, "packed-refs"))
            ? File.ReadLines(Path.Combine(git, "packed-refs"))
                .FirstOrDefault(line => line.EndsWith(" " + reference, StringComparison.Ordinal))?.Split(' ')[0]
            : null;

    private static string? ReadLine(string file) => File.Exists(file) ? File.ReadLines(file).FirstOrDefault()?.Trim() : null;
}
