using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Experiments.Blocks;

/// <summary>Turns a load plan into the load of one block: its requests at its rate, for a block's time.</summary>
public static class BlockLoad
{
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
                return $"scenario '{scenario.Name}' has no constant arrival rate; expected `constant-arrival-rate` in every scenario, since both arms must be offered the same";
            }

            if (scenario.Flows.SelectMany(static flow => flow.Requests).FirstOrDefault(static request => request.Exchange == Exchange.WebSocket) is { } socket)
            {
                return $"'{socket.Endpoint}' is a WebSocket; expected requests that end within a block";
            }
        }

        return null;
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
}
