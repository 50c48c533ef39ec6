using Headroom.Load.Requests;
using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads a load plan from YAML, whole or not at all: every mistake is collected with its place and what was expected.</summary>
public static class LoadPlanReader
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(1);

    /// <summary>The load plan, or null when there were mistakes.</summary>
    /// <param name="map">Its mapping.</param>
    /// <param name="baseFolder">The folder that paths of files in it are relative to.</param>
    /// <param name="errors">Where mistakes go.</param>
    public static LoadPlan? Read(YamlMap map, string baseFolder, PlanErrors errors)
    {
        var before = errors.Count;
        var name = map.Has("name") ? map.Text("name") : Path.GetFileNameWithoutExtension(map.Self.File);
        var executor = ExecutorReader.Read(map);
        var warmUp = Bounded(map, "warm_up", TimeSpan.Zero, TimeSpan.FromHours(24)) ?? TimeSpan.Zero;
        if (executor?.TotalDuration is { } total && warmUp >= total)
        {
            map.Value("warm_up")?.Fail($"a warm-up of {warmUp.TotalSeconds} s; expected less than the duration of {total.TotalSeconds} s");
        }

        var timeout = Bounded(map, "timeout", TimeSpan.FromMilliseconds(1), s_longestWait);
        var gracefulStop = Bounded(map, "graceful_stop", TimeSpan.Zero, s_longestWait);
        var feeds = FeedReader.Read(map.Map("feeds"), baseFolder);
        var flows = new FlowReader(feeds);
        var headers = flows.Headers(map);
        var readFlows = flows.Read(map);
        map.NoOtherKeys();
        if (errors.Count > before || name is null || executor is null)
        {
            return null;
        }

        var defaults = new LoadPlan { Name = name, Scenarios = [new Scenario { Name = name, Executor = executor, Flows = readFlows }] };
        return defaults with
        {
            Feeds = feeds,
            Headers = headers,
            WarmUp = warmUp,
            Timeout = timeout ?? defaults.Timeout,
            GracefulStop = gracefulStop ?? defaults.GracefulStop,
        };
    }

    /// <summary>A duration within bounds, both included, or null.</summary>
    internal static TimeSpan? Bounded(YamlMap map, string key, TimeSpan least, TimeSpan most)
    {
        if (map.Duration(key) is not { } duration)
        {
            return null;
        }

        if (duration < least || duration > most)
        {
            map.Value(key)!.Fail($"{duration.TotalSeconds} s; expected a duration from {least.TotalSeconds} s to {most.TotalSeconds} s");
            return null;
        }

        return duration;
    }

    /// <summary>Records a mistake for every placeholder of a text that names no feed.</summary>
    internal static void CheckPlaceholders(YamlValue value, string? text, IReadOnlyList<Feed> feeds)
    {
        foreach (var name in Placeholders.Names(text).Where(name => feeds.All(feed => feed.Name != name)).Distinct(StringComparer.Ordinal))
        {
            var known = feeds.Select(static feed => feed.Name).ToArray();
            value.Fail($"'${{{name}}}' names no feed{YamlValue.Guess(name, known)}; "
                + (known.Length > 0 ? $"expected one of {string.Join(", ", known)}" : "expected it under 'feeds'"));
        }
    }
}
