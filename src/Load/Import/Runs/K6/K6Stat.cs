using System.Text.Json;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>What a summary says of one metric; null what it does not.</summary>
internal sealed record K6Stat
{
    /// <summary>Of a trend in time: its percentiles in milliseconds.</summary>
    public ImportedLatency? Latency { get; init; }

    /// <summary>Of a counter its sum, of a trend how many values it has.</summary>
    public double? Count { get; init; }

    /// <summary>Of a counter: a second's part.</summary>
    public double? PerSecond { get; init; }

    /// <summary>Of a rate: how many samples were not 0; of <c>http_req_failed</c> those are the requests that failed.</summary>
    public double? Held { get; init; }

    /// <summary>Of a rate: how many samples there are.</summary>
    public double? Total { get; init; }

    /// <summary>Of a rate: the share of the samples that were not 0.</summary>
    public double? Share { get; init; }

    /// <summary>Reads a metric of any of k6's JSON summaries.</summary>
    /// <remarks>
    /// <code>
    ///   --summary-export   {"avg": 1, "p(95)": 3} | {"count": 9, "rate": 4.5} | {"passes": 1, "fails": 8, "value": 0.11}
    ///   handleSummary      {"type": "rate", "values": {"passes": 1, "fails": 8, "rate": 0.11}}
    ///   machine-readable   {"name": "...", "type": "rate", "values": {"matches": 1, "total": 9, "rate": 0.11}}
    /// </code>
    /// </remarks>
    public static K6Stat Of(JsonElement metric)
    {
        var values = metric.Get("values") ?? metric;
        var held = values.Number("passes") ?? values.Number("matches");
        return held is null
            ? new K6Stat { Latency = LatencyOf(values), Count = values.Number("count"), PerSecond = values.Number("rate") }
            : new K6Stat
            {
                Held = held,
                Total = values.Number("total") ?? (held + values.Number("fails")),
                Share = values.Number("rate") ?? values.Number("value"),
            };
    }

    private static ImportedLatency? LatencyOf(JsonElement values)
    {
        var latency = new ImportedLatency
        {
            P50Ms = values.Number("med") ?? PercentileOf(values, "50"),
            P90Ms = PercentileOf(values, "90"),
            P95Ms = PercentileOf(values, "95"),
            P99Ms = PercentileOf(values, "99"),
            MeanMs = values.Number("avg"),
            MinMs = values.Number("min"),
            MaxMs = values.Number("max"),
        };
        return latency == new ImportedLatency() ? null : latency;
    }

    private static double? PercentileOf(JsonElement values, string percent) =>
        values.Number($"p({percent})") ?? values.Number($"p{percent}");
}
