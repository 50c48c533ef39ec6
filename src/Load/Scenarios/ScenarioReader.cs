using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads the scenarios of a plan: those under <c>scenarios</c>, or the one whose executor stands at the top.</summary>
internal static class ScenarioReader
{
    /// <summary>The scenarios without mistakes.</summary>
    /// <param name="map">The plan.</param>
    /// <param name="name">The name of a scenario at the top.</param>
    /// <param name="flows">The plan's flows.</param>
    /// <param name="names">What placeholders may be called.</param>
    public static IReadOnlyList<Scenario> Read(YamlMap map, string name, IReadOnlyList<Flow> flows, Names names)
    {
        if (map.Value("scenarios") is not { } value)
        {
            return ExecutorReader.Read(map) is { } executor ? [new Scenario { Name = name, Executor = executor, Flows = flows }] : [];
        }

        foreach (var key in ExecutorReader.Keys)
        {
            map.Refuse(key, "stands beside 'scenarios'; expected it in one of them");
        }

        var scenarios = value.Map()?.Entries().Select(entry => Scenario(entry.Key, entry.Value.Map(), flows, names)).ToArray();
        if (scenarios is [])
        {
            value.Fail("nothing; expected at least a scenario");
        }

        return [.. scenarios?.OfType<Scenario>() ?? []];
    }

    private static Scenario? Scenario(string name, YamlMap? map, IReadOnlyList<Flow> flows, Names names)
    {
        if (map is null)
        {
            return null;
        }

        map.Knows("start_time", "flows", "tags");
        var executor = ExecutorReader.Read(map);
        var start = map.Value("start_time")?.Duration(TimeSpan.Zero, Ceilings.Duration) ?? TimeSpan.Zero;
        var drawn = map.Value("flows") is { } list ? Drawn(list, flows) : flows;
        var tags = VariableReader.Tags(map, names);
        map.NoOtherKeys();
        if (executor is not null && start + executor.TotalDuration > Ceilings.Duration)
        {
            (map.Value("start_time") ?? map.Self).Fail(
                $"an end at {(start + executor.TotalDuration).TotalSeconds} s; expected at most {Ceilings.Duration.TotalSeconds} s");
        }

        return executor is null ? null : new Scenario { Name = name, Executor = executor, Flows = drawn, StartTime = start, Tags = tags };
    }

    private static IReadOnlyList<Flow> Drawn(YamlValue value, IReadOnlyList<Flow> flows)
    {
        if (value.List() is not { } items)
        {
            return [];
        }

        if (items.Count == 0)
        {
            value.Fail("no flow; expected at least one, or no key 'flows' for all of them");
        }

        string[] known = [.. flows.Select(static flow => flow.Name)];
        var drawn = new List<Flow>();
        foreach (var item in items)
        {
            if (item.OneOf(known) is not { } name || flows.FirstOrDefault(flow => flow.Name == name) is not { } flow)
            {
                continue;
            }

            if (drawn.Contains(flow))
            {
                item.Fail($"'{name}' stands twice; expected it once, its weight says how often it is drawn");
            }

            drawn.Add(flow);
        }

        return drawn;
    }
}
