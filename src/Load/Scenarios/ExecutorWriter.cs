using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Load.Scenarios;

/// <summary>Writes how iterations start as YAML.</summary>
internal static class ExecutorWriter
{
    private const int DefaultMaxVus = 100;

    private static readonly TimeSpan s_defaultMaxDuration = TimeSpan.FromMinutes(10);

    /// <summary>Adds the keys of an executor.</summary>
    public static void Write(YamlLines lines, Executor executor)
    {
        switch (executor)
        {
            case Executor.ConstantVus closed:
                Add("constant-vus", ("vus", $"{closed.Vus}"), ("duration", YamlText.Duration(closed.Duration)));
                break;
            case Executor.RampingVus closed:
                Add("ramping-vus", ("start_vus", closed.StartVus == 0 ? null : $"{closed.StartVus}"),
                    ("stages", Stages(closed.Stages, "")));
                break;
            case Executor.SharedIterations closed:
                Add("shared-iterations", ("vus", $"{closed.Vus}"), ("iterations", $"{closed.Iterations}"),
                    ("max_duration", Longest(closed.MaxDuration)));
                break;
            case Executor.PerVuIterations closed:
                Add("per-vu-iterations", ("vus", $"{closed.Vus}"), ("iterations", $"{closed.Iterations}"),
                    ("max_duration", Longest(closed.MaxDuration)));
                break;
            case Executor.ConstantArrivalRate open:
                Add("constant-arrival-rate", ("rate", Rate(open.Rate)), ("duration", YamlText.Duration(open.Duration)),
                    ("max_vus", Most(open.MaxVus)), ("arrivals", Spread(open.Arrivals)));
                break;
            case Executor.RampingArrivalRate open:
                Add("ramping-arrival-rate", ("start_rate", open.StartRate.Value > 0 ? Rate(open.StartRate) : null),
                    ("stages", Stages(open.Stages, "/s")), ("max_vus", Most(open.MaxVus)), ("arrivals", Spread(open.Arrivals)));
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        void Add(string kind, params ReadOnlySpan<(string Key, string? Value)> keys)
        {
            lines.Add("executor", kind);
            foreach (var (key, value) in keys)
            {
                lines.AddKnown(key, value);
            }
        }
    }

    private static string Rate(PerSecond rate) => $"{YamlText.Number(rate.Value)}/s";

    private static string? Most(int vus) => vus == DefaultMaxVus ? null : $"{vus}";

    private static string? Spread(Arrivals arrivals) => arrivals == Arrivals.Poisson ? "poisson" : null;

    private static string? Longest(TimeSpan time) => time == s_defaultMaxDuration ? null : YamlText.Duration(time);

    private static string Stages(IReadOnlyList<Stage> stages, string unit) => YamlText.List(
        stages.Select(stage =>
            YamlText.Map(("duration", YamlText.Duration(stage.Duration)), ("target", $"{YamlText.Number(stage.Target)}{unit}"))));
}
