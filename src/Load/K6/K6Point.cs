using System.Text;
using System.Text.Json;

namespace Headroom.Load.K6;

/// <summary>One sample of k6's stream: <c>{"metric":"...","type":"Point","data":{"time":"...","value":1,"tags":{...}}}</c>.</summary>
/// <remarks>It is used again for the next line, and known tags are the same strings again: reading allocates next to nothing.</remarks>
internal sealed class K6Point
{
    /// <summary>The metrics that are recorded of a run; lines of others are only looked at so far.</summary>
    public static readonly IReadOnlyList<string> Recorded =
    [
        "http_req_duration", "http_req_failed", "checks", "iteration_duration", "group_duration", "iterations", "dropped_iterations",
        "data_received", "data_sent", "vus",
    ];

    private const int MaxTags = 64;
    private const int NameSlot = 0;
    private const int UrlSlot = 1;
    private const int MethodSlot = 2;
    private const int StatusSlot = 3;
    private const int ErrorCodeSlot = 4;
    private const int GroupSlot = 5;
    private const int CheckSlot = 6;
    private const int ExpectedSlot = 7;

    private readonly List<Word> _metrics;
    private readonly List<Word> _tags =
    [
        .. ((string[])["name", "url", "method", "status", "error_code", "group", "check", "expected_response"]).Select(Word.Of),
    ];

    private readonly K6Words _words = new();
    private readonly K6Unread _unread = new();
    private string?[] _values;

    /// <summary>Prepares the reading of these metrics.</summary>
    public K6Point(IEnumerable<string> metrics)
    {
        _metrics = [.. metrics.Select(Word.Of)];
        _values = new string?[_tags.Count];
    }

    /// <summary>The metric, one of those that are read, or null of another one.</summary>
    public string? Metric { get; private set; }

    /// <summary>Whether the line defines a metric and is no sample: <c>{"type":"Metric","data":{...},"metric":"..."}</c>.</summary>
    public bool IsDefinition { get; private set; }

    /// <summary>When it was measured: of a duration its end.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>The value: milliseconds of a duration, 1 or 0 of a share, else a number.</summary>
    public double Value { get; private set; }

    /// <summary>The tag <c>name</c>, else <c>url</c>, or null.</summary>
    public string? Name => _values[NameSlot] ?? _values[UrlSlot];

    /// <summary>The tag <c>method</c>, or null.</summary>
    public string? Method => _values[MethodSlot];

    /// <summary>The tag <c>status</c>: 0 without a response; null where the script does not record it.</summary>
    public int? Status => int.TryParse(_values[StatusSlot], out var status) ? status : null;

    /// <summary>The tag <c>error_code</c>, or null.</summary>
    public int? ErrorCode => int.TryParse(_values[ErrorCodeSlot], out var code) ? code : null;

    /// <summary>The tag <c>group</c>, or null.</summary>
    public string? Group => _values[GroupSlot];

    /// <summary>The tag <c>check</c>, or null.</summary>
    public string? Check => _values[CheckSlot];

    /// <summary>The tag <c>expected_response</c>, or null.</summary>
    public bool? IsExpected => _values[ExpectedSlot] switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    /// <summary>Whether a line of JSON held a sample of this metric that was not read.</summary>
    public bool Missed(string metric) => _unread.Contains(metric);

    /// <summary>Reads this metric, too, from now on.</summary>
    public void Record(string metric)
    {
        if (!_metrics.Exists(known => known.Text == metric))
        {
            _metrics.Add(Word.Of(metric));
        }
    }

    /// <summary>
    /// Reads this tag, too, from now on; answers its slot, by which <see cref="Tag"/> gives its value, or null when too many are read.
    /// </summary>
    public int? Watch(string tag)
    {
        if (SlotOf(tag) is { } known)
        {
            return known;
        }

        if (_tags.Count == MaxTags)
        {
            return null;
        }

        _tags.Add(Word.Of(tag));
        Array.Resize(ref _values, _tags.Count);
        return _tags.Count - 1;
    }

