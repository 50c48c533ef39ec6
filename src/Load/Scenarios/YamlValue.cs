using Headroom.Model.Units;

namespace Headroom.Load.Scenarios;

/// <summary>
/// A value in a plan that knows its place. Each reading answers null and records what was expected when the value is something else.
/// </summary>
public sealed class YamlValue
{
    private readonly YamlNode _node;
    private readonly PlanErrors _errors;

    internal YamlValue(YamlNode node, string path, string file, PlanErrors errors)
    {
        _node = node;
        _errors = errors;
        (Path, File) = (path, file);
    }

    /// <summary>The keys that lead to it.</summary>
    public string Path { get; }

    /// <summary>The file, as the user named it.</summary>
    public string File { get; }

    /// <summary>Its line, from 1.</summary>
    public int Line => _node.Line;

    /// <summary>Its column, from 1.</summary>
    public int Column => _node.Column;

    /// <summary>Whether it is a mapping.</summary>
    public bool IsMap => _node is YamlNode.Mapping;

    /// <summary>Whether it is a list.</summary>
    public bool IsList => _node is YamlNode.Sequence;

    /// <summary>Records a mistake at this place.</summary>
    public void Fail(string message) => _errors.Add(new PlanError(Path, Line, Column, message) { File = File });

    /// <summary>A text that is not empty.</summary>
    public string? Text() => _node is YamlNode.Scalar { Value.Length: > 0 } scalar ? scalar.Value : Wrong("a text");

    /// <summary>A text that may be empty, or null for a mapping, a list and nothing at all; no mistake is recorded.</summary>
    public string? Scalar => _node is YamlNode.Scalar { Value: var text, IsPlain: var plain } && (text.Length > 0 || !plain) ? text : null;

    /// <summary>A duration with its unit.</summary>
    public TimeSpan? Duration() => Read(UnitText.Duration, "a duration with its unit, such as 300ms, 5s or 2m");

    /// <summary>A share.</summary>
    public Ratio? Share() => Read(UnitText.Share, "a share such as 1% or 0.01");

    /// <summary>A rate.</summary>
    public PerSecond? Rate() => Read(UnitText.Rate, "a rate such as 200/s or 600/m");

    /// <summary>A number within bounds, both included.</summary>
    public double? Number(double min, double max) =>
        Read<double>(
            text => UnitText.Number(text) is { } number && number >= min && number <= max ? number : null,
            $"a number from {min} to {max}");

    /// <summary>A whole number within bounds, both included.</summary>
    public long? Integer(long min, long max) =>
        Read<long>(
            text => long.TryParse(text, out var number) && number >= min && number <= max ? number : null,
            $"a whole number from {min} to {max}");

    /// <summary>true or false.</summary>
    public bool? Boolean() => Read<bool>(static text => text switch { "true" => true, "false" => false, _ => null }, "true or false");

    /// <summary>A duration within bounds, both included.</summary>
    public TimeSpan? Duration(TimeSpan least, TimeSpan most)
    {
        if (Duration() is not { } duration)
        {
            return null;
        }

        if (duration < least || duration > most)
        {
            Fail($"{duration.TotalSeconds} s; expected a duration from {least.TotalSeconds} s to {most.TotalSeconds} s");
            return null;
        }

        return duration;
    }

    /// <summary>A text, or the texts of a list of at least one.</summary>
    public IReadOnlyList<YamlValue> OneOrMore(string expected)
    {
        if (!IsList)
        {
            return [this];
        }

        var items = List()!;
        if (items.Count == 0)
        {
            Fail($"an empty list; expected {expected}");
        }

        return items;
    }

    /// <summary>One of several words.</summary>
    public string? OneOf(params IReadOnlyList<string> words)
    {
        if (Text() is not { } text || words.Contains(text, StringComparer.Ordinal))
        {
            return _node is YamlNode.Scalar { Value.Length: > 0 } scalar ? scalar.Value : null;
        }

        Fail($"'{text}'{Guess(text, words)}; expected one of {string.Join(", ", words)}");
        return null;
    }

    /// <summary>A mapping.</summary>
    public YamlMap? Map()
    {
        if (_node is YamlNode.Mapping mapping)
        {
            return new YamlMap(this, mapping, _errors);
        }

        Wrong("a mapping of keys to values");
        return null;
    }

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<YamlValue>? List()
    {
        if (_node is YamlNode.Sequence sequence)
        {
            return [.. sequence.Items.Select((item, i) => new YamlValue(item, $"{Path}[{i}]", File, _errors))];
        }

        Wrong("a list");
        return null;
    }

    /// <summary>The same value as JSON text.</summary>
    /// <param name="plain">The JSON of a text without quotes, where it is not that of YAML's core schema; null leaves it to that.</param>
    public string Json(Func<string, string?> plain) => YamlJson.Text(_node, plain);

    internal static string Below(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    internal static string Guess(string word, IEnumerable<string> known) =>
        Spelling.Nearest(word, known) is { } nearest ? $" (did you mean {nearest}?)" : "";

    private T? Read<T>(Func<string, T?> read, string expected)
        where T : struct
    {
        if (_node is YamlNode.Scalar scalar && read(scalar.Value) is { } value)
        {
            return value;
        }

        Wrong(expected);
        return null;
    }

    private string? Wrong(string expected)
    {
        Fail($"{_node.Kind}; expected {expected}");
        return null;
    }
}
