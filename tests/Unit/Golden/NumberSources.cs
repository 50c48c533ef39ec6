using System.Text.Json;

namespace Headroom.Tests.Unit.Golden;

/// <summary>
/// Every number that a document may print of a result.json, with its unit and the pointer that it comes from: the numbers themselves in the units of
/// the renderers (ratio as % and factor, ms as µs, s, min and h, bytes in powers of ten and of two), what is said in texts, how many there are of what,
/// and differences and shares of neighbours in one object.
/// </summary>
internal sealed class NumberSources
{
    private const double SixDigits = 6e-6;

    private static readonly string[] Ends = ["_ms", "_bytes", "_ratio", "_per_s", "_hours", "_minutes", "_s"];

    private readonly Dictionary<string, List<(double Value, string Pointer)>> _byUnit = new(StringComparer.Ordinal);

    /// <summary>Reads a result.</summary>
    /// <param name="json">The text of result.json.</param>
    public NumberSources(string json)
    {
        using var document = JsonDocument.Parse(json);
        Walk(document.RootElement, "", "", default);
        AddCosts(document.RootElement);
        AddProfiles(document.RootElement);
        AddTotals(document.RootElement);
        foreach (var numbers in _byUnit.Values)
        {
            numbers.Sort(static (a, b) => a.Value.CompareTo(b.Value));
        }
    }

    /// <summary>The pointer of a number that rounds to what was printed, in its unit; null when there is none. What is printed without a unit may have any.</summary>
    public string? PointerOf(NumberToken token) => token.Unit.Length > 0
        ? PointerOf(token, _byUnit.GetValueOrDefault(token.Unit) ?? [])
        : _byUnit.Values.Select(numbers => PointerOf(token, numbers)).FirstOrDefault(static pointer => pointer is not null);

    private static string? PointerOf(NumberToken token, List<(double Value, string Pointer)> numbers)
    {
        var reach = (0.5 * token.Precision * (1 + 1e-6)) + (SixDigits * token.Value);
        var at = numbers.BinarySearch((token.Value - reach, ""), Comparer<(double Value, string Pointer)>.Create(static (a, b) => a.Value.CompareTo(b.Value)));
        at = at < 0 ? ~at : at;
        return at < numbers.Count && numbers[at].Value <= token.Value + reach ? numbers[at].Pointer : null;
    }

