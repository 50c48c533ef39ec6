using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Report.Load;

/// <summary>A load run as k6 hands it to <c>handleSummary</c>, so that reporters made for k6 read it.</summary>
/// <remarks>
/// <c>http_req_duration</c> is the service time, <c>latency</c> the time from the intended start. What Headroom does not measure (blocked,
/// connecting, tls, sending, waiting, receiving) is left out, not zero. A threshold on labels other than an endpoint's name stands at a
/// metric that knows only the figure that was compared; the others are null.
/// <para><b>Source:</b> the shape is that of k6's data argument of <c>handleSummary()</c>: groups and checks are arrays, a threshold's
/// <c>ok</c> is true when it held, <c>http_req_failed.passes</c> counts the requests that failed.</para>
/// </remarks>
public static class K6Summary
{
    private static readonly JsonWriterOptions s_options =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The summary as JSON.</summary>
    /// <param name="run">What was measured.</param>
    /// <param name="plan">The load that was sent.</param>
    public static string Render(RunMetrics run, LoadPlan plan)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            K6Groups.Write(json, run, plan);
            Options(json);
            json.WriteStartObject("state");
            json.WriteBoolean("isStdOutTTY", false);
            json.WriteBoolean("isStdErrTTY", false);
            json.WriteNumber("testRunDurationMs", run.Window.Duration.TotalMilliseconds);
            json.WriteEndObject();
            Metrics(json, run, plan);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Options(Utf8JsonWriter json)
    {
        json.WriteStartObject("options");
        json.WriteStartArray("summaryTrendStats");
        foreach (var stat in K6Metric.TrendStats)
        {
            json.WriteStringValue(stat);
        }

        json.WriteEndArray();
        json.WriteString("summaryTimeUnit", "");
        json.WriteBoolean("noColor", true);
        json.WriteEndObject();
    }

    private static void Metrics(Utf8JsonWriter json, RunMetrics run, LoadPlan plan)
    {
        var metrics = Measured(run, plan).ToList();
        var thresholds = run.Thresholds.ToLookup(static threshold => threshold.Metric, StringComparer.Ordinal);
        var unknown = thresholds.Where(group => metrics.All(metric => metric.Name != group.Key))
            .Select(static group => K6Metric.Judged(group.Key, [.. group]));
        json.WriteStartObject("metrics");
        foreach (var metric in metrics.Concat(unknown))
        {
            metric.Write(json, thresholds[metric.Name]);
        }

        json.WriteEndObject();
    }

    private static IEnumerable<K6Metric> Measured(RunMetrics run, LoadPlan plan)
    {
        var seconds = run.Window.Duration.TotalSeconds;
        var (requests, failed) = (LoadResults.Requests(run), LoadResults.Failed(run));
        var checks = run.Endpoints.SelectMany(static endpoint => endpoint.Checks).ToList();
        yield return K6Metric.Counter("http_reqs", requests, seconds);
        yield return K6Metric.Trend("http_req_duration", LoadResults.Service(run));
        yield return K6Metric.Share("http_req_failed", failed, requests - failed);
        yield return K6Metric.Trend("latency", LoadResults.Latency(run));
        yield return K6Metric.Counter("iterations", run.Generator.Iterations, seconds);
        yield return K6Metric.Trend("iteration_duration", run.IterationDuration);
        yield return K6Metric.Counter("dropped_iterations", run.Generator.DroppedByGenerator + run.Generator.DroppedByTarget, seconds);
        yield return K6Metric.Counter("data_received", run.Endpoints.Sum(static endpoint => endpoint.Received.Value), seconds, "data");
        yield return K6Metric.Counter("data_sent", run.Endpoints.Sum(static endpoint => endpoint.Sent.Value), seconds, "data");
        yield return K6Metric.Gauge("vus", run.Generator.PeakVus);
        yield return K6Metric.Gauge("vus_max", K6Metric.MostVus(plan));
        if (checks.Count > 0)
        {
            yield return K6Metric.Share("checks", checks.Sum(static check => check.Passes), checks.Sum(static check => check.Fails));
        }

        if (run.Groups.Count > 0)
        {
            yield return K6Metric.Trend("group_duration", Statistics.Histogram.Merged(run.Groups.Select(static group => group.Duration)));
        }

        foreach (var endpoint in run.Endpoints)
        {
            yield return K6Metric.Trend($"http_req_duration{{name:{endpoint.Endpoint}}}", endpoint.Service);
            yield return K6Metric.Trend($"latency{{name:{endpoint.Endpoint}}}", endpoint.Latency);
            yield return K6Metric.Share(
                $"http_req_failed{{name:{endpoint.Endpoint}}}", endpoint.Failed, endpoint.Requests - endpoint.Failed);
            yield return K6Metric.Counter($"http_reqs{{name:{endpoint.Endpoint}}}", endpoint.Requests, seconds);
        }
    }
}
