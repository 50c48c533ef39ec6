using Headroom.Load.Import.AccessLogs;
using Headroom.Load.Scenarios;

namespace Headroom.Cli.Init;

/// <summary>Writes the files of <c>headroom init</c>; overwrites none unless it is forced, and a plan never.</summary>
internal sealed class InitFiles(string folder, bool force)
{
    /// <summary>The plan of an audit, which is written only where there is none.</summary>
    public const string Plan = "headroom.yaml";

    private const string Load = "load.yaml";

    private static readonly string s_profile = Path.Combine("audit_artifacts", "traffic_profile.csv");

    /// <summary>Refuses, before any work, when a load plan is there.</summary>
    public void CheckLoad() => Refuse([Load]);

    /// <summary>Refuses when any of the files is there.</summary>
    public void Check(InitSource source) => Refuse([.. Texts(source).Select(static file => file.Path)]);

    /// <summary>Writes the files.</summary>
    /// <returns>Their paths.</returns>
    public IReadOnlyList<string> Write(InitSource source)
    {
        var paths = new List<string>();
        try
        {
            foreach (var (name, text) in Texts(source))
            {
                paths.Add(WriteText(name, text));
            }

            if (!File.Exists(Path.Combine(folder, Plan)))
            {
                paths.Add(WriteText(Plan, PlanText.Of(source.Imported.Origin ?? InitSource.Usual, source.KnowsAddress)));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--out {folder}: {e.Message.TrimEnd('.')}; expected a folder that can be written to");
        }

        return paths;
    }

    private string WriteText(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, text);
        return path;
    }

    private static IEnumerable<(string Path, string Text)> Texts(InitSource source)
    {
        var notes = source.Imported.Notes;
        var warning = PlanText.Warning(source.Imported.Origin ?? InitSource.Usual);
        if (warning is not null && notes.Url is { } url)
        {
            notes = notes with
            {
                Head =
                [.. notes.Head, $"Load goes to {url.Authority} only when this line is no comment:",
                $"allowed_targets: [\"{url.Authority}\"]"]
            };
        }

        var written = LoadPlanWriter.Write(source.Imported.Plan, notes);
        yield return (Load, written.Yaml);
        foreach (var file in written.Files)
        {
            yield return (file.Path, file.Text);
        }

        if (source.Log is { } log)
        {
            yield return (s_profile, TrafficProfile.Csv(log));
        }
    }

    private void Refuse(IReadOnlyList<string> names)
    {
        string[] there = [.. names.Select(name => Path.Combine(folder, name)).Where(File.Exists)];
        if (there.Length > 0 && !force)
        {
            throw new BadInputException([.. there.Select(static path =>
                $"{path}: exists already; expected no such file, another --out, or --force")]);
        }
    }
}
