using Headroom.Load.Thresholds;
using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads what must hold of the run.</summary>
internal static class ThresholdReader
{
    private const string Expected = "an expression such as p(95)<300, or a list of them";

    /// <summary>The thresholds without mistakes, in order.</summary>
    public static IReadOnlyList<Threshold> Read(YamlMap? map) =>
    [
        .. (map?.Entries() ?? []).SelectMany(static entry => entry.Value.OneOrMore(Expected)
            .Select(value => value.IsMap ? Long(entry.Key, value.Map()!) : Short(entry.Key, value)).OfType<Threshold>()),
    ];

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
