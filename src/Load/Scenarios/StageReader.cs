using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads the stages of executors that ramp.</summary>
internal static class StageReader
{
    /// <summary>The stages, or null when a mistake was recorded.</summary>
    /// <param name="map">The executor's mapping.</param>
    /// <param name="start">What the first stage starts from.</param>
    /// <param name="target">Reads a target: <see cref="Vus"/>, <see cref="Rate"/> or <see cref="Any"/>.</param>
    public static List<Stage>? Read(YamlMap map, double start, Func<YamlValue, double?> target)
    {
        if (map.List("stages", required: true) is not { } items)
        {
            return null;
        }

        var stages = items.Select(item => Stage(item.Map(), target)).OfType<Stage>().ToList();
        if (stages.Count < items.Count || !IsShort(map.Value("stages")!, stages))
        {
            return null;
        }

        if (start <= 0 && stages.All(static stage => stage.Target <= 0))
        {
            map.Value("stages")!.Fail("every stage stays at 0; expected a target above 0");
            return null;
        }

        return stages;
    }

    /// <summary>Whether stages last as long as a run may; if not, the mistake is recorded.</summary>
    public static bool IsShort(YamlValue value, IEnumerable<Stage> stages)
    {
        var whole = stages.Aggregate(TimeSpan.Zero, static (sum, stage) => sum + stage.Duration);
        if (whole > TimeSpan.Zero && whole <= Ceilings.Duration)
        {
            return true;
        }

        value.Fail($"stages of {whole.TotalSeconds} s in all; expected more than 0 s and at most {Ceilings.Duration.TotalSeconds} s");
        return false;
    }

    /// <summary>A number of virtual users.</summary>
    public static double? Vus(YamlValue value) => value.Integer(0, Ceilings.Vus);

    /// <summary>Iterations a second.</summary>
    public static double? Rate(YamlValue value)
    {
        var rate = value.Rate();
        if (rate is { Value: > Ceilings.Rate })
        {
            value.Fail($"a rate of {rate.Value.Value}/s; expected at most {Ceilings.Rate}/s");
            return null;
        }

        return rate?.Value;
    }

    /// <summary>Either of them: the executor is unknown.</summary>
    public static double? Any(YamlValue value) => Rate(value);

    private static Stage? Stage(YamlMap? map, Func<YamlValue, double?> target)
    {
        if (map is null)
        {
            return null;
        }

        var duration = map.Value("duration", "a duration such as 30s")?.Duration(TimeSpan.Zero, Ceilings.Duration);
        var goal = map.Value("target", "VUs or a rate") is { } value ? target(value) : null;
        map.NoOtherKeys();
        return duration is { } length && goal is { } level ? new Stage(length, level) : null;
    }
}
