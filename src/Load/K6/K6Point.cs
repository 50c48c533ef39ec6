using System.Text.Json;

namespace Headroom.Load.K6;

/// <summary>One sample of k6's stream: <c>{"metric":"...","type":"Point","data":{"time":"...","value":1,"tags":{...}}}</c>.</summary>
/// <remarks>It is used again for the next line, so that reading allocates little.</remarks>
internal sealed class K6Point
{
    /// <summary>The metrics that are recorded; lines of others are only looked at so far.</summary>
    public static readonly IReadOnlyList<string> Recorded =
    [
        "http_req_duration", "http_req_failed", "checks", "iteration_duration", "group_duration", "iterations", "dropped_iterations", "data_received",
        "data_sent", "vus",
    ];

    /// <summary>The metric, one of <see cref="Recorded"/>, or null of another one.</summary>
    public string? Metric { get; private set; }

    /// <summary>When it was measured: of a duration its end.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>The value: milliseconds of a duration, 1 or 0 of a share, else a number.</summary>
    public double Value { get; private set; }

    /// <summary>The tag <c>name</c>, else <c>url</c>, or null.</summary>
    public string? Name { get; private set; }

    /// <summary>The tag <c>method</c>, or null.</summary>
    public string? Method { get; private set; }

    /// <summary>The tag <c>status</c>: 0 without a response; null where the script does not record it.</summary>
    public int? Status { get; private set; }

    /// <summary>The tag <c>error_code</c>, or null.</summary>
    public int? ErrorCode { get; private set; }

    /// <summary>The tag <c>group</c>, or null.</summary>
    public string? Group { get; private set; }

    /// <summary>The tag <c>check</c>, or null.</summary>
    public string? Check { get; private set; }

    /// <summary>
    /// Reads a line; false when it is no sample of k6. A sample of a metric that is not recorded leaves <see cref="Metric"/> null.
    /// </summary>
    public bool Read(ReadOnlySpan<byte> line)
    {
        (Metric, Name, Method, Status, ErrorCode) = (null, null, null, null, null);
        (Group, Check, At, Value) = (null, null, default, 0);
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

    private bool ReadLine(ref Utf8JsonReader reader)
    {
        var seen = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metric"u8))
            {
                reader.Read();
                Metric = NameOf(ref reader);
                if (Metric is null)
                {
                    return true;
                }
            }
            else if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                if (!reader.ValueTextEquals("Point"u8))
                {
                    Metric = null;
                    return reader.ValueTextEquals("Metric"u8);
                }
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                seen = ReadData(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return seen && Metric is not null;
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
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadTag(ref reader);
        }
    }

    private void ReadTag(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("name"u8))
        {
            Name = Next(ref reader);
        }
        else if (reader.ValueTextEquals("url"u8))
        {
            var url = Next(ref reader);
            Name ??= url;
        }
        else if (reader.ValueTextEquals("method"u8))
        {
            Method = Next(ref reader);
        }
        else if (reader.ValueTextEquals("status"u8))
        {
            Status = int.TryParse(Next(ref reader), out var status) ? status : null;
        }
        else if (reader.ValueTextEquals("error_code"u8))
        {
            ErrorCode = int.TryParse(Next(ref reader), out var code) ? code : null;
        }
        else if (reader.ValueTextEquals("group"u8))
        {
            Group = Next(ref reader);
        }
        else if (reader.ValueTextEquals("check"u8))
        {
            Check = Next(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    private static string? Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    private static string? NameOf(ref Utf8JsonReader reader)
    {
        foreach (var name in Recorded)
        {
            if (reader.ValueTextEquals(name))
            {
                return name;
            }
        }

        return null;
    }
}
