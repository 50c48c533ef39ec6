using Headroom.Model.Results;

namespace Headroom.Analyze.Baselines;

/// <summary>An endpoint of a run under the one name that tools have in common.</summary>
/// <param name="Name">The name as the tool has it.</param>
/// <param name="Route">Its route, or null when the name is none.</param>
/// <param name="Requests">Requests, or null.</param>
/// <param name="Failed">Those that failed, or null.</param>
/// <param name="Status">Answers by status, or null.</param>
/// <param name="P95Ms">95th percentile in milliseconds; null also where several names are one route: percentiles do not add up.</param>
internal sealed record RouteTally(string Name, string? Route, long? Requests, long? Failed, IReadOnlyDictionary<string, long>? Status, double? P95Ms)
{
    /// <summary>Whether this and another are one endpoint.</summary>
    public bool IsOneWith(RouteTally other) =>
        Route is not null && other.Route is not null ? EndpointNames.AreOne(Route, other.Route) : Name == other.Name;
}

/// <summary>The endpoints of a run, those of one route together.</summary>
internal static class RouteTallies
{
    public static IReadOnlyList<RouteTally> Of(ImportedRun run) =>
    [
        .. (run.Endpoints ?? []).Select(static endpoint => new RouteTally(
                endpoint.Name, EndpointNames.RouteOf(endpoint.Name, endpoint.Method), endpoint.Requests, endpoint.Failed, endpoint.Status, endpoint.P95Ms))
            .GroupBy(static tally => tally.Route ?? tally.Name, StringComparer.Ordinal).Select(static same => same.Aggregate(Together)),
    ];

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
