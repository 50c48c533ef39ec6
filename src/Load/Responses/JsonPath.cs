using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Headroom.Load.Responses;

/// <summary>
/// A path to a value of a JSON text: <c>$</c>, then <c>.name</c>, <c>['name']</c>, <c>[n]</c>, <c>[-n]</c> from the end,
/// <c>[*]</c> or <c>.*</c> any.
/// </summary>
/// <remarks>Looking a value up allocates nothing and reads no further than the value.</remarks>
internal sealed class JsonPath
{
    private const int MaxDepth = 256;

    private readonly Step[] _steps;

    private JsonPath(Step[] steps) => _steps = steps;

    /// <summary>Reads a path.</summary>
    /// <param name="text">The path.</param>
    /// <param name="mistake">What is wrong with it, or null.</param>
    /// <returns>The path, or null when it is none.</returns>
    public static JsonPath? Parse(string text, out string? mistake)
    {
        var steps = new List<Step>();
        var at = 1;
        mistake = text.StartsWith('$') ? null : "a JSON path begins with $";
        while (mistake is null && at < text.Length)
        {
            mistake = text[at] switch
            {
                '.' => TakeName(text, ref at, steps),
                '[' => TakeBracket(text, ref at, steps),
                _ => $"expected . or [ at character {at + 1}",
            };
        }

        return mistake is null ? new JsonPath([.. steps]) : null;
    }

    /// <summary>Finds the first value at the path; what is no JSON up to there has none.</summary>
    public bool TryFind(ReadOnlySpan<byte> json, out JsonValue value)
    {
        value = default;
        json = json.StartsWith("\uFEFF"u8) ? json[3..] : json;
        var start = json.TrimStart(" \t\r\n"u8);
        if (start.IsEmpty || (_steps.Length > 0 && start[0] is not ((byte)'{' or (byte)'[')))
        {
            return false;
        }

        // A text that is cut off ends the reading without an exception unless the value may be the whole text.
        var options = new JsonReaderOptions { MaxDepth = MaxDepth };
        var reader = new Utf8JsonReader(json, isFinalBlock: _steps.Length == 0, new JsonReaderState(options));
        try
        {
            return reader.Read() && TryFind(ref reader, json, 0, out value);
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
    }

    private bool TryFind(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int next, out JsonValue value)
    {
        value = default;
        if (next == _steps.Length)
        {
            return TryTake(ref reader, json, out value);
        }

        var step = _steps[next];
        return (reader.TokenType, step.Kind) switch
        {
            (JsonTokenType.StartObject, StepKind.Name or StepKind.Any) => TryMember(ref reader, json, next, out value),
            (JsonTokenType.StartArray, StepKind.Any) => TryItem(ref reader, json, next, -1, out value),
            (JsonTokenType.StartArray, StepKind.Index) => TryItem(ref reader, json, next, step.Index, out value),
            (JsonTokenType.StartArray, StepKind.FromEnd) => TryItemFromEnd(ref reader, json, next, out value),
            _ => reader.TrySkip() && false,
        };
    }

    private bool TryMember(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int next, out JsonValue value)
    {
        value = default;
        var step = _steps[next];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = step.Kind == StepKind.Any || reader.ValueTextEquals(step.Name);
            if (!reader.Read())
            {
                return false;
            }

            if (isIt ? TryFind(ref reader, json, next + 1, out value) : !reader.TrySkip())
            {
                return isIt;
            }
        }

        return false;
    }

    private bool TryItem(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int next, long wanted, out JsonValue value)
    {
        value = default;
        for (var i = 0L; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            var isIt = wanted < 0 || i == wanted;
            if (isIt ? TryFind(ref reader, json, next + 1, out value) : !reader.TrySkip())
            {
                return isIt;
            }
        }

        return false;
    }

    private bool TryItemFromEnd(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int next, out JsonValue value)
    {
        value = default;
        var counting = reader;
        var count = 0L;
        while (counting.Read() && counting.TokenType != JsonTokenType.EndArray)
        {
            count++;
            if (!counting.TrySkip())
            {
                return false;
            }
        }

        var wanted = count - _steps[next].Index;
        return wanted < 0 ? reader.TrySkip() && false : TryItem(ref reader, json, next, wanted, out value);
    }

    private static bool TryTake(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out JsonValue value)
    {
        var start = (int)reader.TokenStartIndex;
        var kind = reader.TokenType switch
        {
            JsonTokenType.StartObject => JsonValueKind.Object,
            JsonTokenType.StartArray => JsonValueKind.Array,
            JsonTokenType.String => JsonValueKind.String,
            JsonTokenType.Number => JsonValueKind.Number,
            JsonTokenType.True => JsonValueKind.True,
            JsonTokenType.False => JsonValueKind.False,
            _ => JsonValueKind.Null,
        };
        var isEscaped = kind == JsonValueKind.String && reader.ValueIsEscaped;
        if (!reader.TrySkip())
        {
            value = default;
            return false;
        }

        var raw = json[start..(int)reader.BytesConsumed];
        value = new JsonValue(kind, kind == JsonValueKind.String ? raw[1..^1] : raw, isEscaped);
        return true;
    }

    private static string? TakeName(string text, ref int at, List<Step> steps)
    {
        var end = text.AsSpan(at + 1).IndexOfAny('.', '[', ']') is >= 0 and var found ? at + 1 + found : text.Length;
        var name = text[(at + 1)..end];
        if (name.Trim().Length == 0)
        {
            return $"expected a name after the . at character {at + 1}";
        }

        steps.Add(name == "*" ? new Step(StepKind.Any, [], 0) : new Step(StepKind.Name, Encoding.UTF8.GetBytes(name), 0));
        at = end;
        return null;
    }

    private static string? TakeBracket(string text, ref int at, List<Step> steps)
    {
        var inside = at + 1;
        if (inside < text.Length && text[inside] is '\'' or '"')
        {
            return TakeQuoted(text, ref at, steps);
        }

        var end = text.IndexOf(']', at);
        var index = end < 0 ? "" : text[inside..end].Trim();
        var (kind, digits) = index.StartsWith('-') ? (StepKind.FromEnd, index[1..]) : (StepKind.Index, index);
        if (index == "*")
        {
            steps.Add(new Step(StepKind.Any, [], 0));
        }
        else if (int.TryParse(digits, NumberStyles.None, null, out var number) && (number > 0 || kind == StepKind.Index))
        {
            steps.Add(new Step(kind, [], number));
        }
        else
        {
            return $"expected [number], [*] or ['name'] at character {at + 1}";
        }

        at = end + 1;
        return null;
    }

    // A backslash stands before a quote or a backslash that belongs to the name.
    private static string? TakeQuoted(string text, ref int at, List<Step> steps)
    {
        var quote = text[at + 1];
        var name = new StringBuilder();
        for (var i = at + 2; i < text.Length; i++)
        {
            if (text[i] == quote)
            {
                if (i + 1 >= text.Length || text[i + 1] != ']')
                {
                    return $"expected ] at character {i + 2}";
                }

                steps.Add(new Step(StepKind.Name, Encoding.UTF8.GetBytes(name.ToString()), 0));
                at = i + 2;
                return null;
            }

            i += text[i] == '\\' && i + 1 < text.Length ? 1 : 0;
            name.Append(text[i]);
        }

        return $"the quote at character {at + 2} is not closed";
    }

    private enum StepKind : byte
    {
        Name,
        Index,
        FromEnd,
        Any,
    }

    private readonly record struct Step(StepKind Kind, byte[] Name, int Index);
}
