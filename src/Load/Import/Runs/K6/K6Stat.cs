using System.Globalization;
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

    /// <summary>
    /// Whether it is of a trend without any sample, as k6 writes a metric that has a threshold and was never recorded: all is 0.
    /// </summary>
    public bool IsUnrecorded => Count is null or 0 && Latency is
    {
        P50Ms: null or 0, P90Ms: null or 0, P95Ms: null or 0, P99Ms: null or 0, MeanMs: null or 0, MaxMs: null or 0,
    };

    /// <summary>Whether it has what k6 tells of a counter, a rate or a trend; a number alone may be anybody's.</summary>
    public bool HasFigures => PerSecond is not null || Held is not null || Latency is not null;

    /// <summary>Reads a metric of any of k6's JSON summaries.</summary>
    /// <remarks>
    /// <code>
    ///   --summary-export   {"avg": 1, "p(95)": 3} | {"count": 9, "rate": 4.5} | {"passes": 1, "fails": 8, "value": 0.11}
    ///   handleSummary      {"type": "rate", "values": {"passes": 1, "fails": 8, "rate": 0.11}}
    ///   machine-readable   {"name": "...", "type": "rate", "values": {"matches": 1, "total": 9, "rate": 0.11}}
    /// </code>
    /// A share is that of the counts beside it, where there are any: old versions round it, and write 0 of a rate without samples.
    /// </remarks>
    public static K6Stat Of(JsonElement metric)
    {
        var values = metric.Get("values") ?? metric;
        var held = values.Number("passes") ?? values.Number("matches");
        if (held is null && metric.Text("type") != "rate")
        {
            return new K6Stat { Latency = LatencyOf(values), Count = values.Number("count"), PerSecond = values.Number("rate") };
        }

        var total = values.Number("total") ?? (held + values.Number("fails"));
        return new K6Stat
        {
            Held = held,
            Total = total,
            Share = total is null ? values.Number("rate") ?? values.Number("value") : total > 0 ? held / total : null,
        };
    }

    /// <summary>The percent in the name of a figure: of "p(95)", "p95", "p(95.00)"; null of another figure.</summary>
    public static double? PercentIn(string name)
    {
        if (name is not ['p', .. var text])
        {
            return null;
        }

        var digits = text is ['(', .. var inner, ')'] ? inner : text;
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) ? percent : null;
    }

    private static ImportedLatency? LatencyOf(JsonElement values)
    {
        var latency = new ImportedLatency
        {
            P50Ms = values.Number("med") ?? values.Number("median") ?? PercentileOf(values, 50),
            P90Ms = PercentileOf(values, 90),
            P95Ms = PercentileOf(values, 95),
            P99Ms = PercentileOf(values, 99),
            MeanMs = values.Number("avg") ?? values.Number("mean"),
            MinMs = values.Number("min"),
            MaxMs = values.Number("max"),
        };
        return latency == new ImportedLatency() ? null : latency;
    }

    private static double? PercentileOf(JsonElement values, double percent)
    {
        if (values.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var field in values.EnumerateObject())
        {
            if (PercentIn(field.Name) == percent && field.Value.ValueKind == JsonValueKind.Number
                && field.Value.TryGetDouble(out var value) && double.IsFinite(value))
            {
                return value;
            }
        }

        return null;
    }
}
