using System.Globalization;
using System.Text.Json;
using Headroom.Cli.Reports;
using Headroom.Collect;
using Headroom.Model.Plans;
using Headroom.Report.Artifacts;

namespace Headroom.Cli.Audits;

/// <summary>What Headroom itself leaves in a run folder, by name: all of it goes when a new run begins there, and nothing else.</summary>
/// <remarks>
/// Evidence, baseline and profiles of an earlier run would be judged with those of the new one, its result and its documents be taken for
/// the new one's. The plan and the manifest stay until the new ones are written: they tell that the folder holds a run.
/// </remarks>
internal static class EarlierRun
{
    /// <summary>The folder of what <c>headroom prove</c> tried last.</summary>
    public const string Prove = "prove";

    /// <summary>What the service of <c>headroom demo --full</c> depends on beside its database, as its plan calls it.</summary>
    public const string Partners = "partners";

    /// <summary>Its log.</summary>
    public const string PartnersLog = $"{Partners}.log";

    // Nobody else has anything in them.
    private static readonly string[] s_folders =
        ["evidence", CodeProfileRun.Folder, Prove, $"{AuditArtifacts.Folder}/{AuditArtifacts.Plans}"];

    private static readonly string[] s_files =
    [
        "result.json", "report.html", "report.md", "load.json", "comparison.json", "summary.txt", "summary.json",
        "arm-a.log", "arm-b.log", "test-a.log", "test-b.log",
        .. DocumentFolder.Names, .. AuditArtifacts.Names.Select(static name => $"{AuditArtifacts.Folder}/{name}"),
    ];

    // They may hold files of the user's own.
    private static readonly string[] s_shared = [DocumentFolder.Home, AuditArtifacts.Folder];

    private static readonly string[] s_remedies = ["-as-it-is", "-with-remedy"];

    private static readonly string[] s_faults = ["hang", "outage", "throttle"];

    /// <summary>Removes what an earlier run left.</summary>
    /// <param name="path">The folder of the run, which need not exist.</param>
    public static void Remove(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        foreach (var file in s_files.Select(name => Path.Combine(path, name)).Concat(LogsIn(path)).Where(File.Exists))
        {
            File.Delete(file);
        }

        foreach (var folder in s_folders.Select(name => Path.Combine(path, name)).Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        BaselineFolder.Keep(path, source: null);
        foreach (var folder in s_shared.Select(name => Path.Combine(path, name)).Where(Directory.Exists))
        {
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    // The output of the service of an earlier run, under the names that its plan gives, and that of what the demo started beside it.
    private static IReadOnlyList<string> LogsIn(string path)
    {
        if (ServiceIn(path) is not { } service)
        {
            return [];
        }

        string[] logs = [.. PurposesOf(service).Select(purpose => service.Name + purpose)];
        return
        [
            .. Directory.EnumerateFiles(path, "*.log").Where(file => logs.Contains(LogOf(file), StringComparer.Ordinal)),
            .. service.IsTemporary && service.Dependencies.ContainsKey(Partners)
                ? [Path.Combine(path, PartnersLog)]
                : Array.Empty<string>(),
        ];
    }

    // What stands behind the name of the service; where a plan starts none, prove may still have started one with a remedy.
    private static IReadOnlyList<string> PurposesOf(ServicePlan service) => service.Start is null ? s_remedies :
    [
        "", "-delayed", "-kill", .. s_remedies,
        .. from fault in s_faults
           from wire in service.Dependencies.Keys
           select $"-{fault}-{wire}",
    ];

    // "shop-kill.2.log" is of a second start for the same purpose as "shop-kill.log".
    private static string LogOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return int.TryParse(Path.GetExtension(name).TrimStart('.'), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? Path.GetFileNameWithoutExtension(name)
            : name;
    }

    private static ServicePlan? ServiceIn(string path)
    {
        try
        {
            return RunFolder.Open(path)?.ReadPlan().Service;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null; // a plan that cannot be read tells no names
        }
    }
}
