using System.Globalization;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Analyze.Derive;

/// <summary>What documents need to know of the plan: no command but that of the tests, no address, no value.</summary>
internal static class PlanSummary
{
    /// <summary>The facts, lists in the order of the plan.</summary>
    public static PlanFacts Of(Plan plan) => new()
    {
        Load = [.. (plan.Load?.Scenarios ?? []).Select(scenario => Sentence(scenario, plan.Load!.WarmUp))],
        Options = plan.Database is { } database ? [.. OptionsOf(database)] : null,
        Dependencies =
        [
            .. plan.Service.Dependencies.OrderBy(static pair => pair.Key, StringComparer.Ordinal)
                .Select(static pair => $"{pair.Key} ({pair.Value.Kind.ToString().ToLowerInvariant()})"),
        ],
        Test = TestOf(plan.Service),
        HasStart = plan.Service.Start is not null,
        IsTemporary = plan.Service.IsTemporary,
        Scope = plan.Scope,
        FailOn = plan.Gate.FailOn,
        Waivers = plan.Waivers,
        Cost = plan.Cost,
    };

    private static IEnumerable<string> OptionsOf(DatabasePlan database) =>
    [
        database.Workload is { } workload ? $"--workload {workload}" : $"--window {Number(database.Window.TotalSeconds)}",
        $"--clone {(database.Clones == "given" ? "CONN" : database.Clones)}", // the connection may hold a secret, and is not recorded
    ];

    // A command that may hold a secret is told by its place.
    private static string? TestOf(ServicePlan service) =>
        service.Test is { } test && test.Contains(ServicePlan.Redacted, StringComparison.Ordinal) ? service.PlaceOf("test") : service.Test;

    private static string Sentence(Scenario scenario, TimeSpan warmUp)
    {
        var start = scenario.StartTime > TimeSpan.Zero ? $", from {Seconds(scenario.StartTime)} on" : "";
        var recorded = warmUp > TimeSpan.Zero ? $"; the first {Seconds(warmUp)} of the run are a warm-up and not recorded" : "";
        return $"{scenario.Name}: {Sentence(scenario.Executor)} for {Seconds(scenario.Executor.TotalDuration)}{start}{recorded}";
    }

    private static string Sentence(Executor executor) => executor switch
    {
        Executor.ConstantArrivalRate open => OpenSentence(Number(open.Rate.Value), open.Arrivals, open.MaxVus),
        Executor.RampingArrivalRate open => OpenSentence(Stages(open.StartRate.Value, open.Stages), open.Arrivals, open.MaxVus),
        Executor.ConstantVus closed => $"{Number(closed.Vus)} VUs (closed model)",
        Executor.RampingVus closed => $"{Stages(closed.StartVus, closed.Stages)} VUs (closed model)",
        Executor.SharedIterations closed =>
            $"{Number(closed.Iterations)} iterations shared by {Number(closed.Vus)} VUs (closed model), at most",
        Executor.PerVuIterations closed =>
            $"{Number(closed.Iterations)} iterations of each of {Number(closed.Vus)} VUs (closed model), at most",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Stages(double start, IReadOnlyList<Stage> stages) =>
        $"{Number(start)} to {string.Join(" to ", stages.Select(static stage => Number(stage.Target)))}";

    private static string OpenSentence(string rate, Arrivals arrivals, int vus) =>
        $"{rate} iterations a second{(arrivals == Arrivals.Poisson ? " at random times (Poisson)" : "")} (open model, at most "
            + $"{Number(vus)} VUs)";

    private static string Seconds(TimeSpan duration) => $"{Number(duration.TotalSeconds)} s";

    private static string Number(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}
