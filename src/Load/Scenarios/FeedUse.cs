using Headroom.Load.Requests;
using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Says which feeds have fewer values than the virtual users that take one each.</summary>
public static class FeedUse
{
    /// <summary>Each feed that is too short, with the virtual users of the largest scenario that uses it: they count by scenario.</summary>
    public static IEnumerable<(Feed Feed, int Vus)> TooShort(LoadPlan load) =>
        from feed in load.Feeds
        where feed.Order == FeedOrder.PerVu
        let users = load.Scenarios.Where(scenario => Uses(load, scenario, feed))
        let vus = users.Select(static scenario => Vus(scenario.Executor)).Append(0).Max()
        where vus > feed.Values.Count
        select (feed, vus);

    /// <summary>What is said of each feed that is too short.</summary>
    public static IEnumerable<string> Mistakes(LoadPlan load) => TooShort(load).Select(static use =>
        $"feed '{use.Feed.Name}' has {use.Feed.Values.Count} values for {use.Vus} VUs that keep one each; expected as many");

    /// <summary>Most virtual users that an executor has at once.</summary>
    public static int Vus(Executor executor) => executor switch
    {
        Executor.ConstantVus closed => closed.Vus,
        Executor.RampingVus closed => (int)Math.Max(closed.StartVus, closed.Stages.Max(static stage => stage.Target)),
        Executor.SharedIterations closed => closed.Vus,
        Executor.PerVuIterations closed => closed.Vus,
        Executor.ConstantArrivalRate open => open.MaxVus,
        Executor.RampingArrivalRate open => open.MaxVus,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The texts of a request that may have placeholders.</summary>
    public static IEnumerable<string> Texts(RequestTemplate request) =>
    [
        request.Path, .. request.Headers.Values, request.Body ?? "",
        .. request.Session.OfType<WebSocketStep.Send>().Select(static send => send.Text),
    ];

    private static bool Uses(LoadPlan load, Scenario scenario, Feed feed) =>
        scenario.Flows.SelectMany(static flow => flow.Requests).SelectMany(Texts).Concat(load.Headers.Values)
            .SelectMany(Placeholders.Names).Any(name => name == feed.Name || name.StartsWith($"{feed.Name}.", StringComparison.Ordinal));
}
