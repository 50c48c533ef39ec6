using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Analyze.Derive;

/// <summary>Holds the objectives of a plan against what was measured.</summary>
public static class SloTable
{
    /// <summary>
    /// Every objective, by endpoint and indicator. One that could not be measured, or was measured in a run that is not trusted, is not
    /// judged.
    /// </summary>
    public static IReadOnlyList<SloResult> Of(SloPlan slo, RunMetrics? run, bool trusted)
    {
        var measured = run?.Endpoints ?? [];
        var unmeasured = slo.Endpoints.Where(target => !measured.Any(endpoint => IsSame(endpoint.Endpoint, target.Key)));
        return
        [
            .. Measured(slo, measured, trusted)
                .Concat(unmeasured.SelectMany(target => Rows(target.Key, target.Value, measured: null, trusted)))
                .OrderBy(row => row.Endpoint, StringComparer.Ordinal),
        ];
    }

    /// <summary>The objectives of some endpoints alone, in their order.</summary>
    public static IEnumerable<SloResult> Measured(SloPlan slo, IReadOnlyList<EndpointMetrics> endpoints, bool trusted) =>
        endpoints.SelectMany(endpoint => Rows(endpoint.Endpoint, TargetsOf(slo, endpoint.Endpoint), endpoint, trusted));

    /// <summary>Whether two endpoint names mean the same, whatever their placeholders are called.</summary>
    public static bool IsSame(string a, string b) => Canonical(a) == Canonical(b);

    private static string Canonical(string endpoint) =>
        string.Join('/', endpoint.Split('/').Select(part => part.StartsWith('{') && part.EndsWith('}') ? "{}" : part));

    private static SloTargets TargetsOf(SloPlan slo, string endpoint)
    {
        var own = slo.Endpoints.FirstOrDefault(target => IsSame(target.Key, endpoint)).Value ?? new SloTargets();
        return new SloTargets
        {
            P95 = own.P95 ?? slo.Default.P95,
            P99 = own.P99 ?? slo.Default.P99,
            Errors = own.Errors ?? slo.Default.Errors,
        };
    }

    private static IEnumerable<SloResult> Rows(string endpoint, SloTargets targets, EndpointMetrics? measured, bool trusted)
    {
        if (targets.P95 is { } p95)
        {
            yield return Latency(endpoint, "p95", 0.95, p95, measured, trusted);
        }

        if (targets.P99 is { } p99)
        {
            yield return Latency(endpoint, "p99", 0.99, p99, measured, trusted);
        }

        if (targets.Errors is { } errors)
        {
            Ratio? actual = measured is { Requests: > 0 } ? Ratio.Of(measured.Failed, measured.Requests) : null;
            yield return new SloResult
            {
                Endpoint = endpoint,
                Indicator = "errors",
                TargetShare = errors,
                ActualShare = actual,
                Samples = measured?.Requests ?? 0,
                Met = trusted && actual is { } share ? share.Value <= errors.Value : null,
            };
        }
    }

    private static SloResult Latency(
        string endpoint, string indicator, double quantile, TimeSpan target, EndpointMetrics? measured, bool trusted)
    {
        var actual = measured?.Latency.Quantile(quantile);
        return new SloResult
        {
            Endpoint = endpoint,
            Indicator = indicator,
            Target = target,
            Actual = actual,
            Samples = measured?.Latency.Count ?? 0,
            Met = trusted && actual is { } latency ? latency <= target : null,
        };
    }
}
