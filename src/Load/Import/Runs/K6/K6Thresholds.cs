using System.Text.Json;
using Headroom.Load.K6;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>The thresholds of a run, out of the metrics that its stream defines, judged by its samples.</summary>
/// <remarks>
/// <code>
///   {"type":"Metric","data":{"name":"http_req_duration","type":"trend","thresholds":["p(95)&lt;500"],
///     "submetrics":[{"name":"http_req_duration{name:GET /feed}","tags":{"name":"GET /feed"}}]},"metric":"http_req_duration"}
/// </code>
/// k6 defines a metric before its first sample; where somebody put the lines in another order, samples went by uncounted and nothing is
/// judged. Of a sub-metric it writes the tags, but not the conditions; where a line has them all the same, they are judged. Old versions
/// have the name behind the definition only: <c>{"type":"Metric","data":{"type":"trend",...},"metric":"http_req_duration"}</c>.
/// </remarks>
internal sealed class K6Thresholds(K6Point point, SampleRoom room)
{
    private const int MostMetrics = 1000;
    private const int MostExpressions = 100;
    private const int Shown = 10;

    private readonly HashSet<string> _defined = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<K6Sink>> _byMetric = new(StringComparer.Ordinal);
    private readonly List<K6Sink> _sinks = [];
    private readonly List<string> _unknown = [];
    private readonly HashSet<string> _uncounted = new(StringComparer.Ordinal);
    private readonly List<string> _late = [];

    /// <summary>Reads the definition of a metric; false when the line is none.</summary>
    public bool Define(ReadOnlySpan<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(BoundedJson.Readable(line.ToArray()));
            return document.RootElement.Get("data") is { ValueKind: JsonValueKind.Object } data
                && NameOf(document.RootElement, data) is { } name && Define(name, data);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Counts the sample that was read for every threshold that it fits.</summary>
    public void Record()
    {
        if (point.Metric is not { } metric)
        {
            return;
        }

        if (!_byMetric.TryGetValue(metric, out var sinks))
        {
            _uncounted.Add(metric);
            return;
        }

        foreach (var sink in sinks)
        {
            if (sink.Fits(point))
            {
                sink.Add(point.Value);
            }
        }
    }

    /// <summary>What became of the thresholds, in the file's order; null when the file defines no metrics.</summary>
    /// <param name="duration">How long the run lasted.</param>
    public IReadOnlyList<ImportedThreshold>? Judged(TimeSpan duration) =>
        _defined.Count == 0 ? null : [.. _sinks.SelectMany(sink => sink.Judged(duration))];

    /// <summary>What cannot be told of them.</summary>
    public IEnumerable<string> Remarks()
    {
        if (_unknown.Count > 0)
        {
            yield return $"the stream does not hold the conditions of thresholds on sub-metrics: {Listed(_unknown)}";
        }

        if (_late.Count > 0)
        {
            yield return $"samples stand before the definitions of their metrics, whose thresholds are not judged: {Listed(_late)}";
        }
    }

    private static string Listed(List<string> names) =>
        string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");

    private static string? NameOf(JsonElement line, JsonElement data) =>
        data.Text("name") is { Length: > 0 } own ? own : line.Text("metric") is { Length: > 0 } name ? name : null;

    private bool Define(string name, JsonElement data)
    {
        if (data.Text("type") is not { } kind)
        {
            return false;
        }

        if (_defined.Count >= MostMetrics || !_defined.Add(name))
        {
            return true;
        }

        var (metric, tags) = K6MetricName.Of(name);
        Add(name, metric, kind, tags, ExpressionsOf(data));
        foreach (var part in data.Items("submetrics"))
        {
            DefinePart(metric, kind, part);
        }

        return true;
    }

    private void DefinePart(string metric, string kind, JsonElement part)
    {
        if (part.Text("name") is not { } name)
        {
            return;
        }

        var tags = part.Get("tags") is { ValueKind: JsonValueKind.Object } given
            ? given.EnumerateObject().Where(static tag => tag.Value.ValueKind == JsonValueKind.String)
                .Select(static tag => (tag.Name, Value: tag.Value.GetString()!)).ToList()
            : K6MetricName.Of(name).Tags;
        var expressions = ExpressionsOf(part);
        Add(name, metric, kind, tags, expressions);

        // k6 keeps the expected responses apart whether or not a threshold is set on them.
        if (expressions.Count == 0 && !(tags.Count == 1 && tags[0] == ("expected_response", "true")) && _unknown.Count < MostMetrics)
        {
            _unknown.Add(name);
        }
    }

    private void Add(
        string name, string metric, string kind, IReadOnlyList<(string Name, string Value)> tags, IReadOnlyList<string> expressions)
    {
        if (expressions.Count == 0 || _sinks.Count >= MostMetrics)
        {
            return;
        }

        var slots = tags.Select(tag => (Slot: point.Watch(tag.Name), tag.Value)).ToList();
        var isLate = _uncounted.Contains(metric) || point.Missed(metric);
        if (isLate)
        {
            _late.Add(name);
        }

        var isWatched = !isLate && slots.TrueForAll(static tag => tag.Slot is not null);
        (int Slot, string Value)[]? filter = isWatched ? [.. slots.Select(static tag => (tag.Slot!.Value, tag.Value))] : null;
        var sink = new K6Sink(name, kind, filter, expressions, room);
        _sinks.Add(sink);
        if (!_byMetric.TryGetValue(metric, out var sinks))
        {
            _byMetric[metric] = sinks = [];
        }

        sinks.Add(sink);
        point.Record(metric);
    }

    private static List<string> ExpressionsOf(JsonElement metric) =>
    [
        .. metric.Items("thresholds")
            .Select(static threshold => threshold.ValueKind == JsonValueKind.String ? threshold.GetString() : threshold.Text("threshold"))
            .OfType<string>().Take(MostExpressions),
    ];
}
