using Headroom.Load.K6;
using Headroom.Load.Thresholds;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>What a threshold's metric measured: the samples that have the threshold's tags.</summary>
/// <remarks>
/// As in k6 a trend without samples is 0; a rate and a gauge without any have no value. The rate of a counter is a second's, over the time
/// from the first sample to the last; where that is within 1 % of the bound, k6's own clock may have said otherwise.
/// <para><b>Source:</b> go.k6.io/k6/metrics, Thresholds.Run and the sinks.</para>
/// </remarks>
/// <param name="metric">The metric with its tags, as k6 writes it.</param>
/// <param name="kind">Its kind: "trend", "rate", "counter" or "gauge".</param>
/// <param name="filter">The tags that a sample must have; null when they cannot be told.</param>
/// <param name="expressions">The conditions.</param>
/// <param name="room">The room for single values.</param>
internal sealed class K6Sink(
    string metric, string kind, (int Slot, string Value)[]? filter, IReadOnlyList<string> expressions, SampleRoom room)
{
    private const string Gauge = "value";
    private const double ClockTolerance = 0.01;
    private const double BucketTolerance = 0.0005;

    private readonly SampleValues _values = new(room);
    private long _count;
    private long _held;
    private double _sum;
    private double _latest;

    /// <summary>Whether the sample that was read counts.</summary>
    public bool Fits(K6Point point)
    {
        foreach (var (slot, value) in filter ?? [])
        {
            if (point.Tag(slot) != value)
            {
                return false;
            }
        }

        return filter is not null;
    }

    /// <summary>Counts a sample.</summary>
    public void Add(double value)
    {
        if (kind == "trend")
        {
            _values.Add(value);
        }

        _count++;
        _held += value != 0 ? 1 : 0;
        _sum += value;
        _latest = value;
    }

    /// <summary>What became of the conditions, in their order.</summary>
    /// <param name="duration">How long the run lasted.</param>
    public IEnumerable<ImportedThreshold> Judged(TimeSpan duration)
    {
        var values = new SampleDistribution(_values);
        foreach (var expression in expressions)
        {
            yield return new ImportedThreshold(metric, expression, filter is null ? null : Passes(expression, values, duration));
        }
    }

    private bool? Passes(string expression, SampleDistribution values, TimeSpan duration)
    {
        var text = expression.TrimStart();
        var isGauge = text.StartsWith(Gauge, StringComparison.Ordinal);
        text = isGauge ? $"count{text[Gauge.Length..]}" : text;
        if (ThresholdParser.ReadExpression(text, out var aggregate, out var comparison, out var bound) is not null)
        {
            return null;
        }

        var tolerance = (kind, aggregate) switch
        {
            ("counter", Aggregate.Rate) => ClockTolerance,
            ("trend", Aggregate.Percentile) when !values.IsExact => BucketTolerance,
            _ => 0.0,
        };
        return Measure(aggregate!, isGauge, values, duration) is not { } actual || Math.Abs(actual - bound) < tolerance * Math.Abs(bound)
            ? null
            : comparison.Holds(actual, bound);
    }

    private double? Measure(Aggregate aggregate, bool isGauge, SampleDistribution values, TimeSpan duration) => (kind, aggregate) switch
    {
        ("gauge", Aggregate.Number) when isGauge => _count > 0 ? _latest : null,
        ("counter", Aggregate.Number) when !isGauge => _sum,
        ("counter", Aggregate.Rate) => duration > TimeSpan.Zero ? _sum / duration.TotalSeconds : null,
        ("rate", Aggregate.Rate) => _count > 0 ? (double)_held / _count : null,
        ("trend", Aggregate.Percentile percentile) => values.Count == 0 ? 0 : values.Quantile(percentile.Value / 100),
        ("trend", Aggregate.Mean) => values.Count == 0 ? 0 : values.Mean,
        ("trend", Aggregate.Least) => values.Min ?? 0,
        ("trend", Aggregate.Greatest) => values.Max ?? 0,
        _ => null,
    };
}
