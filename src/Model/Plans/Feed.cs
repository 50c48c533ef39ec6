using System.Text.Json.Serialization;

namespace Headroom.Model.Plans;

/// <summary>Values that requests draw from; an iteration draws each feed that it uses once.</summary>
public sealed record Feed
{
    /// <summary>Its name in placeholders: <c>${name}</c>, or <c>${name.column}</c> of a table.</summary>
    public required string Name { get; init; }

    /// <summary>The values.</summary>
    public required FeedValues Values { get; init; }

    /// <summary>How values are given out.</summary>
    public FeedOrder Order { get; init; } = FeedOrder.Random;

    /// <summary>The feed itself, or of a table one feed for each column, named as its placeholder.</summary>
    public IEnumerable<Feed> Columns() => Values is FeedValues.Table table
        ? table.Columns.Select((column, i) =>
            this with { Name = $"{Name}.{column}", Values = new FeedValues.Texts([.. table.Rows.Select(row => row[i])]) })
        : [this];
}

/// <summary>How a feed gives its values.</summary>
public enum FeedOrder
{
    /// <summary>Drawn by chance.</summary>
    Random,

    /// <summary>One after the other, then from the start.</summary>
    Sequential,

    /// <summary>Each value once; when the last one is given out, the feed is dry and the run ends.</summary>
    Unique,

    /// <summary>Each VU takes one value and keeps it; more VUs than values is a mistake.</summary>
    PerVu,
}

/// <summary>Where a feed's values come from.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "values")]
[JsonDerivedType(typeof(Range), "range")]
[JsonDerivedType(typeof(Texts), "list")]
[JsonDerivedType(typeof(Table), "table")]
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
        Table table => table.Rows.Count,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The value at a place, from 0.</summary>
    /// <param name="index">The place.</param>
    /// <param name="column">The column of a table, from 0.</param>
    public string At(long index, int column = 0) => this switch
    {
        Range range => (range.From + index).ToString(),
        Texts texts => texts.Items[(int)index],
        Table table => table.Rows[(int)index][column],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The integers from <paramref name="From"/> to <paramref name="To"/>, both included.</summary>
    public sealed record Range(long From, long To) : FeedValues;

    /// <summary>Texts, from the plan or a column of a file.</summary>
    public sealed record Texts(IReadOnlyList<string> Items) : FeedValues;

    /// <summary>Rows of named columns; every row has a value for each column.</summary>
    public sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : FeedValues;
}
