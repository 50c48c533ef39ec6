using System.Text.Json;

namespace Headroom.Tests.Unit.Golden;

/// <summary>
/// Every number that a document may print of a result.json, with the pointer that it comes from: the numbers themselves in the units of the renderers
/// (ratio as percent and factor, ms as µs, s, min and h, bytes in powers of ten, rates by the minute), what is said in texts, how many there are of
/// what, and differences and shares of neighbours in one object.
/// </summary>
internal sealed class NumberSources
{
    private const double SixDigits = 6e-6;

    private readonly List<(double Value, string Pointer)> _all = [];
    private readonly double[] _values;

    /// <summary>Reads a result.</summary>
    /// <param name="json">The text of result.json.</param>
    public NumberSources(string json)
    {
        using var document = JsonDocument.Parse(json);
        Walk(document.RootElement, "", "", default);
        AddCosts(document.RootElement);
        _all.Sort(static (a, b) => a.Value.CompareTo(b.Value));
        _values = [.. _all.Select(static one => one.Value)];
    }

    /// <summary>Whether a number of the result rounds to what was printed.</summary>
    public bool Explain(NumberToken token) => PointerOf(token) is not null;

    /// <summary>The pointer of a number that rounds to what was printed; null when there is none.</summary>
    public string? PointerOf(NumberToken token)
    {
        var reach = (0.5 * token.Unit * (1 + 1e-6)) + (SixDigits * token.Value);
        var at = Array.BinarySearch(_values, token.Value - reach);
        at = at < 0 ? ~at : at;
        return at < _values.Length && _values[at] <= token.Value + reach ? _all[at].Pointer : null;
    }