    /// <summary>The slot of a tag that is read, or null.</summary>
    public int? SlotOf(string tag) => _tags.FindIndex(known => known.Text == tag) is >= 0 and var slot ? slot : null;

    /// <summary>The value of the tag in a slot, or null.</summary>
    public string? Tag(int slot) => _values[slot];

    /// <summary>
    /// Reads a line; false when it is no sample of k6. A definition, and a sample of a metric that is not read, leave
    /// <see cref="Metric"/> null.
    /// </summary>
    public bool Read(ReadOnlySpan<byte> line)
    {
        Begin(null, default, 0);
        try
        {
            var reader = new Utf8JsonReader(line);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && ReadLine(ref reader);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            Metric = null;
            return false;
        }
    }

    /// <summary>Takes the first columns of a row of CSV; its tags follow with <see cref="Set"/>.</summary>
    public void Begin(string? metric, DateTimeOffset at, double value)
    {
        (Metric, IsDefinition, At, Value) = (metric, false, at, value);
        Array.Clear(_values);
    }

    /// <summary>Takes a tag of a row of CSV.</summary>
    /// <param name="slot">The tag's slot.</param>
    /// <param name="raw">What stands between its quotes, or the field without any.</param>
    /// <param name="isDoubled">Whether quotes in it are doubled.</param>
    public void Set(int slot, ReadOnlySpan<byte> raw, bool isDoubled) => _values[slot] = _words.Of(raw, isDoubled);

    /// <summary>The metric of this name when it is read, else null.</summary>
    public string? MetricOf(ReadOnlySpan<byte> name)
    {
        foreach (var known in _metrics)
        {
            if (name.SequenceEqual(known.Bytes))
            {
                return known.Text;
            }
        }

        return null;
    }

    private bool ReadLine(ref Utf8JsonReader reader)
    {
        var (seen, isOther) = (false, false);
        ReadOnlySpan<byte> name = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metric"u8))
            {
                reader.Read();
                Metric = MetricOf(ref reader);
                isOther = Metric is null;
                name = reader.ValueSpan;
            }
            else if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                if (!reader.ValueTextEquals("Point"u8))
                {
                    (Metric, IsDefinition) = (null, reader.ValueTextEquals("Metric"u8));
                    return IsDefinition;
                }
            }
            else if (isOther)
            {
                _unread.Add(name);
                return true;
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                seen = reader.TokenType == JsonTokenType.StartObject && ReadData(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        if (isOther)
        {
            _unread.Add(name);
        }

        // What stands behind the object makes it a line of something else: that throws.
        return !reader.Read() && (isOther || (seen && Metric is not null));
    }

    private bool ReadData(ref Utf8JsonReader reader)
    {
        var (hasTime, hasValue) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("time"u8))
            {
                reader.Read();
                (At, hasTime) = (reader.GetDateTimeOffset(), true);
            }
            else if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                (Value, hasValue) = (reader.GetDouble(), true);
            }
            else if (reader.ValueTextEquals("tags"u8))
            {
                ReadTags(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return hasTime && hasValue && double.IsFinite(Value);
    }

    private void ReadTags(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var slot = SlotOf(ref reader);
            reader.Read();
            if (slot >= 0 && reader.TokenType == JsonTokenType.String)
            {
                _values[slot] = _words.Of(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private int SlotOf(ref Utf8JsonReader reader)
    {
        for (var slot = 0; slot < _tags.Count; slot++)
        {
            if (reader.ValueTextEquals(_tags[slot].Bytes))
            {
                return slot;
            }
        }

        return -1;
    }

    private string? MetricOf(ref Utf8JsonReader reader)
    {
        foreach (var known in _metrics)
        {
            if (reader.ValueTextEquals(known.Bytes))
            {
                return known.Text;
            }
        }

        return null;
    }

    private readonly record struct Word(string Text, byte[] Bytes)
    {
        public static Word Of(string text) => new(text, Encoding.UTF8.GetBytes(text));
    }
}