    private void Walk(JsonElement element, string pointer, string name, JsonElement owner)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Walk(property.Value, $"{pointer}/{property.Name}", property.Name, element);
                    if (name == "status" && int.TryParse(property.Name, out var status))
                    {
                        Add(status, "", $"{pointer}/{property.Name}"); // answers are counted by their status
                    }
                }

                AddNeighbours(element, pointer);
                break;
            case JsonValueKind.Array:
                AddCounts(element, pointer);
                for (var i = 0; i < element.GetArrayLength(); i++)
                {
                    Walk(element[i], $"{pointer}/{i}", name, element);
                }

                break;
            case JsonValueKind.Number:
                AddAs(UnitOf(name, owner), element.GetDouble(), pointer);
                break;
            case JsonValueKind.String when name != "query":
                foreach (var token in NumberLint.Tokens(element.GetString()!))
                {
                    Add(token.Value, token.Unit, pointer);
                    if (name == "value")
                    {
                        AddAs(UnitOf(name, owner), token.Value, pointer);
                    }
                }

                break;
        }
    }

    // The end of the name, else the unit or the metric beside it.
    private static string UnitOf(string name, JsonElement owner) =>
        Ends.FirstOrDefault(end => name.EndsWith(end, StringComparison.Ordinal))
        ?? (TextOf(owner, "unit") is { } unit ? "_" + unit : Ends.FirstOrDefault(end => TextOf(owner, "metric")?.EndsWith(end, StringComparison.Ordinal) == true) ?? "");

    private static string? TextOf(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private void AddAs(string unit, double value, string pointer)
    {
        switch (unit)
        {
            case "_ms":
                AddDuration(value, pointer);
                break;
            case "_s":
                AddDuration(1000 * value, pointer);
                break;
            case "_min" or "_minutes":
                AddDuration(60_000 * value, pointer);
                break;
            case "_hours":
                Add(value, "h", pointer);
                break;
            case "_bytes" or "_bytes/s":
                AddBytes(value, pointer, "kB", "MB", "GB", 1000);
                AddBytes(value, pointer, "KiB", "MiB", "GiB", 1024);
                break;
            case "_kB":
                AddBytes(1024 * value, pointer, "KiB", "MiB", "GiB", 1024);
                break;
            case "_8kB":
                AddBytes(8192 * value, pointer, "KiB", "MiB", "GiB", 1024);
                break;
            case "_per_s" or "_1/s":
                Add(value, "/s", pointer);
                Add(60 * value, "", pointer);
                break;
            case "_ratio":
                Add(100 * value, "%", pointer);
                Add(value, "", pointer);
                Add(1 + value, "x", pointer);
                Add(value > -1 ? 1 / (1 + value) : 0, "x", pointer);
                break;
            default:
                Add(value, "", pointer);
                Add(Math.Floor((value * 1000) + 1e-9) / 1000, "", pointer); // how well a line fits is rounded down
                break;
        }
    }

    private void AddDuration(double milliseconds, string pointer)
    {
        Add(1000 * milliseconds, "µs", pointer);
        Add(milliseconds, "ms", pointer);
        Add(milliseconds / 1000, "s", pointer);
        Add(milliseconds / 60_000, "min", pointer);
        Add(milliseconds / 3_600_000, "h", pointer);
        var (seconds, minutes) = (Math.Round(Math.Abs(milliseconds) / 1000), Math.Round(Math.Abs(milliseconds) / 60_000));
        Add(Math.Floor(seconds / 60), "min", pointer);
        Add(seconds % 60, "s", pointer);
        Add(Math.Floor(minutes / 60), "h", pointer);
        Add(minutes % 60, "min", pointer);
    }

    private void AddBytes(double bytes, string pointer, string kilo, string mega, string giga, double step)
    {
        Add(bytes, "B", pointer);
        Add(bytes, "", pointer);
        Add(bytes / step, kilo, pointer);
        Add(bytes / step / step, mega, pointer);
        Add(bytes / step / step / step, giga, pointer);
    }

    // How many there are, of each kind, of two kinds together, and of the other kinds.
    private void AddCounts(JsonElement array, string pointer)
    {
        var length = array.GetArrayLength();
        Add(length, "", $"{pointer} (length)");
        var kinds = array.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object).SelectMany(static item => item.EnumerateObject().SelectMany(Kinds));
        foreach (var property in kinds.GroupBy(static kind => kind.Property))
        {
            var counts = property.GroupBy(static kind => kind.Value).Select(static same => same.Count()).ToList();
            if (counts.Count > 12)
            {
                continue; // names, not kinds
            }

            foreach (var count in counts)
            {
                Add(count, "", $"{pointer} (by {property.Key})");
                Add(length - count, "", $"{pointer} (not by {property.Key})");
                counts.ForEach(other => Add(count + other, "", $"{pointer} (by {property.Key})"));
            }
        }
    }

    private static IEnumerable<(string Property, string Value)> Kinds(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.String or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => [(property.Name, property.Value.ToString())],
        JsonValueKind.Object when property.Value.TryGetProperty("kind", out var kind) => [($"{property.Name}/kind", kind.ToString())],
        _ => [],
    };

    // What is less or more, and what part or how many times as much it is; charts are told by nobody in numbers.
    private void AddNeighbours(JsonElement element, string pointer)
    {
        if (pointer.StartsWith("/seconds/", StringComparison.Ordinal) || pointer.Contains("/points/", StringComparison.Ordinal))
        {
            return;
        }

        List<(string Name, string Unit, double Value)> numbers =
        [
            .. element.EnumerateObject().Where(static property => property.Value.ValueKind == JsonValueKind.Number)
                .Select(property => (property.Name, UnitOf(property.Name, element), property.Value.GetDouble())),
        ];
        foreach (var (name, unit, value) in numbers)
        {
            foreach (var (other, _, whole) in numbers.Where(one => one.Name != name && one.Unit == unit))
            {
                AddAs(unit, value - whole, $"{pointer}/{name} - {other}");
                Add(whole == 0 ? double.NaN : value / whole, "x", $"{pointer}/{name} / {other}");
                Add(unit.Length == 0 && whole > 0 && value <= whole ? 100 * value / whole : double.NaN, "%", $"{pointer}/{name} / {other}");
            }
        }
    }

    // The only money there is: the plan's own prices, times hours of work and minutes of outages.
    private void AddCosts(JsonElement result)
    {
        if (!result.TryGetProperty("plan", out var plan) || plan.ValueKind != JsonValueKind.Object
            || !plan.TryGetProperty("cost", out var cost) || cost.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var remedy in result.GetProperty("findings").EnumerateArray().SelectMany(static finding => finding.GetProperty("remedies").EnumerateArray()))
        {
            Add(NumberOf(remedy, "effort_hours") * NumberOf(cost, "engineer_hour"), "", "/plan/cost/engineer_hour x effort_hours");
        }

        foreach (var outage in result.GetProperty("outages").EnumerateArray())
        {
            Add(NumberOf(outage, "lasted_ms") / 60_000 * NumberOf(cost, "outage_minute"), "", "/plan/cost/outage_minute x lasted_ms");
            Add(NumberOf(outage, "time_to_recover_ms") / 60_000 * NumberOf(cost, "outage_minute"), "", "/plan/cost/outage_minute x time_to_recover_ms");
        }
    }

    // The amounts of a profile are in the unit that stands at its head, and parts of its whole.
    private void AddProfiles(JsonElement result)
    {
        var profiles = result.TryGetProperty("profiles", out var found) ? found.EnumerateArray().Index() : [];
        foreach (var (index, profile) in profiles)
        {
            var (unit, factor) = TextOf(profile, "unit") switch
            {
                "nanoseconds" => ("_ms", 1e-6),
                "bytes" => ("_bytes", 1.0),
                _ => ("", 1.0),
            };
            AddAs(unit, factor * NumberOf(profile, "total"), $"/profiles/{index}/total");
            foreach (var function in profile.GetProperty("functions").EnumerateArray())
            {
                foreach (var amount in (double[])[NumberOf(function, "own"), NumberOf(function, "cumulative")])
                {
                    AddAs(unit, factor * amount, $"/profiles/{index}/functions");
                    Add(100 * amount / NumberOf(profile, "total"), "%", $"/profiles/{index}/functions / total");
                }
            }

            foreach (var call in profile.GetProperty("calls").EnumerateArray())
            {
                AddAs(unit, factor * NumberOf(call, "value"), $"/profiles/{index}/calls");
                Add(100 * NumberOf(call, "value") / NumberOf(profile, "total"), "%", $"/profiles/{index}/calls / total");
            }
        }
    }

    // What all fixes cost together.
    private void AddTotals(JsonElement result)
    {
        if (!result.TryGetProperty("cost", out var cost) || cost.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var fixes = cost.GetProperty("fixes").EnumerateArray().ToList();
        Add(fixes.Sum(static fix => NumberOf(fix, "hours")), "h", "/cost/fixes (hours)");
        Add(fixes.Sum(static fix => NumberOf(fix, "amount")), "", "/cost/fixes (amount)");
    }

    private static double NumberOf(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : double.NaN;

    private void Add(double value, string unit, string pointer)
    {
        if (!double.IsFinite(value))
        {
            return;
        }

        if (!_byUnit.TryGetValue(unit, out var numbers))
        {
            _byUnit[unit] = numbers = [];
        }

        numbers.Add((Math.Abs(value), pointer));
    }
}
