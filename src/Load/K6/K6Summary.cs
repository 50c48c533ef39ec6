using System.Text.Json;
using Headroom.Load.Thresholds;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Load.K6;

/// <summary>Reads what k6's exported summary says of thresholds.</summary>
/// <remarks>
/// <code>
///   {"metrics": {"http_req_duration{name:GET /feed}": {"avg": 1.2, "p(95)": 3.4, "thresholds": {"p(95)&lt;300": false}}}}
/// </code>
/// A threshold's <c>true</c> means that it was crossed. Metrics stand in any order; so thresholds are told by metric, then expression.
/// <para><b>Source:</b> grafana.com/docs/k6, "End-of-test summary export to a JSON file".</para>
/// </remarks>
internal static class K6Summary
{
    private const int MaxDepth = 128;

    /// <summary>The thresholds, or none when this is no summary.</summary>
    public static IReadOnlyList<ThresholdMetrics> ThresholdsOf(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("metrics", out var metrics)
                && metrics.ValueKind == JsonValueKind.Object
                ? [.. metrics.EnumerateObject().OrderBy(static metric => metric.Name, StringComparer.Ordinal).SelectMany(ThresholdsOf)]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static IEnumerable<ThresholdMetrics> ThresholdsOf(JsonProperty metric)
    {
        if (metric.Value.ValueKind != JsonValueKind.Object
            || !metric.Value.TryGetProperty("thresholds", out var thresholds)
            || thresholds.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var threshold in thresholds.EnumerateObject())
        {
            yield return new ThresholdMetrics
            {
                Metric = metric.Name,
                Expression = threshold.Name,
                Actual = ActualOf(metric.Value, threshold.Name),
                Passed = threshold.Value.ValueKind == JsonValueKind.False,
            };
        }
    }

    // A percentile that the summary does not list is not known.
    private static double? ActualOf(JsonElement metric, string expression)
    {
        if (ThresholdParser.ReadExpression(expression, out var aggregate, out _, out _) is not null)
        {
            return expression.TrimStart().StartsWith("value", StringComparison.Ordinal) ? NumberOf(metric, "value") : null;
        }

        return aggregate switch
        {
            Aggregate.Percentile { Value: 50 } => NumberOf(metric, "med") ?? NumberOf(metric, "p(50)"),
            Aggregate.Rate => NumberOf(metric, "rate") ?? NumberOf(metric, "value"),
            _ => NumberOf(metric, aggregate!.Text),
        };
    }

    private static double? NumberOf(JsonElement metric, string name) =>
        metric.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : null;
}
