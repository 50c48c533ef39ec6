using Headroom.Model.Units;

namespace Headroom.Load.Scenarios;

/// <summary>A mapping in a plan. Each reading answers null when the key is absent, and also records the mistake when it is wrong.</summary>
/// <remarks>It remembers which keys were asked for: <see cref="NoOtherKeys"/> at the end refuses the rest.</remarks>
public sealed class YamlMap
{
    private readonly IReadOnlyList<Entry> _entries;
    private readonly PlanErrors _errors;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    internal YamlMap(YamlValue self, YamlNode.Mapping mapping, PlanErrors errors)
        : this(self, [.. mapping.Entries.Select(entry => new Entry(entry.Key, entry.At, entry.Value, self.File))], errors)
    {
    }

    private YamlMap(YamlValue self, IReadOnlyList<Entry> entries, PlanErrors errors) => (Self, _entries, _errors) = (self, entries, errors);

    /// <summary>The mapping as a value, for its place and for mistakes of the whole.</summary>
    public YamlValue Self { get; }

    /// <summary>Whether a key stands here.</summary>
    public bool Has(string key)
    {
        _asked.Add(key);
        return _entries.Any(entry => entry.Key == key);
    }

    /// <summary>The value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="required">What is expected of it, when its absence is a mistake.</param>
    public YamlValue? Value(string key, string? required = null)
    {
        if (Has(key))
        {
            return At(_entries.First(entry => entry.Key == key));
        }

        if (required is not null)
        {
            Self.Fail($"'{key}' is missing; expected {required}");
        }

        return null;
    }

    /// <summary>A text that is not empty.</summary>
    public string? Text(string key, bool required = false) => Value(key, required ? "a text" : null)?.Text();

    /// <summary>A duration with its unit.</summary>
    public TimeSpan? Duration(string key, bool required = false) => Value(key, required ? "a duration such as 30s" : null)?.Duration();

    /// <summary>A share.</summary>
    public Ratio? Share(string key, bool required = false) => Value(key, required ? "a share such as 1%" : null)?.Share();

    /// <summary>A rate.</summary>
    public PerSecond? Rate(string key, bool required = false) => Value(key, required ? "a rate such as 200/s" : null)?.Rate();

    /// <summary>A whole number within bounds, both included.</summary>
    public long? Integer(string key, long min, long max, bool required = false) =>
        Value(key, required ? $"a whole number from {min} to {max}" : null)?.Integer(min, max);

    /// <summary>A number within bounds, both included.</summary>
    public double? Number(string key, double min, double max, bool required = false) =>
        Value(key, required ? $"a number from {min} to {max}" : null)?.Number(min, max);

    /// <summary>true or false.</summary>
    public bool? Boolean(string key, bool required = false) => Value(key, required ? "true or false" : null)?.Boolean();

    /// <summary>A mapping.</summary>
    public YamlMap? Map(string key, bool required = false) => Value(key, required ? "a mapping" : null)?.Map();

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<YamlValue>? List(string key, bool required = false) => Value(key, required ? "a list" : null)?.List();

    /// <summary>Every key with its value, in order, for mappings whose keys are names; all of them count as asked for.</summary>
    public IEnumerable<(string Key, YamlValue Value)> Entries()
    {
        foreach (var entry in _entries)
        {
            _asked.Add(entry.Key);
            yield return (entry.Key, At(entry));
        }
    }

    /// <summary>The keys, in order.</summary>
    public IReadOnlyList<string> Keys => [.. _entries.Select(static entry => entry.Key)];

    /// <summary>This mapping with entries of another one; what stands there keeps its place.</summary>
    /// <param name="other">The other mapping, perhaps of another file.</param>
    /// <param name="isTaken">Whether the entry of a key is taken.</param>
    public YamlMap With(YamlMap other, Func<string, bool> isTaken) =>
        new(Self, [.. _entries, .. other._entries.Where(entry => isTaken(entry.Key))], _errors);

    /// <summary>Names keys that may stand here, so that they are listed when an unknown one stands here.</summary>
    public void Knows(params IEnumerable<string> keys) => _asked.UnionWith(keys);

    /// <summary>Refuses a key that is known elsewhere, with the reason.</summary>
    public void Refuse(string key, string reason)
    {
        foreach (var entry in _entries.Where(entry => entry.Key == key && _refused.Add(key)))
        {
            Fail(entry, $"'{key}' {reason}");
        }
    }

    /// <summary>Records a mistake for every key that nobody asked for.</summary>
    public void NoOtherKeys()
    {
        foreach (var entry in _entries.Where(entry => !_asked.Contains(entry.Key) && !_refused.Contains(entry.Key)))
        {
            var known = _asked.Order(StringComparer.Ordinal).ToArray();
            Fail(entry, $"unknown key '{entry.Key}'{YamlValue.Guess(entry.Key, known)}; expected one of {string.Join(", ", known)}");
        }
    }

    private YamlValue At(Entry entry) => new(entry.Value, YamlValue.Below(Self.Path, entry.Key), entry.File, _errors);

    private void Fail(Entry entry, string message) => _errors.Add(
        new PlanError(YamlValue.Below(Self.Path, entry.Key), (int)entry.At.Line, (int)entry.At.Column, message) { File = entry.File });

    private sealed record Entry(string Key, YamlDotNet.Core.Mark At, YamlNode Value, string File);
}
