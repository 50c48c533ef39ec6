using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Model.Json;

/// <summary>Numbers as Headroom writes them: six significant digits, so that noise below them never changes a file.</summary>
internal static class SixDigits
{
    public static void Write(Utf8JsonWriter writer, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new JsonException($"{value} is no number: unknown is null");
        }

        var rounded = double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        writer.WriteNumberValue(rounded == 0 ? 0 : rounded);
    }
}

internal sealed class DoubleConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => SixDigits.Write(writer, value);
}

/// <summary>Writes what another tool measured as it wrote it, not in six digits.</summary>
internal sealed class ExactConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

internal sealed class MillisecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromTicks(checked((long)Math.Round(reader.GetDouble() * TimeSpan.TicksPerMillisecond))); // FromMilliseconds cuts off

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        SixDigits.Write(writer, value.TotalMilliseconds);
}

internal sealed class RatioConverter : JsonConverter<Ratio>
{
    public override Ratio Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, Ratio value, JsonSerializerOptions options) => SixDigits.Write(writer, value.Value);
}

internal sealed class PerSecondConverter : JsonConverter<PerSecond>
{
    public override PerSecond Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, PerSecond value, JsonSerializerOptions options) =>
        SixDigits.Write(writer, value.Value);
}

internal sealed class BytesConverter : JsonConverter<Bytes>
{
    public override Bytes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Bytes value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

/// <summary>A histogram as one line: its exact sum, minimum and maximum, and "bucket:count" pairs.</summary>
internal sealed class HistogramConverter : JsonConverter<Histogram>
{
    public override Histogram Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        try
        {
            return Histogram.Restore(
                root.GetProperty("buckets").GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Bucket),
                Int128.Parse(root.GetProperty("sum_ns").GetString()!, CultureInfo.InvariantCulture),
                Nanoseconds(root, "min_ns"),
                Nanoseconds(root, "max_ns"));
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or ArgumentException
            or InvalidOperationException or OverflowException)
        {
            throw new JsonException($"no histogram: {e.Message}", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, Histogram value, JsonSerializerOptions options)
    {
        var buckets = new StringBuilder();
        foreach (var (bucket, count) in value.Buckets())
        {
            buckets.Append(buckets.Length == 0 ? "" : " ").Append(bucket).Append(':').Append(count);
        }

        writer.WriteStartObject();
        writer.WriteString("sum_ns", value.SumNs.ToString(CultureInfo.InvariantCulture));
        WriteNanoseconds(writer, "min_ns", value.MinNs);
        WriteNanoseconds(writer, "max_ns", value.MaxNs);
        writer.WriteString("buckets", buckets.ToString());
        writer.WriteEndObject();
    }

    private static (int Bucket, long Count) Bucket(string pair)
    {
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return (
            int.Parse(pair.AsSpan(0, colon), CultureInfo.InvariantCulture),
            long.Parse(pair.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }

    private static long? Nanoseconds(JsonElement root, string name) =>
        root.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;

    private static void WriteNanoseconds(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}

/// <summary>Counts of latency as an array on one line: a line for each count would make most of the file.</summary>
internal sealed class LatencyCountsConverter : JsonConverter<LatencyCounts>
{
    public override LatencyCounts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return new LatencyCounts(document.RootElement.EnumerateArray().Select(static count => count.GetInt64()));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new JsonException($"no counts of latency: {e.Message}", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, LatencyCounts value, JsonSerializerOptions options) =>
        writer.WriteRawValue($"[{string.Join(',', value.Counts)}]");
}
