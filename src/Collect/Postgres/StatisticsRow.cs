using System.Globalization;
using System.Text.Json;

namespace Headroom.Collect.Postgres;

/// <summary>
/// One row of a statistics view as the server gives it as JSON, so that a column that a version does not have is just not there.
/// </summary>
internal sealed class StatisticsRow
{
    private readonly Dictionary<string, JsonElement> _values;

    private StatisticsRow(Dictionary<string, JsonElement> values) => _values = values;

    /// <summary>The rows of a JSON array of objects; none for null.</summary>
    public static IReadOnlyList<StatisticsRow> Rows(string? json)
    {
        if (json is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray()
            .Select(row => new StatisticsRow(row.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone())))];
    }

    /// <summary>The number in the first of these columns that there is; null when there is none or it holds no number.</summary>
    public double? Number(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number)
            {
                return value.GetDouble();
            }
        }

        return null;
    }

    /// <summary>The text of a column, or empty.</summary>
    public string Text(string name) =>
        _values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    /// <summary>The moment in a column, or null.</summary>
    public DateTimeOffset? Moment(string name) =>
        DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
}
