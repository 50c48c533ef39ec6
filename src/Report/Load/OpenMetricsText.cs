using System.Globalization;
using System.Text;

namespace Headroom.Report.Load;

/// <summary>Where a running load stands, for a scraper; the warm-up is left out of all but the gauges.</summary>
public sealed record LiveLoad
{
    /// <summary>Time since the start of the run.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Iterations in flight.</summary>
    public required int InFlight { get; init; }

    /// <summary>Arrivals that were never sent.</summary>
    public required long Dropped { get; init; }

    /// <summary>Per endpoint.</summary>
    public required IReadOnlyList<LiveEndpoint> Endpoints { get; init; }
}

/// <summary>One endpoint of a running load.</summary>
public sealed record LiveEndpoint
{
    /// <summary>"METHOD /route/{template}".</summary>
    public required string Name { get; init; }

    /// <summary>Responses by status.</summary>
    public required IReadOnlyDictionary<int, long> Status { get; init; }

    /// <summary>Transport errors by kind.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }

    /// <summary>Requests that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Time from the intended start.</summary>
    public required LiveBuckets Latency { get; init; }

    /// <summary>Time from the send.</summary>
    public required LiveBuckets Service { get; init; }
}

/// <summary>Durations counted by bucket.</summary>
/// <param name="Counts">
/// How many lie in each bucket, not cumulative: one for each of <see cref="OpenMetricsText.BoundsS"/>, and one for what is greater.
/// </param>
/// <param name="SumS">Their sum in seconds.</param>
public sealed record LiveBuckets(IReadOnlyList<long> Counts, double SumS);

/// <summary>Writes a running load in the OpenMetrics text format.</summary>
/// <remarks>
/// <b>Source:</b> OpenMetrics 1.0.0, text format: counters end in <c>_total</c>, buckets are cumulative and end in <c>+Inf</c>, the last
/// line is <c># EOF</c>.
/// </remarks>
public static class OpenMetricsText
{
    /// <summary>The content type of the format.</summary>
    public const string ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>Upper bounds of the buckets in seconds, each included in its bucket.</summary>
    public static IReadOnlyList<double> BoundsS { get; } = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>The text.</summary>
    public static string Render(LiveLoad load)
    {
        var text = new StringBuilder();
        Family(text, "headroom_requests", "counter", "Requests that got a response, by status.");
        Each(text, load, static e => e.Status.OrderBy(static s => s.Key).Select(s =>
            Sample("headroom_requests_total", s.Value, ("endpoint", e.Name), ("status", s.Key.ToString(CultureInfo.InvariantCulture)))));
        Family(text, "headroom_errors", "counter", "Requests that got no response, by kind of transport error.");
        Each(text, load, static e => e.Errors.OrderBy(static s => s.Key, StringComparer.Ordinal)
            .Select(s => Sample("headroom_errors_total", s.Value, ("endpoint", e.Name), ("kind", s.Key))));
        Family(text, "headroom_failed_requests", "counter", "Requests that failed, by a transport error, their status or a status check.");
        Each(text, load, static e => [Sample("headroom_failed_requests_total", e.Failed, ("endpoint", e.Name))]);
        Family(text, "headroom_dropped_arrivals", "counter", "Arrivals that were never sent.");
        text.Append(Sample("headroom_dropped_arrivals_total", load.Dropped));
        Family(text, "headroom_latency_seconds", "histogram", "Time from the intended start to the last byte.", "seconds");
        Each(text, load, static e => Buckets("headroom_latency_seconds", e.Name, e.Latency));
        Family(text, "headroom_service_seconds", "histogram", "Time from the send to the last byte.", "seconds");
        Each(text, load, static e => Buckets("headroom_service_seconds", e.Name, e.Service));
        Family(text, "headroom_iterations_in_flight", "gauge", "Iterations in flight.");
        text.Append(Sample("headroom_iterations_in_flight", load.InFlight));
        Family(text, "headroom_elapsed_seconds", "gauge", "Time since the start of the run, warm-up included.", "seconds");
        text.Append(Sample("headroom_elapsed_seconds", load.Elapsed.TotalSeconds));
        return text.Append("# EOF\n").ToString();
    }

    private static void Family(StringBuilder text, string name, string type, string help, string? unit = null)
    {
        text.Append($"# TYPE {name} {type}\n");
        if (unit is not null)
        {
            text.Append($"# UNIT {name} {unit}\n");
        }

        text.Append($"# HELP {name} {help}\n");
    }

    private static void Each(StringBuilder text, LiveLoad load, Func<LiveEndpoint, IEnumerable<string>> samples) =>
        text.AppendJoin("", load.Endpoints.SelectMany(samples));

    private static IEnumerable<string> Buckets(string name, string endpoint, LiveBuckets buckets)
    {
        var seen = 0L;
        for (var i = 0; i < buckets.Counts.Count; i++)
        {
            seen += buckets.Counts[i];
            yield return Sample($"{name}_bucket", seen, ("endpoint", endpoint), ("le", i < BoundsS.Count ? Number(BoundsS[i]) : "+Inf"));
        }

        yield return Sample($"{name}_count", seen, ("endpoint", endpoint));
        yield return Sample($"{name}_sum", buckets.SumS, ("endpoint", endpoint));
    }

    private static string Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var text = new StringBuilder(name);
        for (var i = 0; i < labels.Length; i++)
        {
            text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(Escaped(labels[i].Value)).Append('"');
        }

        return text.Append(labels.Length == 0 ? " " : "} ").Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n')
            .ToString();
    }

    private static string Escaped(string label) => label.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    // The canonical form of a bound has a point: 1.0, not 1.
    private static string Number(double bound) => bound.ToString("0.0###", CultureInfo.InvariantCulture);
}
