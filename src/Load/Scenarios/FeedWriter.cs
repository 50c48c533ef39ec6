using System.Text;
using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Writes feeds as YAML; tables and long lists become files beside it.</summary>
internal static class FeedWriter
{
    private const int MaxInline = 20;
    private const string Folder = "feeds";

    /// <summary>The lines of a feed, and its file when it has one.</summary>
    public static (string Line, FeedFileText? File) Write(Feed feed)
    {
        var order = feed.Order switch
        {
            FeedOrder.Sequential => "sequential",
            FeedOrder.Unique => "unique",
            FeedOrder.PerVu => "per-vu",
            _ => null,
        };
        var file = $"{Folder}/{feed.Name}.csv";
        var text = feed.Values switch
        {
            FeedValues.Texts texts when texts.Items.Count > MaxInline =>
                new FeedFileText(file, Csv([feed.Name], texts.Items.Select(static item => (string[])[item]))),
            FeedValues.Table table => new FeedFileText(file, Csv(table.Columns, table.Rows)),
            _ => null,
        };
        List<(string Key, string Value)> keys = feed.Values switch
        {
            FeedValues.Range range => [("range", YamlText.List([$"{range.From}", $"{range.To}"]))],
            FeedValues.Table => [("csv", YamlText.Inline(file))],
            FeedValues.Texts when text is not null => [("csv", YamlText.Inline(file)), ("column", YamlText.Inline(feed.Name))],
            FeedValues.Texts texts => [("values", YamlText.List(texts.Items.Select(YamlText.Inline)))],
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (order is not null)
        {
            keys.Add(("order", order));
        }

        return ($"{YamlText.Key(feed.Name)}: {YamlText.Map(keys)}", text);
    }

    private static string Csv(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var csv = new StringBuilder();
        foreach (var row in rows.Prepend(columns))
        {
            csv.AppendJoin(',', row.Select(Field)).Append('\n');
        }

        return csv.ToString();
    }

    private static string Field(string text) =>
        text.Length == 0 || text.AsSpan().ContainsAny(",\"\r\n#") || text[0] is ' ' or '\t' || text[^1] is ' ' or '\t'
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
}
