using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Load.Scenarios;

/// <summary>Reads how iterations start.</summary>
internal static class ExecutorReader
{
    private const int MostVus = 10_000;
    private const double HighestRate = 100_000;
    private const string ConstantVus = "constant-vus";
    private const string RampingVus = "ramping-vus";
    private const string ConstantRate = "constant-arrival-rate";
    private const string RampingRate = "ramping-arrival-rate";

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(24);

    private static readonly Dictionary<string, string[]> s_keys = new(StringComparer.Ordinal)
    {
        [ConstantVus] = ["vus", "duration"],
        [RampingVus] = ["start_vus", "stages"],
        [ConstantRate] = ["rate", "duration", "max_vus"],
        [RampingRate] = ["start_rate", "stages", "max_vus"],
    };

    /// <summary>The executor, or null when a mistake was recorded.</summary>
    public static Executor? Read(YamlMap map)
    {
        var kind = map.Value("executor", $"one of {string.Join(", ", s_keys.Keys)}")?.OneOf([.. s_keys.Keys]);
        if (kind is null)
        {
            // Which keys belong here is unknown: none of them is a mistake of its own.
            foreach (var key in s_keys.Values.SelectMany(static keys => keys))
            {
                map.Has(key);
            }

            return null;
        }

        foreach (var key in s_keys.Values.SelectMany(static keys => keys).Except(s_keys[kind], StringComparer.Ordinal))
        {
            map.Refuse(key, $"does not belong to {kind}; expected {string.Join(", ", s_keys[kind])}");
        }

        return kind switch
        {
            ConstantVus => Integer(map, "vus", required: true) is var vus && Duration(map) is { } duration && vus is { } count
                ? new Executor.ConstantVus(count, duration)
                : null,
            RampingVus => Integer(map, "start_vus", 0) is var start && Stages(map, start ?? 0, Vus) is { } stages
                ? new Executor.RampingVus(start ?? 0, stages)
                : null,
            ConstantRate =>
                (Rate(map, "rate", required: true), Duration(map), Integer(map, "max_vus")) is ({ } rate, { } duration, var most)
                ? new Executor.ConstantArrivalRate(rate, duration, most ?? 100)
                : null,
            _ => (Rate(map, "start_rate", required: false), Integer(map, "max_vus")) is var (start, most)
                && Stages(map, start?.Value ?? 0, RateTarget) is { } stages
                ? new Executor.RampingArrivalRate(start ?? default, stages, most ?? 100)
                : null,
        };
    }

    private static int? Integer(YamlMap map, string key, int least = 1, bool required = false) =>
        (int?)map.Integer(key, least, MostVus, required);

    private static TimeSpan? Duration(YamlMap map) =>
        map.Value("duration", "a duration such as 30s") is null
            ? null
            : LoadPlanReader.Bounded(map, "duration", TimeSpan.FromMilliseconds(1), s_longest);

    private static PerSecond? Rate(YamlMap map, string key, bool required)
    {
        if (map.Rate(key, required) is not { } rate)
        {
            return null;
        }

        if (rate.Value <= HighestRate && (rate.Value > 0 || !required))
        {
            return rate;
        }

        map.Value(key)!.Fail($"a rate of {rate.Value}/s; expected more than 0/s and at most {HighestRate}/s");
        return null;
    }

    private static double? Vus(YamlValue value) => value.Integer(0, MostVus);

    private static double? RateTarget(YamlValue value)
    {
        var rate = value.Rate();
        if (rate is { Value: > HighestRate })
        {
            value.Fail($"a rate of {rate.Value.Value}/s; expected at most {HighestRate}/s");
            return null;
        }

        return rate?.Value;
    }

    private static List<Stage>? Stages(YamlMap map, double start, Func<YamlValue, double?> target)
    {
        if (map.List("stages", required: true) is not { } items)
        {
            return null;
        }

        var stages = new List<Stage>();
        foreach (var stage in items.Select(static item => item.Map()).OfType<YamlMap>())
        {
            var duration = stage.Value("duration", "a duration such as 30s") is null
                ? null
                : LoadPlanReader.Bounded(stage, "duration", TimeSpan.Zero, s_longest);
            if (stage.Value("target", "VUs or a rate") is { } value && target(value) is { } goal && duration is { } length)
            {
                stages.Add(new Stage(length, goal));
            }

            stage.NoOtherKeys();
        }

        var whole = stages.Aggregate(TimeSpan.Zero, static (sum, stage) => sum + stage.Duration);
        if (stages.Count < items.Count)
        {
            return null;
        }

        if (whole <= TimeSpan.Zero || whole > s_longest)
        {
            map.Value("stages")!.Fail(
                $"stages of {whole.TotalSeconds} s in all; expected more than 0 s and at most {s_longest.TotalSeconds} s");
            return null;
        }

        if (start <= 0 && stages.All(static stage => stage.Target <= 0))
        {
            map.Value("stages")!.Fail("every stage stays at 0; expected a target above 0");
            return null;
        }

        return stages;
    }
}
