using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Cli.Load;

/// <summary>Options that change what a scenario's file says.</summary>
/// <param name="Rate">Iterations a second.</param>
/// <param name="Vus">Virtual users.</param>
/// <param name="Connections">Most virtual users of an open model.</param>
/// <param name="Duration">How long iterations start.</param>
internal sealed record LoadOverrides(PerSecond? Rate, int? Vus, int? Connections, TimeSpan? Duration)
{
    /// <summary>The plan with what the options say; what does not fit the plan's executor is a mistake.</summary>
    public LoadPlan Apply(LoadPlan plan, Mistakes mistakes)
    {
        if (this is { Rate: null, Vus: null, Connections: null, Duration: null })
        {
            return plan;
        }

        if (plan.Scenarios.Count != 1)
        {
            mistakes.Add(
                $"--rate, --vus, --connections and --duration change a plan of one scenario; '{plan.Name}' has {plan.Scenarios.Count}");
            return plan;
        }

        var executor = plan.Scenarios[0].Executor;
        var name = NameOf(executor);
        Refuse(mistakes, Rate is not null && executor is not Executor.ConstantArrivalRate, "--rate", name, "constant-arrival-rate");
        Refuse(
            mistakes, Vus is not null && executor is not (Executor.ConstantVus or Executor.SharedIterations or Executor.PerVuIterations),
            "--vus", name, "constant-vus, shared-iterations or per-vu-iterations");
        Refuse(
            mistakes, Connections is not null && !executor.IsOpen,
            "--connections", name, "constant-arrival-rate or ramping-arrival-rate");
        Refuse(
            mistakes, Duration is not null && executor is (Executor.RampingVus or Executor.RampingArrivalRate),
            "--duration", name, "an executor without stages");
        return plan with { Scenarios = [plan.Scenarios[0] with { Executor = Changed(executor) }] };
    }

    private Executor Changed(Executor executor) => executor switch
    {
        Executor.ConstantVus closed => closed with { Vus = Vus ?? closed.Vus, Duration = Duration ?? closed.Duration },
        Executor.SharedIterations closed => closed with { Vus = Vus ?? closed.Vus, MaxDuration = Duration ?? closed.MaxDuration },
        Executor.PerVuIterations closed => closed with { Vus = Vus ?? closed.Vus, MaxDuration = Duration ?? closed.MaxDuration },
        Executor.ConstantArrivalRate open =>
            open with { Rate = Rate ?? open.Rate, Duration = Duration ?? open.Duration, MaxVus = Connections ?? open.MaxVus },
        Executor.RampingArrivalRate open => open with { MaxVus = Connections ?? open.MaxVus },
        _ => executor,
    };

    private static void Refuse(Mistakes mistakes, bool isMistake, string option, string executor, string expected)
    {
        if (isMistake)
        {
            mistakes.Add($"{option}: the plan's executor is {executor}; expected {expected}");
        }
    }

    private static string NameOf(Executor executor) => executor switch
    {
        Executor.ConstantVus => "constant-vus",
        Executor.RampingVus => "ramping-vus",
        Executor.SharedIterations => "shared-iterations",
        Executor.PerVuIterations => "per-vu-iterations",
        Executor.ConstantArrivalRate => "constant-arrival-rate",
        Executor.RampingArrivalRate => "ramping-arrival-rate",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
