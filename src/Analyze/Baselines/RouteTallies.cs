using Headroom.Model.Results;

namespace Headroom.Analyze.Baselines;

/// <summary>An endpoint of a run under the one name that tools have in common.</summary>
/// <param name="Name">The name as the tool has it; of a route with its method where the tool tells that apart.</param>
/// <param name="Route">Its route, or null when the name is none.</param>
/// <param name="Requests">Requests, or null.</param>
/// <param name="Failed">Those that failed, or null.</param>
/// <param name="Status">Answers by status, or null.</param>
/// <param name="P95Ms">95th percentile in milliseconds; null also where several names are one route: percentiles do not add up.</param>
internal sealed record RouteTally(
    string Name, string? Route, long? Requests, long? Failed, IReadOnlyDictionary<string, long>? Status, double? P95Ms)
{
    /// <summary>Whether this and another are one endpoint.</summary>
    public bool IsOneWith(RouteTally other) => Route is not null && other.Route is not null ? Route == other.Route : Name == other.Name;
}

/// <summary>The endpoints of a run, those of one route together.</summary>
internal static class RouteTallies
{
    /// <summary>
    /// The endpoints of two runs. A path that one of them names without its method is that of any method: then so it is in both, and the
    /// requests of all its methods are added up.
    /// </summary>
    /// <param name="earlier">A run.</param>
    /// <param name="later">The other.</param>
    public static (IReadOnlyList<RouteTally> Earlier, IReadOnlyList<RouteTally> Later) Of(ImportedRun earlier, ImportedRun later)
    {
        var anyMethod = Routes(earlier).Concat(Routes(later)).Where(static route => route.StartsWith('/'))
            .ToHashSet(StringComparer.Ordinal);
        return (Of(earlier, anyMethod), Of(later, anyMethod));
    }

    private static IReadOnlyList<RouteTally> Of(ImportedRun run, HashSet<string> anyMethod) =>
    [
        .. (run.Endpoints ?? []).Select(endpoint => TallyOf(endpoint, RouteOf(endpoint, anyMethod)))
            .GroupBy(static tally => tally.Route ?? tally.Name, StringComparer.Ordinal).Select(static same => same.Aggregate(Together)),
    ];

    // Names that are no routes are compared as they are: not every tool tells their methods.
    private static RouteTally TallyOf(ImportedEndpoint endpoint, string? route) => new(
        route is null ? endpoint.Name : EndpointNames.Shown(endpoint.Name, endpoint.Method), route, endpoint.Requests, endpoint.Failed,
        endpoint.Status, endpoint.P95Ms);

    private static IEnumerable<string> Routes(ImportedRun run) =>
        (run.Endpoints ?? []).Select(static endpoint => EndpointNames.RouteOf(endpoint.Name, endpoint.Method)).OfType<string>();

    private static string? RouteOf(ImportedEndpoint endpoint, HashSet<string> anyMethod)
    {
        var route = EndpointNames.RouteOf(endpoint.Name, endpoint.Method);
        var path = route?[route.IndexOf('/', StringComparison.Ordinal)..];
        return path is not null && anyMethod.Contains(path) ? path : route;
    }

    private static RouteTally Together(RouteTally one, RouteTally other) => one with
    {
        Name = one.Route ?? one.Name,
        Requests = one.Requests + other.Requests,
        Failed = one.Failed + other.Failed,
        Status = one.Status is null || other.Status is null ? null : one.Status.Concat(other.Status)
            .GroupBy(static count => count.Key, StringComparer.Ordinal)
            .ToDictionary(static same => same.Key, static same => same.Sum(static count => count.Value), StringComparer.Ordinal),
        P95Ms = null,
    };
}