    private void Walk(JsonElement element, string pointer, string name, JsonElement owner)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Walk(property.Value, $"{pointer}/{property.Name}", property.Name, element);
                }

                AddNeighbours(element, pointer);
                break;
            case JsonValueKind.Array:
                AddCounts(element, pointer);
                foreach (var (i, item) in element.EnumerateArray().Index())
                {
                    Walk(item, $"{pointer}/{i}", name, element);
                }

                break;
            case JsonValueKind.Number:
                AddAs(UnitOf(name, owner), element.GetDouble(), pointer);
                break;
            case JsonValueKind.String when name != "query":
                foreach (var token in NumberLint.Tokens(element.GetString()!))
                {
                    AddAs(name == "value" ? UnitOf(name, owner) : "", token.Value, pointer);
                }

                break;
        }
    }

    // The end of the name, else the unit or the metric beside it.
    private static string UnitOf(string name, JsonElement owner)
    {
        string[] ends = ["_ms", "_bytes", "_ratio", "_per_s"];
        return ends.FirstOrDefault(end => name.EndsWith(end, StringComparison.Ordinal))
            ?? (TextOf(owner, "unit") is { } unit ? "_" + unit : ends.FirstOrDefault(end => TextOf(owner, "metric")?.EndsWith(end, StringComparison.Ordinal) == true) ?? "");
    }

    private static string? TextOf(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private void AddAs(string unit, double value, string pointer)
    {
        Add(value, pointer);
        switch (unit)
        {
            case "_ms":
                AddDuration(value, pointer);
                break;
            case "_s":
                AddDuration(1000 * value, pointer);
                break;
            case "_min":
                AddDuration(60_000 * value, pointer);
                break;
            case "_bytes":
                AddBytes(value, pointer);
                break;
            case "_kB":
                AddBytes(1024 * value, pointer);
                break;
            case "_8kB":
                AddBytes(8192 * value, pointer);
                break;
            case "_per_s":
                Add(60 * value, pointer);
                Add(3600 * value, pointer);
                break;
            case "_ratio":
                Add(100 * value, pointer);
                Add(1 + value, pointer);
                Add(value > -1 ? 1 / (1 + value) : 0, pointer);
                break;
            default:
                Add(Math.Floor((value * 1000) + 1e-9) / 1000, pointer); // how well a line fits is rounded down
                break;
        }
    }

    private void AddDuration(double milliseconds, string pointer)
    {
        Add(1000 * milliseconds, pointer);
        Add(milliseconds, pointer);
        Add(milliseconds / 1000, pointer);
        Add(milliseconds / 60_000, pointer);
        Add(milliseconds / 3_600_000, pointer);
        foreach (var units in (double[])[Math.Round(Math.Abs(milliseconds) / 1000), Math.Round(Math.Abs(milliseconds) / 60_000)])
        {
            Add(Math.Floor(units / 60), pointer);
            Add(units % 60, pointer);
        }
    }

    private void AddBytes(double bytes, string pointer)
    {
        foreach (var size in (double[])[1, 1e3, 1e6, 1e9, 1024, 1024 * 1024, 1024 * 1024 * 1024])
        {
            Add(bytes / size, pointer);
        }
    }

    // How many there are, of each kind, of two kinds together, and of the other kinds.
    private void AddCounts(JsonElement array, string pointer)
    {
        Add(array.GetArrayLength(), $"{pointer} (length)");
        List<(string Property, string Value)> kinds =
        [
            .. array.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object).SelectMany(static item => item.EnumerateObject().SelectMany(Kinds)),
        ];
        foreach (var property in kinds.GroupBy(static kind => kind.Property))
        {
            var counts = property.GroupBy(static kind => kind.Value).Select(static same => same.Count()).ToList();
            if (counts.Count > 12)
            {
                continue; // names, not kinds
            }

            foreach (var count in counts)
            {
                Add(count, $"{pointer} (by {property.Key})");
                Add(array.GetArrayLength() - count, $"{pointer} (not by {property.Key})");
                counts.ForEach(other => Add(count + other, $"{pointer} (by {property.Key})"));
            }
        }
    }

    private static IEnumerable<(string Property, string Value)> Kinds(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.String or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => [(property.Name, property.Value.ToString())],
        JsonValueKind.Object when property.Value.TryGetProperty("kind", out var kind) => [($"{property.Name}/kind", kind.ToString())],
        _ => [],
    };

    private void AddNeighbours(JsonElement element, string pointer)
    {
        if (pointer.StartsWith("/seconds/", StringComparison.Ordinal))
        {
            return; // a chart, which no document tells in numbers
        }

        List<(string Name, double Value)> numbers =
        [
            .. element.EnumerateObject().Where(static property => property.Value.ValueKind == JsonValueKind.Number).Select(static property => (property.Name, property.Value.GetDouble())),
        ];
        foreach (var (name, value) in numbers)
        {
            foreach (var (other, whole) in numbers.Where(other => other.Name != name))
            {
                Add(value - whole, $"{pointer}/{name} - {other}");
                if (whole != 0)
                {
                    Add(value / whole, $"{pointer}/{name} / {other}");
                    Add(100 * value / whole, $"{pointer}/{name} / {other}");
                }
            }
        }
    }

    // The only money there is: the plan's own prices, times hours of work and minutes of outages.
    private void AddCosts(JsonElement result)
    {
        if (!result.TryGetProperty("plan", out var plan) || plan.ValueKind != JsonValueKind.Object || !plan.TryGetProperty("cost", out var cost) || cost.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var hours in Numbers(result, "findings", "remedies", "effort_hours"))
        {
            Add(hours * Price(cost, "engineer_hour"), "/plan/cost/engineer_hour x effort_hours");
        }

        foreach (var name in (string[])["lasted_ms", "time_to_recover_ms"])
        {
            foreach (var milliseconds in Numbers(result, "outages", null, name))
            {
                Add(milliseconds / 60_000 * Price(cost, "outage_minute"), $"/plan/cost/outage_minute x {name}");
            }
        }
    }

    private static double Price(JsonElement cost, string name) => cost.TryGetProperty(name, out var price) && price.ValueKind == JsonValueKind.Number ? price.GetDouble() : 0;

    private static IEnumerable<double> Numbers(JsonElement result, string list, string? inner, string name) => result.GetProperty(list).EnumerateArray()
        .SelectMany(item => inner is null ? [item] : item.GetProperty(inner).EnumerateArray().AsEnumerable())
        .Select(item => item.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : (double?)null)
        .OfType<double>();

    private void Add(double value, string pointer)
    {
        if (double.IsFinite(value))
        {
            _all.Add((Math.Abs(value), pointer));
        }
    }
}
