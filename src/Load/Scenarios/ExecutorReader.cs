using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Load.Scenarios;

/// <summary>Reads how iterations start.</summary>
internal static class ExecutorReader
{
    private const int MaxVus = 100;
    private const string Rate = "rate";
    private const string Stages = "stages";
    private const string Iterations = "iterations";
    private const string LongestTime = "max_duration";

    private static readonly TimeSpan s_maxDuration = TimeSpan.FromMinutes(10);

    private static readonly Dictionary<string, (string[] Keys, Func<YamlMap, Executor?> Read)> s_kinds = new(StringComparer.Ordinal)
    {
        ["constant-vus"] = (["vus", "duration"], ConstantVus),
        ["ramping-vus"] = (["start_vus", Stages], RampingVus),
        ["shared-iterations"] = (["vus", Iterations, LongestTime], SharedIterations),
        ["per-vu-iterations"] = (["vus", Iterations, LongestTime], PerVuIterations),
        ["constant-arrival-rate"] = ([Rate, "duration", "max_vus", "arrivals"], ConstantArrivalRate),
        ["ramping-arrival-rate"] = (["start_rate", Stages, "max_vus", "arrivals"], RampingArrivalRate),
        ["spike"] = (["base_rate", "peak_rate", "before", "rise", "hold", "fall", "after", "max_vus", "arrivals"], Spike),
    };

    /// <summary>Every key that an executor may have, <c>executor</c> included.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["executor", .. s_kinds.Values.SelectMany(static kind => kind.Keys).Distinct(StringComparer.Ordinal)];

    /// <summary>The executor, or null when a mistake was recorded.</summary>
    public static Executor? Read(YamlMap map)
    {
        var name = map.Value("executor", $"one of {string.Join(", ", s_kinds.Keys)}")?.OneOf([.. s_kinds.Keys]);
        if (name is null || !s_kinds.TryGetValue(name, out var kind))
        {
            ReadAnyway(map);
            return null;
        }

        foreach (var key in Keys.Except(kind.Keys, StringComparer.Ordinal).Where(static key => key != "executor"))
        {
            map.Refuse(key, $"does not belong to {name}; expected {string.Join(", ", kind.Keys)}");
        }

        return kind.Read(map);
    }

    private static Executor? ConstantVus(YamlMap map) =>
        (Vus(map, "vus", required: true), Duration(map, "duration")) is ({ } vus, { } duration)
            ? new Executor.ConstantVus(vus, duration)
            : null;

    private static Executor? RampingVus(YamlMap map)
    {
        var start = (int?)map.Integer("start_vus", 0, Ceilings.Vus) ?? 0;
        return StageReader.Read(map, start, StageReader.Vus) is { } stages ? new Executor.RampingVus(start, stages) : null;
    }

    private static Executor? SharedIterations(YamlMap map)
    {
        if ((Vus(map, "vus", required: true), Count(map), MaxDuration(map)) is not ({ } vus, { } iterations, var longest))
        {
            return null;
        }

        if (iterations >= vus)
        {
            return new Executor.SharedIterations(vus, iterations, longest);
        }

        map.Value(Iterations)!.Fail($"{iterations} iterations for {vus} VUs to share; expected at least one for each");
        return null;
    }

    private static Executor? PerVuIterations(YamlMap map) =>
        (Vus(map, "vus", required: true), Count(map), MaxDuration(map)) is ({ } vus, { } iterations, var longest)
            ? new Executor.PerVuIterations(vus, iterations, longest)
            : null;

    private static Executor? ConstantArrivalRate(YamlMap map)
    {
        var (most, arrivals) = (Most(map), ArrivalsOf(map));
        return (RateOf(map, Rate), Duration(map, "duration")) is ({ } rate, { } duration)
            ? new Executor.ConstantArrivalRate(rate, duration, most, arrivals)
            : null;
    }

    private static Executor? RampingArrivalRate(YamlMap map)
    {
        var (start, most, arrivals) = (RateOf(map, "start_rate", required: false) ?? default, Most(map), ArrivalsOf(map));
        return StageReader.Read(map, start.Value, StageReader.Rate) is { } stages
            ? new Executor.RampingArrivalRate(start, stages, most, arrivals)
            : null;
    }

    private static Executor? Spike(YamlMap map)
    {
        var (usual, peak) = (RateOf(map, "base_rate"), RateOf(map, "peak_rate"));
        var (before, hold, after) = (Time(map, "before"), Duration(map, "hold"), Time(map, "after"));
        var (rise, fall, most, arrivals) = (Time(map, "rise"), Time(map, "fall"), Most(map), ArrivalsOf(map));
        if (usual is not { } low || peak is not { } high || hold is not { } held)
        {
            return null;
        }

        if (high.Value <= low.Value)
        {
            map.Value("peak_rate")!.Fail($"a peak of {high.Value}/s; expected more than the base_rate of {low.Value}/s");
            return null;
        }

        List<Stage> stages =
        [
            new(before ?? held, low.Value), new(rise ?? TimeSpan.Zero, high.Value), new(held, high.Value),
            new(fall ?? TimeSpan.Zero, low.Value), new(after ?? held, low.Value),
        ];
        return StageReader.IsShort(map.Value("hold")!, stages) ? new Executor.RampingArrivalRate(low, stages, most, arrivals) : null;
    }

    // Which keys belong here is unknown, but what is written in those that stand here can be wrong.
    private static void ReadAnyway(YamlMap map)
    {
        map.Knows(Keys);
        foreach (var key in Keys.Where(map.Has))
        {
            _ = key switch
            {
                "executor" => null,
                Iterations => Count(map),
                Stages => StageReader.Read(map, 1, StageReader.Any),
                "arrivals" => ArrivalsOf(map),
                "start_vus" => map.Integer(key, 0, Ceilings.Vus),
                "vus" or "max_vus" => Vus(map, key),
                "start_rate" => RateOf(map, key, required: false),
                Rate or "base_rate" or "peak_rate" => RateOf(map, key),
                _ => (object?)Time(map, key),
            };
        }
    }

    private static int? Vus(YamlMap map, string key, bool required = false) => (int?)map.Integer(key, 1, Ceilings.Vus, required);

    private static int Most(YamlMap map) => Vus(map, "max_vus") ?? MaxVus;

    private static long? Count(YamlMap map) => map.Integer(Iterations, 1, Ceilings.Iterations, required: true);

    private static TimeSpan? Duration(YamlMap map, string key) =>
        map.Value(key, "a duration such as 30s")?.Duration(TimeSpan.FromMilliseconds(1), Ceilings.Duration);

    private static TimeSpan? Time(YamlMap map, string key) => map.Value(key)?.Duration(TimeSpan.Zero, Ceilings.Duration);

    private static TimeSpan MaxDuration(YamlMap map) =>
        map.Value(LongestTime)?.Duration(TimeSpan.FromMilliseconds(1), Ceilings.Duration) ?? s_maxDuration;

    private static Arrivals ArrivalsOf(YamlMap map) =>
        map.Value("arrivals")?.OneOf("even", "poisson") == "poisson" ? Arrivals.Poisson : Arrivals.Even;

    private static PerSecond? RateOf(YamlMap map, string key, bool required = true)
    {
        if (map.Rate(key, required) is not { } rate)
        {
            return null;
        }

        if (rate.Value <= Ceilings.Rate && (rate.Value > 0 || !required))
        {
            return rate;
        }

        map.Value(key)!.Fail($"a rate of {rate.Value}/s; expected more than 0/s and at most {Ceilings.Rate}/s");
        return null;
    }
}
