using Headroom.Load.Scenarios;
using Headroom.Model.Plans;

namespace Headroom.Load.Profiles;

/// <summary>Holds a changed plan against what any plan may ask for.</summary>
internal static class Limits
{
    /// <summary>What it asks too much of, or null.</summary>
    public static string? Mistake(LoadPlan load)
    {
        foreach (var scenario in load.Scenarios)
        {
            var (vus, rate) = (FeedUse.Vus(scenario.Executor), Levels.Highest(scenario.Executor));
            if (vus > Ceilings.Vus)
            {
                return $"{vus} VUs in scenario '{scenario.Name}'; expected at most {Ceilings.Vus}";
            }

            if (scenario.Executor.IsOpen && rate > Ceilings.Rate)
            {
                return $"a rate of {rate}/s in scenario '{scenario.Name}'; expected at most {Ceilings.Rate}/s";
            }
        }

        return FeedUse.Mistakes(load).FirstOrDefault();
    }
}
