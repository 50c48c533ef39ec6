using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads the values of a feed from a file.</summary>
internal static class FeedFile
{
    private const long MaxBytes = 100_000_000;

    /// <summary>A column of a CSV file with a header, or all of it as a table; null when a mistake was recorded.</summary>
    public static FeedValues? Csv(YamlValue value, YamlValue? column, LoadSources sources) =>
        (value.Text(), column?.Text()) is ({ } file, var name) && (name is not null || column is null)
            ? Read(value, file, "CSV", sources, path => OfCsv(path, value, file, column, name))
            : null;

    /// <summary>The items of a JSON array: texts, numbers and booleans, or objects of them as a table; null after a mistake.</summary>
    public static FeedValues? Json(YamlValue value, LoadSources sources) =>
        value.Text() is { } file ? Read(value, file, "JSON", sources, path => OfJson(path, value, file)) : null;

    private static FeedValues? Read(YamlValue value, string file, string kind, LoadSources sources, Func<string, FeedValues?> read)
    {
        var path = sources.PathOf(value, file);
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > MaxBytes }
                ? Fail(value, $"'{file}' is larger than {MaxBytes} bytes")
                : read(path);
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            var folder = sources.FolderOf(value) is { Length: > 0 } known ? known : ".";
            return Fail(value, $"'{file}' cannot be read ({e.Message.Split('\n')[0].Trim()}); expected a {kind} file relative to {folder}");
        }
    }

    private static bool IsOfTheFile(Exception error) =>
        error is IOException or UnauthorizedAccessException or CsvHelperException or JsonException or ArgumentException;

    private static FeedValues? OfCsv(string path, YamlValue value, string file, YamlValue? column, string? name)
    {
        using var reader = new StreamReader(path);
        using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null });
        var header = csv.Read() && csv.ReadHeader() ? csv.HeaderRecord ?? [] : [];
        if (name is not null && !header.Contains(name, StringComparer.Ordinal))
        {
            return Fail(
                column!,
                $"'{file}' has no column '{name}'{YamlValue.Guess(name, header)}; expected one of {string.Join(", ", header)}");
        }

        if (name is null && MistakeOf(header) is { } mistake)
        {
            return Fail(value, $"'{file}' {mistake}");
        }

        int[] places = name is null ? [.. Enumerable.Range(0, header.Length)] : [Array.IndexOf(header, name)];
        var last = places.Max();
        var rows = new List<string[]>();
        while (csv.Read())
        {
            if (csv.Parser.Count <= last)
            {
                return Fail(
                    value,
                    $"'{file}' has fewer columns in row {rows.Count + 1} than in its header; expected {string.Join(", ", header)}");
            }

            rows.Add([.. places.Select(place => csv.TryGetField<string>(place, out var text) ? text ?? "" : "")]);
        }

        return rows.Count == 0 ? Fail(value, $"'{file}' has no rows; expected at least one")
            : name is null ? new FeedValues.Table(header, rows)
            : new FeedValues.Texts([.. rows.Select(static row => row[0])]);
    }

    private static FeedValues? OfJson(string path, YamlValue value, string file)
    {
        using var stream = File.OpenRead(path);
        using var document = JsonDocument.Parse(stream);
        if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() == 0)
        {
            return Fail(value, $"'{file}' is no list with items; expected an array of texts and numbers, or of flat objects");
        }

        var items = document.RootElement.EnumerateArray().ToArray();
        if (items[0].ValueKind != JsonValueKind.Object)
        {
            var place = Array.FindIndex(items, static item => TextOf(item) is null);
            return place < 0
                ? new FeedValues.Texts([.. items.Select(static item => TextOf(item)!)])
                : Fail(value, $"'{file}' has an item that is no text and no number, [{place}]; expected items like the first");
        }

        string[] columns = [.. items[0].EnumerateObject().Select(static property => property.Name)];
        if (MistakeOf(columns) is { } mistake)
        {
            return Fail(value, $"'{file}' {mistake}");
        }

        var rows = new List<IReadOnlyList<string>>(items.Length);
        foreach (var (place, item) in items.Index())
        {
            if (Row(item, columns) is not { } row)
            {
                return Fail(value, $"'{file}' has an item without the fields of the first, or with nested ones, [{place}]; "
                    + $"expected texts and numbers for {string.Join(", ", columns)}");
            }

            rows.Add(row);
        }

        return new FeedValues.Table(columns, rows);
    }

    private static string[]? Row(JsonElement item, string[] columns)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        string[] row = [.. columns.Select(column => item.TryGetProperty(column, out var field) ? TextOf(field) : null).OfType<string>()];
        return row.Length == columns.Length && item.EnumerateObject().Count() == columns.Length ? row : null;
    }

    private static string? TextOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        JsonValueKind.Null => "",
        _ => null,
    };

    private static string? MistakeOf(string[] columns)
    {
        if (columns.Length == 0)
        {
            return "has no columns; expected at least one";
        }

        return columns.FirstOrDefault(static column => column.Length == 0 || column.Contains('}') || column.Trim() != column) is { } odd
            ? $"has a column '{odd}', which cannot stand in a placeholder; expected a name without braces and spaces around it"
            : columns.GroupBy(static column => column, StringComparer.Ordinal).FirstOrDefault(static same => same.Count() > 1) is { } twice
            ? $"has the column '{twice.Key}' twice; expected each once"
            : null;
    }

    private static FeedValues? Fail(YamlValue value, string message)
    {
        value.Fail(message);
        return null;
    }
}
