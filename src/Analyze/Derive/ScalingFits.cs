using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Statistics;

namespace Headroom.Analyze.Derive;

/// <summary>The line through the points of one statement at one endpoint.</summary>
public sealed record ScalingFit(string Endpoint, string Factor, string StatementId, LinearFit Line, IReadOnlyList<ScalingDatum> Points);

/// <summary>Fits calls a request on rows returned.</summary>
public static class ScalingFits
{
    /// <summary>The levels must differ by this factor in rows before a line through them says anything.</summary>
    private const double LeastSpread = 2;

    /// <summary>
    /// One line per endpoint and statement (the steepest of its requests), by endpoint and falling slope; endpoints whose rows hardly
    /// varied have none. Requests that made no statement at all are left out: a cache answered them.
    /// </summary>
    public static IReadOnlyList<ScalingFit> Of(ScalingProbe probe) =>
    [
        .. probe.Endpoints.Select(Computed)
            .Where(endpoint => endpoint is { Factor: not null, Missing: null, Points.Count: >= 3 } && Spread(endpoint) >= LeastSpread)
            .SelectMany(Lines)
            .GroupBy(fit => (fit.Endpoint, fit.StatementId)).Select(same => same.MaxBy(fit => fit.Line.Slope)!)
            .OrderBy(fit => fit.Endpoint, StringComparer.Ordinal).ThenByDescending(fit => fit.Line.Slope)
            .ThenBy(fit => fit.StatementId, StringComparer.Ordinal),
    ];

    private static EndpointScaling Computed(EndpointScaling endpoint) =>
        endpoint with { Points = [.. endpoint.Points.Where(static point => point.CallsPerRequest.Count > 0)] };

    private static double Spread(EndpointScaling endpoint) =>
        endpoint.Points.Max(point => point.RowsReturned) / Math.Max(1, endpoint.Points.Min(point => point.RowsReturned));

    private static IEnumerable<ScalingFit> Lines(EndpointScaling endpoint)
    {
        foreach (var statement in endpoint.Points.SelectMany(point => point.CallsPerRequest.Keys).Distinct())
        {
            ScalingDatum[] points =
                [.. endpoint.Points.Select(p => new ScalingDatum(p.RowsReturned, p.CallsPerRequest.GetValueOrDefault(statement)))];
            if (LinearFit.Through([.. points.Select(p => (p.Rows, p.Calls))]) is { } line)
            {
                yield return new ScalingFit(endpoint.Endpoint, endpoint.Factor!, statement, line, points);
            }
        }
    }
}
