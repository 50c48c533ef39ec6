using System.Text.Json;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Report.Load;

/// <summary>One metric in the shape of k6.</summary>
/// <param name="Name">Its name, with labels where it has any.</param>
/// <param name="Type">trend, counter, rate or gauge.</param>
/// <param name="Contains">time, data or default.</param>
/// <param name="Values">Its figures by name; null is unknown.</param>
internal sealed record K6Metric(string Name, string Type, string Contains, IReadOnlyList<(string Name, double? Value)> Values)
{
    /// <summary>The figures of a trend.</summary>
    public static IReadOnlyList<string> TrendStats { get; } = ["avg", "min", "med", "max", "p(90)", "p(95)", "p(99)", "p(99.9)", "count"];

    /// <summary>Durations, in milliseconds; zeros when there are none, as k6 has it.</summary>
    public static K6Metric Trend(string name, Histogram histogram) => new(
        name,
        "trend",
        "time",
        [
            ("avg", Ms(histogram.MeanNs)),
            ("min", Ms(histogram.MinNs)),
            ("med", Ms(histogram.QuantileNs(0.5))),
            ("max", Ms(histogram.MaxNs)),
            ("p(90)", Ms(histogram.QuantileNs(0.9))),
            ("p(95)", Ms(histogram.QuantileNs(0.95))),
            ("p(99)", Ms(histogram.QuantileNs(0.99))),
            ("p(99.9)", Ms(histogram.QuantileNs(0.999))),
            ("count", histogram.Count),
        ]);

    /// <summary>Something counted, and how much of it a second.</summary>
    public static K6Metric Counter(string name, long count, double seconds, string contains = "default") =>
        new(name, "counter", contains, [("count", count), ("rate", seconds > 0 ? count / seconds : 0)]);

    /// <summary>A share: passes are those for which it is true, whether that is good or bad.</summary>
    public static K6Metric Share(string name, long passes, long fails) =>
        new(
            name, "rate", "default",
            [("rate", passes + fails == 0 ? 0 : passes / (double)(passes + fails)), ("passes", passes), ("fails", fails)]);

    /// <summary>A level, of which only the greatest is known.</summary>
    public static K6Metric Gauge(string name, int most) => new(name, "gauge", "default", [("value", most), ("min", most), ("max", most)]);

    /// <summary>A metric of which nothing is known but what its thresholds were compared with.</summary>
    public static K6Metric Judged(string name, IReadOnlyList<ThresholdMetrics> thresholds)
    {
        (string Type, string Contains, IReadOnlyList<string> Stats) kind = ThresholdText.BaseOf(name) switch
        {
            "http_req_failed" or "checks" => ("rate", "default", ["rate", "passes", "fails"]),
            "data_received" or "data_sent" => ("counter", "data", ["count", "rate"]),
            var metric when ThresholdText.IsTime(metric) => ("trend", "time", TrendStats),
            _ => ("counter", "default", ["count", "rate"]),
        };
        return new K6Metric(name, kind.Type, kind.Contains, [.. kind.Stats.Select(stat => (stat, ActualOf(stat, thresholds)))]);
    }

    /// <summary>The most virtual users that a plan may have at once.</summary>
    public static int MostVus(LoadPlan plan) => plan.Scenarios.Sum(static scenario => scenario.Executor switch
    {
        Executor.ConstantVus closed => closed.Vus,
        Executor.SharedIterations closed => closed.Vus,
        Executor.PerVuIterations closed => closed.Vus,
        Executor.RampingVus closed => (int)closed.Stages.Select(static stage => stage.Target).Append(closed.StartVus).Max(),
        Executor.ConstantArrivalRate open => open.MaxVus,
        Executor.RampingArrivalRate open => open.MaxVus,
        _ => throw new System.Diagnostics.UnreachableException(),
    });

    /// <summary>Writes it with the thresholds on it.</summary>
    public void Write(Utf8JsonWriter json, IEnumerable<ThresholdMetrics> thresholds)
    {
        json.WriteStartObject(Name);
        json.WriteString("type", Type);
        json.WriteString("contains", Contains);
        json.WriteStartObject("values");
        foreach (var (name, value) in Values)
        {
            if (value is { } known)
            {
                json.WriteNumber(name, known);
            }
            else
            {
                json.WriteNull(name);
            }
        }

        json.WriteEndObject();
        var judged = thresholds.DistinctBy(static threshold => threshold.Expression, StringComparer.Ordinal).ToList();
        if (judged.Count > 0)
        {
            json.WriteStartObject("thresholds");
            foreach (var threshold in judged)
            {
                json.WriteStartObject(threshold.Expression);
                json.WriteBoolean("ok", threshold.Passed);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static double? ActualOf(string stat, IReadOnlyList<ThresholdMetrics> thresholds) => thresholds
        .FirstOrDefault(threshold => threshold.Expression.StartsWith(stat, StringComparison.Ordinal)
            && threshold.Expression[stat.Length..].TrimStart() is ['<' or '>' or '=' or '!', ..])?.Actual;

    private static double Ms(double? nanoseconds) => (nanoseconds ?? 0) / 1e6;
}
