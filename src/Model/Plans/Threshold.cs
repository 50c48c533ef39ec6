using System.Text.Json.Serialization;

namespace Headroom.Model.Plans;

/// <summary>
/// Something that must hold of a metric of the run, in k6's syntax: <c>http_req_duration{name:GET /clips}</c>: <c>p(95)&lt;300</c>.
/// </summary>
public sealed record Threshold
{
    /// <summary>The metric, by k6's name, or <c>latency</c>: the time from the intended start.</summary>
    public required string Metric { get; init; }

    /// <summary>The labels that a request must have to count, by name.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What of the metric is compared.</summary>
    public required Aggregate Aggregate { get; init; }

    /// <summary>How it is compared.</summary>
    public required Comparison Comparison { get; init; }

    /// <summary>What it is compared with: milliseconds of a duration, 0..1 of a rate, else a number.</summary>
    public required double Bound { get; init; }

    /// <summary>Whether the run ends as soon as it does not hold.</summary>
    public bool AbortOnFail { get; init; }

    /// <summary>Before this much time has gone by it does not end the run.</summary>
    public TimeSpan DelayAbortEval { get; init; }

    /// <summary>It must hold in every stretch of this length; null: over the whole run.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>The metric with its labels, as k6 writes it.</summary>
    [JsonIgnore]
    public string Source =>
        Tags.Count == 0 ? Metric : $"{Metric}{{{string.Join(',', Tags.Select(static tag => $"{tag.Key}:{tag.Value}"))}}}";

    /// <summary>The expression, as k6 writes it.</summary>
    [JsonIgnore]
    public string Expression => FormattableString.Invariant($"{Aggregate.Text}{Comparison.Text()}{Bound}");
}

/// <summary>What of a metric is compared.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "aggregate")]
[JsonDerivedType(typeof(Percentile), "percentile")]
[JsonDerivedType(typeof(Mean), "avg")]
[JsonDerivedType(typeof(Least), "min")]
[JsonDerivedType(typeof(Greatest), "max")]
[JsonDerivedType(typeof(Number), "count")]
[JsonDerivedType(typeof(Rate), "rate")]
public abstract record Aggregate
{
    private Aggregate()
    {
    }

    /// <summary>How k6 writes it.</summary>
    [JsonIgnore]
    public string Text => this switch
    {
        Percentile { Value: 50 } => "med",
        Percentile percentile => FormattableString.Invariant($"p({percentile.Value})"),
        Mean => "avg",
        Least => "min",
        Greatest => "max",
        Number => "count",
        Rate => "rate",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A percentile (0..100) of a duration.</summary>
    public sealed record Percentile(double Value) : Aggregate;

    /// <summary>The mean of a duration.</summary>
    public sealed record Mean : Aggregate;

    /// <summary>The least duration.</summary>
    public sealed record Least : Aggregate;

    /// <summary>The greatest duration.</summary>
    public sealed record Greatest : Aggregate;

    /// <summary>How many.</summary>
    public sealed record Number : Aggregate;

    /// <summary>Of a counter, how many a second; of a share, the share of those that hold.</summary>
    public sealed record Rate : Aggregate;
}

/// <summary>How a threshold compares.</summary>
public enum Comparison
{
    /// <summary>&lt;</summary>
    Below,

    /// <summary>&lt;=</summary>
    AtMost,

    /// <summary>&gt;</summary>
    Above,

    /// <summary>&gt;=</summary>
    AtLeast,

    /// <summary>==</summary>
    Equal,

    /// <summary>!=</summary>
    Unequal,
}

/// <summary>What comparisons mean.</summary>
public static class Comparisons
{
    /// <summary>Its sign.</summary>
    public static string Text(this Comparison comparison) => comparison switch
    {
        Comparison.Below => "<",
        Comparison.AtMost => "<=",
        Comparison.Above => ">",
        Comparison.AtLeast => ">=",
        Comparison.Equal => "==",
        Comparison.Unequal => "!=",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Whether it holds.</summary>
    public static bool Holds(this Comparison comparison, double actual, double bound) => comparison switch
    {
        Comparison.Below => actual < bound,
        Comparison.AtMost => actual <= bound,
        Comparison.Above => actual > bound,
        Comparison.AtLeast => actual >= bound,
        Comparison.Equal => actual.Equals(bound),
        Comparison.Unequal => !actual.Equals(bound),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
