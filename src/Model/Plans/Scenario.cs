using System.Text.Json.Serialization;
using Headroom.Model.Units;

namespace Headroom.Model.Plans;

/// <summary>What load to send: who does what, how often, for how long.</summary>
public sealed record Scenario
{
    /// <summary>Its name in reports.</summary>
    public required string Name { get; init; }

    /// <summary>How iterations start over time.</summary>
    public required Executor Executor { get; init; }

    /// <summary>What virtual users do; an iteration is one flow, drawn by weight.</summary>
    public required IReadOnlyList<Flow> Flows { get; init; }

    /// <summary>Values that requests draw from, by name.</summary>
    public IReadOnlyList<Feed> Feeds { get; init; } = [];

    /// <summary>Headers of every request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Time at the start whose requests are sent but not recorded.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long requests in flight, and arrivals that wait, may go on after the end.</summary>
    public TimeSpan GracefulStop { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>How iterations start, in the terms of k6.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "executor")]
[JsonDerivedType(typeof(ConstantVus), "constant-vus")]
[JsonDerivedType(typeof(RampingVus), "ramping-vus")]
[JsonDerivedType(typeof(ConstantArrivalRate), "constant-arrival-rate")]
[JsonDerivedType(typeof(RampingArrivalRate), "ramping-arrival-rate")]
public abstract record Executor
{
    private Executor()
    {
    }

    /// <summary>How long iterations start, warm-up included.</summary>
    [JsonIgnore]
    public TimeSpan TotalDuration => this switch
    {
        ConstantVus closed => closed.Duration,
        ConstantArrivalRate open => open.Duration,
        RampingVus closed => Sum(closed.Stages),
        RampingArrivalRate open => Sum(open.Stages),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Closed model: each VU starts its next iteration when the last one ended.</summary>
    public sealed record ConstantVus(int Vus, TimeSpan Duration) : Executor;

    /// <summary>Closed model whose number of VUs goes linearly from stage to stage.</summary>
    public sealed record RampingVus(int StartVus, IReadOnlyList<Stage> Stages) : Executor;

    /// <summary>Open model: iterations start at a fixed rate, whatever the target does; at most <paramref name="MaxVus"/> run at once, later ones wait.</summary>
    public sealed record ConstantArrivalRate(PerSecond Rate, TimeSpan Duration, int MaxVus) : Executor;

    /// <summary>Open model whose rate goes linearly from stage to stage.</summary>
    public sealed record RampingArrivalRate(PerSecond StartRate, IReadOnlyList<Stage> Stages, int MaxVus) : Executor;

    private static TimeSpan Sum(IReadOnlyList<Stage> stages) => stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration);
}

/// <summary>A stretch of time at whose end <see cref="Target"/> (VUs, or iterations a second) is reached.</summary>
public sealed record Stage(TimeSpan Duration, double Target);

/// <summary>What a kind of user does: requests in order.</summary>
public sealed record Flow
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How often it is drawn, relative to the others; above 0.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The requests, in order.</summary>
    public required IReadOnlyList<RequestTemplate> Requests { get; init; }
}

/// <summary>One request with <c>${feed}</c> placeholders.</summary>
public sealed record RequestTemplate
{
    /// <summary>The HTTP method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query below the service's address, with placeholders.</summary>
    public required string Path { get; init; }

    /// <summary>What it counts as: "METHOD /route/{template}", without query.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Headers besides the scenario's, with placeholders.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The body with placeholders, or null.</summary>
    public string? Body { get; init; }

    /// <summary>What must hold of the response; a request without checks expects a status below 400.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary>Pause after the response.</summary>
    public TimeSpan ThinkTime { get; init; }
}

/// <summary>Something that must hold of a response.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "check")]
[JsonDerivedType(typeof(StatusIs), "status")]
[JsonDerivedType(typeof(BodyContains), "body-contains")]
[JsonDerivedType(typeof(HasHeader), "header")]
public abstract record Check
{
    private Check()
    {
    }

    /// <summary>Its name in reports.</summary>
    [JsonIgnore]
    public string Name => this switch
    {
        StatusIs status => $"status is {string.Join(" or ", status.Expected)}",
        BodyContains body => $"body contains '{body.Text}'",
        HasHeader header => $"has header {header.Header}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The status is one of these.</summary>
    public sealed record StatusIs(IReadOnlyList<int> Expected) : Check;

    /// <summary>The body contains a text.</summary>
    public sealed record BodyContains(string Text) : Check;

    /// <summary>The response has a header.</summary>
    public sealed record HasHeader(string Header) : Check;
}

/// <summary>Values that requests draw from.</summary>
public sealed record Feed
{
    /// <summary>Its name in placeholders.</summary>
    public required string Name { get; init; }

    /// <summary>The values.</summary>
    public required FeedValues Values { get; init; }

    /// <summary>Whether values are taken in order (and from the start again), or drawn by chance.</summary>
    public FeedOrder Order { get; init; } = FeedOrder.Random;
}

/// <summary>How a feed gives its values.</summary>
public enum FeedOrder
{
    /// <summary>Drawn by chance.</summary>
    Random,

    /// <summary>One after the other, then from the start.</summary>
    Sequential,
}

/// <summary>Where a feed's values come from.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "values")]
[JsonDerivedType(typeof(Range), "range")]
[JsonDerivedType(typeof(Texts), "list")]
public abstract record FeedValues
{
    private FeedValues()
    {
    }

    /// <summary>How many there are.</summary>
    [JsonIgnore]
    public long Count => this switch
    {
        Range range => range.To - range.From + 1,
        Texts texts => texts.Items.Count,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The value at a place, from 0.</summary>
    public string At(long index) => this switch
    {
        Range range => (range.From + index).ToString(),
        Texts texts => texts.Items[(int)index],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The integers from <paramref name="From"/> to <paramref name="To"/>, both included.</summary>
    public sealed record Range(long From, long To) : FeedValues;

    /// <summary>Texts, from the plan or a column of a file.</summary>
    public sealed record Texts(IReadOnlyList<string> Items) : FeedValues;
}
