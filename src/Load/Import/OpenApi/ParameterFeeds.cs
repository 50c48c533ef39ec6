using System.Text.Json;
using Headroom.Model.Plans;

namespace Headroom.Load.Import.OpenApi;

/// <summary>Makes feeds of the parameters of operations: from their examples, allowed values or bounds. Values are not encoded.</summary>
internal sealed class ParameterFeeds(References references)
{
    private const int MaxValues = 1000;
    private const long UsualSpan = 99;

    private readonly FeedNames _names = new();
    private readonly List<Feed> _feeds = [];
    private readonly SortedDictionary<string, string> _notes = new(StringComparer.Ordinal);

    /// <summary>The feeds.</summary>
    public IReadOnlyList<Feed> Feeds => _feeds;

    /// <summary>Comments by feed.</summary>
    public IReadOnlyDictionary<string, string> Notes => _notes;

    /// <summary>Parameters whose values are made up.</summary>
    public SortedSet<string> MadeUp { get; } = new(StringComparer.Ordinal);

    /// <summary>What stands for a parameter in a request: its one value (encoded in a query), or the placeholder of a feed.</summary>
    /// <param name="parameter">The parameter, its reference followed.</param>
    /// <param name="template">The path of the operation.</param>
    public string ValueOf(JsonElement parameter, string template)
    {
        var name = parameter.Text("name")!;
        var schema = references.Get(parameter, "schema") ?? default;
        var (values, isKnown) = Values(parameter, schema);
        if (parameter.Text("in") == "header" && values is FeedValues.Texts { Items: [var header] })
        {
            return header;
        }

        if (parameter.Text("in") == "query" && isKnown && values is FeedValues.Texts { Items: [var single] })
        {
            return Uri.EscapeDataString(single);
        }

        if (!isKnown)
        {
            MadeUp.Add(name);
        }

        // "id" means another thing in each path; "clipId" the same one everywhere.
        var own = name.Equals("id", StringComparison.OrdinalIgnoreCase) ? $"{Owner(template)}_id" : name;
        var start = new FeedNames().Take(own);
        var same = _feeds.FirstOrDefault(feed => feed.Name.StartsWith(start, StringComparison.Ordinal) && IsSame(feed.Values, values));
        return $"${{{(same ?? New(own, values, isKnown)).Name}}}";
    }

    private Feed New(string own, FeedValues values, bool isKnown)
    {
        var feed = new Feed { Name = _names.Take(own), Values = values };
        _feeds.Add(feed);
        if (!isKnown)
        {
            _notes[feed.Name] = "made up: the description has no example and no bounds; put real values here";
        }

        return feed;
    }

    private static string Owner(string template) =>
        template.Split('/').TakeWhile(static piece => !piece.Equals("{id}", StringComparison.OrdinalIgnoreCase))
            .LastOrDefault(static piece => piece.Length > 0 && piece[0] != '{') ?? "any";

    private static bool IsSame(FeedValues left, FeedValues right) => (left, right) switch
    {
        (FeedValues.Range a, FeedValues.Range b) => a == b,
        (FeedValues.Texts a, FeedValues.Texts b) => a.Items.SequenceEqual(b.Items, StringComparer.Ordinal),
        _ => false,
    };

    private (FeedValues Values, bool IsKnown) Values(JsonElement parameter, JsonElement schema)
    {
        var given = Given(parameter, schema);
        if (given.Length > 0)
        {
            return (new FeedValues.Texts(given), true);
        }

        if (SchemaSample.TypeOf(schema) == "integer")
        {
            var (least, most) =
                (Whole(schema.Number("minimum") ?? schema.Number("exclusiveMinimum") + 1),
                Whole(schema.Number("maximum") ?? schema.Number("exclusiveMaximum") - 1));
            var from = least ?? Math.Min(1, most ?? 1);
            return (new FeedValues.Range(from, Math.Max(from, most ?? from + UsualSpan)), most is not null);
        }

        var made = new SchemaSample(references).Make(schema);
        return (new FeedValues.Texts([made is System.Text.Json.Nodes.JsonValue value ? value.ToString() : "text"]), false);
    }

    private string[] Given(JsonElement parameter, JsonElement schema)
    {
        var examples = parameter.Get("examples") is { ValueKind: JsonValueKind.Object } named
            ? named.EnumerateObject().Select(example => references.Resolve(example.Value)?.Get("value"))
            : [];
        var given = Texts([parameter.Get("example"), .. examples]);
        if (given.Length == 0)
        {
            given = Texts([schema.Get("example"), .. schema.Items("examples").Select(static item => (JsonElement?)item)]);
        }

        if (given.Length == 0)
        {
            given = Texts([schema.Get("const"), .. schema.Items("enum").Select(static item => (JsonElement?)item)]);
        }

        return given.Length == 0 ? Texts([schema.Get("default")]) : given;
    }

    private static string[] Texts(IEnumerable<JsonElement?> values) =>
        [.. values.Where(static value =>
            value?.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            .Select(static value => value!.Value.ToString()).Where(static text => text.Length > 0).Distinct(StringComparer.Ordinal)
                .Take(MaxValues)];

    private static long? Whole(double? number) => number is { } known ? (long)Math.Clamp(known, -1e15, 1e15) : null;
}
