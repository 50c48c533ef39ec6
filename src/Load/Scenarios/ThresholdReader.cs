using Headroom.Load.Thresholds;
using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads what must hold of the run.</summary>
internal static class ThresholdReader
{
    private static readonly string[] s_builtIn =
    [
        "name", "method", "group", "scenario", "flow", "check", "status", "expected_response", "error",
    ];

    private const string Expected = "an expression such as p(95)<300, or a list of them";

    /// <summary>The thresholds without mistakes, in order, each with its place.</summary>
    public static IReadOnlyList<(Threshold Threshold, YamlValue At)> Read(YamlMap? map)
    {
        var read = new List<(Threshold, YamlValue)>();
        foreach (var (metric, entry) in map?.Entries() ?? [])
        {
            foreach (var value in entry.OneOrMore(Expected))
            {
                if ((value.IsMap ? Long(metric, value.Map()!) : Short(metric, value)) is { } threshold)
                {
                    read.Add((threshold, value));
                }
            }
        }

        return read;
    }

    /// <summary>Records a mistake for each label that nothing in the plan has: such a threshold would never count a request.</summary>
    public static void CheckTags(IReadOnlyList<(Threshold Threshold, YamlValue At)> thresholds, LoadPlan load)
    {
        foreach (var (threshold, at) in thresholds)
        {
            foreach (var (label, value) in threshold.Tags)
            {
                if (s_builtIn.Contains(label, StringComparer.Ordinal) && LabelsOf(threshold.Metric) is var labels
                    && !labels.Contains(label, StringComparer.Ordinal))
                {
                    at.Fail($"{threshold.Metric} has no label '{label}'; expected one of {string.Join(", ", labels)}");
                    continue;
                }

                string[] known = [.. (ValuesOf(label, load) ?? [value]).Distinct(StringComparer.Ordinal)];
                var wanted = label == "group" && value.StartsWith("::", StringComparison.Ordinal) ? value[2..] : value;
                if (!known.Contains(wanted, StringComparer.Ordinal))
                {
                    at.Fail($"no request has {label}:{value}{YamlValue.Guess(value, known)}; expected "
                        + (known.Length == 0 ? "a label that stands under 'tags'" : $"one of {string.Join(", ", known)}"));
                }
            }
        }
    }

    // The built-in labels that a metric has, besides the plan's own.
    private static string[] LabelsOf(string metric) => metric switch
    {
        "dropped_iterations" => ["scenario"],
        "iterations" or "iteration_duration" => ["scenario", "flow"],
        "group_duration" => ["scenario", "flow", "group"],
        "checks" => ["scenario", "flow", "group", "name", "method", "check"],
        _ => ["name", "method", "group", "scenario", "flow", "status", "expected_response", "error"],
    };

    // Null: the values of the label are known only with the response.
    private static IEnumerable<string>? ValuesOf(string label, LoadPlan load) => label switch
    {
        "name" => load.Requests().Select(static request => request.Endpoint),
        "method" => load.Requests().Select(static request => request.Method),
        "group" => load.Requests().Select(static request => request.Group).OfType<string>(),
        "scenario" => load.Scenarios.Select(static scenario => scenario.Name),
        "flow" => load.Scenarios.SelectMany(static scenario => scenario.Flows).Select(static flow => flow.Name),
        "check" => load.Requests().SelectMany(static request => request.Checks).Select(static check => check.Name),
        "status" or "expected_response" or "error" => null,
        _ => load.Scenarios.Select(static scenario => scenario.Tags)
            .Concat(load.Requests().Select(static request => request.Tags)).Append(load.Tags)
            .Select(tags => tags.GetValueOrDefault(label)).OfType<string>(),
    };

    private static Threshold? Short(string metric, YamlValue value)
    {
        if (value.Text() is not { } expression)
        {
            return null;
        }

        var threshold = ThresholdParser.Parse(metric, expression, out var mistake);
        if (mistake is not null)
        {
            value.Fail(mistake);
        }

        return threshold;
    }

    private static Threshold? Long(string metric, YamlMap map)
    {
        var threshold = map.Value("threshold", "an expression such as p(95)<300") is { } value ? Short(metric, value) : null;
        var abort = map.Boolean("abort_on_fail") ?? false;
        var delay = map.Value("delay_abort_eval")?.Duration(TimeSpan.Zero, Ceilings.Duration) ?? TimeSpan.Zero;
        var window = map.Value("window")?.Duration(TimeSpan.FromSeconds(1), Ceilings.Duration);
        map.NoOtherKeys();
        return threshold is null ? null : threshold with { AbortOnFail = abort, DelayAbortEval = delay, Window = window };
    }
}
