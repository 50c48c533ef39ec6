using System.Text.Json;

namespace Headroom.Experiments.Faults.Api;

/// <summary>Toxics as Toxiproxy's API writes them: a type, and attributes in milliseconds, bytes, KB/s and microseconds.</summary>
internal static class ToxicAttributes
{
    /// <summary>A toxic with the defaults of its type; null: there is no such type. Toxiproxy's defaults are zeros.</summary>
    public static Toxic? Default(string type) => type switch
    {
        "latency" => new Toxic.Latency(TimeSpan.Zero, TimeSpan.Zero),
        "bandwidth" => new Toxic.Bandwidth(0),
        "slow_close" => new Toxic.SlowClose(TimeSpan.Zero),
        "timeout" => new Toxic.Timeout(TimeSpan.Zero),
        "reset_peer" => new Toxic.ResetPeer(TimeSpan.Zero),
        "slicer" => new Toxic.Slicer(0, 0, TimeSpan.Zero),
        "limit_data" => new Toxic.LimitData(0),
        "hang" => new Toxic.Hang(),
        "refuse" => new Toxic.Refuse(),
        "rst" => new Toxic.Rst(),
        "postgres_refuse" => new Toxic.PostgresRefuse(PostgresError.TooManyConnections),
        "postgres_terminate" => new Toxic.PostgresTerminate(PostgresError.AdminShutdown),
        _ => null,
    };

    /// <summary>
    /// The toxic with the attributes that are given; those that are not stay, unknown ones are ignored, as Toxiproxy does.
    /// </summary>
    /// <exception cref="ApiException">An attribute is of another type, or out of its range.</exception>
    public static Toxic Merge(Toxic toxic, JsonElement? given)
    {
        if (given is not { ValueKind: not JsonValueKind.Null } attributes)
        {
            return Checked(toxic);
        }

        if (attributes.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadBody("attributes is no object");
        }

        return Checked(toxic switch
        {
            Toxic.Latency latency => new Toxic.Latency(Ms(attributes, "latency", latency.Delay), Ms(attributes, "jitter", latency.Jitter)),
            Toxic.Bandwidth bandwidth => new Toxic.Bandwidth(Whole(attributes, "rate", bandwidth.KilobytesPerSecond)),
            Toxic.SlowClose close => new Toxic.SlowClose(Ms(attributes, "delay", close.Delay)),
            Toxic.Timeout timeout => new Toxic.Timeout(Ms(attributes, "timeout", timeout.After)),
            Toxic.ResetPeer reset => new Toxic.ResetPeer(Ms(attributes, "timeout", reset.After)),
            Toxic.Slicer slicer => new Toxic.Slicer(
                Int(attributes, "average_size", slicer.AverageSize),
                Int(attributes, "size_variation", slicer.SizeVariation),
                Span(attributes, "delay", slicer.Delay, TimeSpan.TicksPerMicrosecond)),
            Toxic.LimitData limit => new Toxic.LimitData(Whole(attributes, "bytes", limit.Bytes)),
            Toxic.PostgresRefuse refuse => new Toxic.PostgresRefuse(Error(attributes, refuse.Error)),
            Toxic.PostgresTerminate terminate => new Toxic.PostgresTerminate(Error(attributes, terminate.Error)),
            _ => toxic,
        });
    }

    /// <summary>Writes the attributes as an object.</summary>
    public static void Write(Utf8JsonWriter json, Toxic toxic)
    {
        json.WriteStartObject();
        switch (toxic)
        {
            case Toxic.Latency latency:
                json.WriteNumber("latency", Number(latency.Delay, TimeSpan.TicksPerMillisecond));
                json.WriteNumber("jitter", Number(latency.Jitter, TimeSpan.TicksPerMillisecond));
                break;
            case Toxic.Bandwidth bandwidth:
                json.WriteNumber("rate", bandwidth.KilobytesPerSecond);
                break;
            case Toxic.SlowClose close:
                json.WriteNumber("delay", Number(close.Delay, TimeSpan.TicksPerMillisecond));
                break;
            case Toxic.Timeout timeout:
                json.WriteNumber("timeout", Number(timeout.After, TimeSpan.TicksPerMillisecond));
                break;
            case Toxic.ResetPeer reset:
                json.WriteNumber("timeout", Number(reset.After, TimeSpan.TicksPerMillisecond));
                break;
            case Toxic.Slicer slicer:
                json.WriteNumber("average_size", slicer.AverageSize);
                json.WriteNumber("size_variation", slicer.SizeVariation);
                json.WriteNumber("delay", Number(slicer.Delay, TimeSpan.TicksPerMicrosecond));
                break;
            case Toxic.LimitData limit:
                json.WriteNumber("bytes", limit.Bytes);
                break;
            case Toxic.PostgresRefuse refuse:
                WriteError(json, refuse.Error);
                break;
            case Toxic.PostgresTerminate terminate:
                WriteError(json, terminate.Error);
                break;
        }

        json.WriteEndObject();
    }

    private static Toxic Checked(Toxic toxic) => toxic.Mistake is { } mistake ? throw ApiException.BadBody(mistake) : toxic;

    private static void WriteError(Utf8JsonWriter json, PostgresError error)
    {
        json.WriteString("code", error.Code);
        json.WriteString("message", error.Message);
    }

    /// <summary>Another code brings its own message, unless one is given.</summary>
    private static PostgresError Error(JsonElement attributes, PostgresError before)
    {
        var code = Text(attributes, "code") ?? before.Code;
        return new PostgresError(
            code, Text(attributes, "message") ?? (code == before.Code ? before.Message : PostgresError.MessageOf(code)));
    }

    private static string? Text(JsonElement attributes, string name) =>
        !attributes.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw ApiException.BadBody($"{name} is no text");

    private static TimeSpan Ms(JsonElement attributes, string name, TimeSpan before) =>
        Span(attributes, name, before, TimeSpan.TicksPerMillisecond);

    private static TimeSpan Span(JsonElement attributes, string name, TimeSpan before, long ticks)
    {
        if (!attributes.TryGetProperty(name, out var value))
        {
            return before;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && Math.Abs(number) < 1e12
            ? TimeSpan.FromTicks((long)Math.Round(number * ticks))
            : throw ApiException.BadBody($"{name} is no number of a duration");
    }

    private static int Int(JsonElement attributes, string name, int before) =>
        Whole(attributes, name, before) is >= int.MinValue and <= int.MaxValue and var value
            ? (int)value
            : throw ApiException.BadBody($"{name} is too large");

    private static long Whole(JsonElement attributes, string name, long before) =>
        !attributes.TryGetProperty(name, out var value) ? before
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : throw ApiException.BadBody($"{name} is no whole number");

    /// <summary>Whole numbers are written without a fraction: clients in Go read integers.</summary>
    private static decimal Number(TimeSpan span, long ticks) => span.Ticks % ticks == 0 ? span.Ticks / ticks : (decimal)span.Ticks / ticks;
}
