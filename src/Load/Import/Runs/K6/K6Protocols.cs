namespace Headroom.Load.Import.Runs.K6;

/// <summary>Requests that are none of HTTP: k6 measures them under names of their own, which an import counts nowhere.</summary>
/// <remarks><b>Source:</b> grafana.com/docs/k6, "Built-in metrics".</remarks>
internal static class K6Protocols
{
    /// <summary>One metric of each protocol: it is there when the script spoke it.</summary>
    public static readonly IReadOnlyList<string> Metrics = ["browser_http_req_duration", "grpc_req_duration", "ws_sessions"];

    /// <summary>What is to be said of a run without requests of HTTP, or nothing.</summary>
    /// <param name="metrics">The names of its metrics.</param>
    /// <param name="hasHttp">Whether it has requests of HTTP.</param>
    public static IEnumerable<string> Remarks(IEnumerable<string> metrics, bool hasHttp)
    {
        var others = metrics.Where(static metric => Metrics.Contains(metric, StringComparer.Ordinal))
            .Order(StringComparer.Ordinal).ToList();
        if (!hasHttp && others.Count > 0)
        {
            yield return $"no request of HTTP is in it; what it measured of {string.Join(", ", others)} is not read";
        }
    }
}
