using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads a load plan from YAML, whole or not at all: every mistake is collected with its place and what was expected.</summary>
public static class LoadPlanReader
{
    /// <summary>A load plan within another plan, or null when there were mistakes; the environment is that of this process.</summary>
    /// <param name="map">Its mapping.</param>
    /// <param name="baseFolder">The folder that paths of files in it are relative to.</param>
    /// <param name="errors">Where mistakes go.</param>
    /// <param name="name">What it is called where it does not say; null: as its file.</param>
    public static LoadPlan? Read(YamlMap map, string baseFolder, PlanErrors errors, string? name = null) => Read(
        map, new LoadSources(baseFolder, map.Self.File, Environment.GetEnvironmentVariable) { Name = name }, isFile: false, errors)?.Load;

    /// <summary>A load plan that is a file of its own, or null when there were mistakes.</summary>
    /// <param name="map">The document.</param>
    /// <param name="baseFolder">The folder that paths of files in it are relative to.</param>
    /// <param name="environment">A variable of the environment, or null when it is not set.</param>
    /// <param name="errors">Where mistakes go.</param>
    public static LoadFile? ReadFile(YamlMap map, string baseFolder, Func<string, string?> environment, PlanErrors errors) =>
        Read(map, new LoadSources(baseFolder, map.Self.File, environment), isFile: true, errors);

    /// <summary>The load plan of a file, or null when there were mistakes; that it cannot be read is one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">A variable of the environment, or null when it is not set.</param>
    /// <param name="errors">Where mistakes go.</param>
    /// <param name="contentType">A Content-Type that takes the place of the plan's for every request, or null.</param>
    public static LoadFile? Open(string path, Func<string, string?> environment, PlanErrors errors, string? contentType = null)
    {
        try
        {
            return YamlReader.Parse(File.ReadAllText(path), path, errors) is { } map
                ? Read(
                    map,
                    new LoadSources(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "", map.Self.File, environment)
                    {
                        ContentType = contentType,
                    },
                    isFile: true,
                    errors)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new PlanError("", 1, 1, $"{e.Message.TrimEnd('.')}; expected a file with a load plan") { File = path });
            return null;
        }
    }

    private static LoadFile? Read(YamlMap own, LoadSources sources, bool isFile, PlanErrors errors)
    {
        var before = errors.Count;
        var map = ExtendsReader.Read(own, sources, isFile, errors);
        map.Knows("extends");
        var (url, allowed) = TargetReader.Read(map, isFile);
        var thresholds = ThresholdReader.Read(map.Map("thresholds"));
        var load = Plan(map, sources) with { Thresholds = [.. thresholds.Select(static threshold => threshold.Threshold)] };
        map.NoOtherKeys();
        CheckWhole(map, load);
        if (errors.Count == before)
        {
            ThresholdReader.CheckTags(thresholds, load);
        }

        return errors.Any ? null : new LoadFile(load, url, allowed);
    }

    private static LoadPlan Plan(YamlMap map, LoadSources sources)
    {
        var name = (map.Has("name") ? map.Text("name") : sources.Name ?? Path.GetFileNameWithoutExtension(map.Self.File)) ?? "";
        var claims = new Claims();
        var names = new FeedReader(sources, claims).Read(map.Map("feeds"));
        names = names with { Variables = VariableReader.Variables(map, sources, claims) };
        var flows = new FlowReader(new RequestReader(claims, sources.ContentType ?? HeaderReader.TypeIn(map)));
        var setup = flows.Sequence(map.Value("setup"), ref names);
        var afterwards = names;
        var teardown = flows.Sequence(map.Value("teardown"), ref afterwards);
        var headers = HeaderReader.Read(map, names);
        HeaderReader.Authorize(map, names, sources, headers);
        var plan = new LoadPlan
        {
            Name = name,
            Scenarios = ScenarioReader.Read(map, name, flows.Read(map, names), names),
            Feeds = names.Feeds,
            Variables = new SortedDictionary<string, string>(names.Variables.ToDictionary(), StringComparer.Ordinal),
            Headers = headers,
            Setup = setup,
            Teardown = teardown,
            Tags = VariableReader.Tags(map, names),
        };
        return Settings(map, plan);
    }

    private static LoadPlan Settings(YamlMap map, LoadPlan plan) => plan with
    {
        Protocol = map.Integer("http", 1, 3) switch { 2 => HttpProtocol.Http2, 3 => HttpProtocol.Http3, _ => HttpProtocol.Http1 },
        VerifyCertificate = map.Boolean("verify_certificate") ?? plan.VerifyCertificate,
        FollowRedirects = map.Boolean("follow_redirects") ?? plan.FollowRedirects,
        WarmUp = map.Value("warm_up")?.Duration(TimeSpan.Zero, Ceilings.Duration) ?? plan.WarmUp,
        Timeout = map.Value("timeout")?.Duration(TimeSpan.FromMilliseconds(1), Ceilings.Wait) ?? plan.Timeout,
        GracefulStop = map.Value("graceful_stop")?.Duration(TimeSpan.Zero, Ceilings.Wait) ?? plan.GracefulStop,
    };

    // What no single key can tell.
    private static void CheckWhole(YamlMap map, LoadPlan load)
    {
        if (load.Scenarios.Count > 0 && load.TotalDuration() is var total && load.WarmUp >= total)
        {
            map.Value("warm_up")?.Fail(
                $"a warm-up of {load.WarmUp.TotalSeconds} s; expected less than the duration of {total.TotalSeconds} s");
        }

        foreach (var (feed, vus) in FeedUse.TooShort(load))
        {
            map.Map("feeds")?.Value(feed.Name)?.Fail(
                $"{feed.Values.Count} values for {vus} VUs that keep one each; expected as many, or another order than per-vu");
        }
    }
}
