using Headroom.Load.Requests;
using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>The names that placeholders may have at a place of a plan.</summary>
internal sealed record Names
{
    /// <summary>The feeds.</summary>
    public IReadOnlyList<Feed> Feeds { get; init; } = [];

    /// <summary>Feeds that have mistakes: whatever is asked of them is no mistake of its own.</summary>
    public IReadOnlyCollection<string> Unclear { get; init; } = [];

    /// <summary>The plan's variables with their values.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Variables that were extracted before this place.</summary>
    public IReadOnlyCollection<string> Extracted { get; init; } = [];

    /// <summary>The same with more variables that were extracted.</summary>
    public Names With(IReadOnlyList<Extraction> extractions) => extractions.Count == 0
        ? this
        : this with { Extracted = [.. Extracted.Union(extractions.Select(static extraction => extraction.Variable))] };

    /// <summary>Whether a placeholder of this name has a value here.</summary>
    public bool Has(string name) =>
        BuiltIns.Names.Contains(name, StringComparer.Ordinal) || Variables.ContainsKey(name) || Extracted.Contains(name)
        || Unclear.Contains(name.Split('.')[0]) || Feeds.Any(feed => PlaceholdersOf(feed).Contains(name, StringComparer.Ordinal));

    /// <summary>Records a mistake for every placeholder of a text that has no value here.</summary>
    public void Check(YamlValue value, string? text)
    {
        foreach (var name in Placeholders.Names(text).Where(name => !Has(name)).Distinct(StringComparer.Ordinal))
        {
            value.Fail($"'${{{name}}}' {Why(name)}");
        }
    }

    /// <summary>Records a mistake for every placeholder of a text that is compared as it is.</summary>
    public void CheckLiteral(YamlValue value, string? text)
    {
        foreach (var name in Placeholders.Names(text).Where(Has).Distinct(StringComparer.Ordinal))
        {
            value.Fail($"'${{{name}}}' is not filled here; expected a text without placeholders");
        }
    }

    /// <summary>The JSON of a plain text that is one placeholder all of whose values are numbers; else null.</summary>
    public string? NumberOf(string text) => Placeholders.Pieces(text).ToArray() is [(true, var name)] && IsNumber(name) ? text : null;

    private static IEnumerable<string> PlaceholdersOf(Feed feed) =>
        feed.Values is FeedValues.Table table ? table.Columns.Select(column => $"{feed.Name}.{column}") : [feed.Name];

    private bool IsNumber(string name)
    {
        if (BuiltIns.IsNumber(name) || (Variables.TryGetValue(name, out var value) && YamlJson.IsNumber(value)))
        {
            return true;
        }

        var feed = Feeds.FirstOrDefault(feed => PlaceholdersOf(feed).Contains(name, StringComparer.Ordinal));
        return feed?.Values switch
        {
            FeedValues.Range => true,
            FeedValues.Texts texts => texts.Items.All(YamlJson.IsNumber),
            FeedValues.Table table => table.Rows.All(row => YamlJson.IsNumber(row[IndexOf(table, name[(feed.Name.Length + 1)..])])),
            _ => false,
        };
    }

    private static int IndexOf(FeedValues.Table table, string column) => table.Columns.TakeWhile(other => other != column).Count();

    private string Why(string name)
    {
        if (name.StartsWith("env:", StringComparison.Ordinal))
        {
            return "stands in a request; expected the environment only under 'variables' and 'auth'";
        }

        if (Feeds.FirstOrDefault(feed => feed.Name == name)?.Values is FeedValues.Table table)
        {
            return $"is a table; expected a column of it: {string.Join(", ", table.Columns.Select(column => $"${{{name}.{column}}}"))}";
        }

        string[] known =
            [.. Feeds.SelectMany(PlaceholdersOf), .. Variables.Keys, .. Extracted.Order(StringComparer.Ordinal), .. BuiltIns.Names];
        var home = known.Length > BuiltIns.Names.Count ? "" : "it under 'feeds' or 'variables', or ";
        return $"names no feed, variable or earlier extraction{YamlValue.Guess(name, known)}; "
            + $"expected {home}one of {string.Join(", ", known)}";
    }
}

/// <summary>Which names are taken by what: feeds, variables, extracted variables and what every run knows share one set of names.</summary>
internal sealed class Claims
{
    /// <summary>What variables that responses give are called in mistakes.</summary>
    public const string Extracted = "extracted variable";

    private readonly Dictionary<string, string> _kinds =
        BuiltIns.Names.ToDictionary(static name => name, static _ => "built-in", StringComparer.Ordinal);

    /// <summary>Takes a name, or records the mistake at <paramref name="at"/>. Several requests may extract the same variable.</summary>
    public void Take(string name, string kind, YamlValue at)
    {
        if (name.Length == 0 || !name.All(static c => char.IsLetterOrDigit(c) || c is '_' or '-'))
        {
            at.Fail($"'{name}' cannot stand in a placeholder; expected letters, digits, _ and -");
        }
        else if (!_kinds.TryAdd(name, kind) && _kinds[name] != kind)
        {
            at.Fail($"'{name}' is the name of a {_kinds[name]} too; expected a name of its own for the {kind}");
        }
    }
}
