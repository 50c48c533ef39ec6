using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Experiments.Blocks;

/// <summary>Turns a load plan into the load of one block: its requests at its rate, for a block's time.</summary>
public static class BlockLoad
{
    /// <summary>The share (a ratio) of a closed model's rate that leaves the service room.</summary>
    private const double ClosedShare = 0.5;

    /// <summary>Why a load plan has no blocks, or null when it has.</summary>
    /// <remarks>
    /// A pair compares only when both halves are offered the same: an open model at a constant rate. In a closed model the slower arm is
    /// asked less.
    /// </remarks>
    public static string? Refusal(LoadPlan plan)
    {
        foreach (var scenario in plan.Scenarios)
        {
            if (scenario.Executor is not Executor.ConstantArrivalRate)
            {
                return $"scenario '{scenario.Name}' has no constant arrival rate; "
                    + "expected `constant-arrival-rate` in every scenario, since both arms must be offered the same";
            }

            var requests = scenario.Flows.SelectMany(static flow => flow.Requests);
            if (requests.FirstOrDefault(static request => request.Exchange == Exchange.WebSocket) is { } socket)
            {
                return $"'{socket.Endpoint}' is a WebSocket; expected requests that end within a block";
            }
        }

        return null;
    }

    /// <summary>The same load at the mean rate that it had when it ran, for a plan of another model.</summary>
    /// <remarks>
    /// A closed model without pauses runs at the most that the service can do: at that rate an open one would only queue, so it is offered
    /// half of it. What comes of a plan of several scenarios is still refused: how many iterations each of them had is not known.
    /// </remarks>
    /// <param name="plan">The load plan.</param>
    /// <param name="iterations">Iterations that it started a second when it ran.</param>
    public static LoadPlan AtMeanRate(LoadPlan plan, PerSecond iterations)
    {
        if (plan.Scenarios is not [{ Executor: not Executor.ConstantArrivalRate } only] || iterations.Value <= 0)
        {
            return plan;
        }

        var rate = only.Executor.IsOpen ? iterations : new PerSecond(ClosedShare * iterations.Value);
        var arrivals = only.Executor is Executor.RampingArrivalRate ramping ? ramping.Arrivals : Arrivals.Even;
        var steady = new Executor.ConstantArrivalRate(rate, only.Executor.TotalDuration, MostVus(only.Executor), arrivals);
        return plan with { Scenarios = [only with { Executor = steady }] };
    }

    /// <summary>Iterations that the plan starts a second.</summary>
    public static PerSecond Rate(LoadPlan plan) =>
        new(plan.Scenarios.Sum(static scenario => ((Executor.ConstantArrivalRate)scenario.Executor).Rate.Value));

    /// <summary>Requests that the plan sends a second.</summary>
    public static PerSecond RequestRate(LoadPlan plan) => new(plan.Scenarios.Sum(static scenario =>
        ((Executor.ConstantArrivalRate)scenario.Executor).Rate.Value
        * scenario.Flows.Sum(static flow => flow.Weight * flow.Requests.Count) / scenario.Flows.Sum(static flow => flow.Weight)));

    /// <summary>The load of a block: every scenario from its start, the settling as warm-up, and no thresholds.</summary>
    /// <param name="plan">The load plan, which <see cref="Refusal"/> found fit.</param>
    /// <param name="block">How long the block is.</param>
    /// <param name="settle">The load before it.</param>
    public static LoadPlan Of(LoadPlan plan, TimeSpan block, TimeSpan settle) => plan with
    {
        Scenarios =
        [
            .. plan.Scenarios.Select(scenario => scenario with
            {
                StartTime = TimeSpan.Zero,
                Executor = (Executor.ConstantArrivalRate)scenario.Executor with { Duration = settle + block },
            }),
        ],
        Thresholds = [],
        WarmUp = settle,
        GracefulStop = plan.Timeout,
    };

    private static int MostVus(Executor executor) => executor switch
    {
        Executor.ConstantVus closed => closed.Vus,
        Executor.RampingVus closed => closed.Stages.Select(static stage => (int)stage.Target).Append(closed.StartVus).Append(1).Max(),
        Executor.SharedIterations closed => closed.Vus,
        Executor.PerVuIterations closed => closed.Vus,
        Executor.ConstantArrivalRate open => open.MaxVus,
        Executor.RampingArrivalRate open => open.MaxVus,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
