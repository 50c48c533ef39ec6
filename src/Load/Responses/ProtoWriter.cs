using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Headroom.Load.Responses;

/// <summary>Writes JSON whose names are field numbers as a message.</summary>
internal sealed class ProtoWriter
{
    private const int MaxFieldNumber = (1 << 29) - 1;
    private const int MaxDepth = 64;

    private readonly ByteBuffer _out;

    private ProtoWriter(ByteBuffer into) => _out = into;

    private enum Wire
    {
        Varint = 0,
        Eight = 1,
        Bytes = 2,
        Four = 5,
    }

    /// <summary>Writes a message; what is wrong with the JSON, or null.</summary>
    public static string? Write(ReadOnlySpan<byte> json, ByteBuffer into)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray(), new JsonDocumentOptions { MaxDepth = MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ProtoWriter(into).Message(document.RootElement, "$")
                : "a message is a JSON object";
        }
        catch (JsonException error)
        {
            return $"no valid JSON: {error.Message}";
        }
    }

    private string? Message(JsonElement fields, string path)
    {
        foreach (var field in fields.EnumerateObject())
        {
            var inner = $"{path}.{field.Name}";
            if (!IsNumber(field.Name, out var number))
            {
                return $"{inner}: expected the number of a field";
            }

            var mistake = field.Value.ValueKind == JsonValueKind.Array
                ? Repeated(number, field.Value, inner)
                : Field(number, field.Value, inner);
            if (mistake is not null)
            {
                return mistake;
            }
        }

        return null;
    }

    private string? Repeated(int number, JsonElement items, string path)
    {
        foreach (var item in items.EnumerateArray())
        {
            if (Field(number, item, path) is { } mistake)
            {
                return mistake;
            }
        }

        return null;
    }

    private string? Field(int number, JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.True or JsonValueKind.False:
                return Varint(number, value.GetBoolean() ? 1UL : 0);
            case JsonValueKind.Number when value.TryGetInt64(out var integer):
                return Varint(number, (ulong)integer);
            case JsonValueKind.Number when value.TryGetUInt64(out var integer):
                return Varint(number, integer);
            case JsonValueKind.Number:
                return $"{path}: no integer; write {{\"double\": {value.GetRawText()}}} or {{\"float\": {value.GetRawText()}}}";
            case JsonValueKind.String:
                return Text(value) is { } text ? Bytes(number, text) : $"{path}: half of a surrogate pair";
            case JsonValueKind.Object when Only(value) is { } only && !IsNumber(only.Name, out _):
                return Named(number, only, path);
            case JsonValueKind.Object:
                return Submessage(number, value, path);
            default:
                return $"{path}: an array within an array";
        }
    }

    private string? Named(int number, JsonProperty only, string path)
    {
        var (name, value) = (only.Name, only.Value);
        var isNumber = value.ValueKind == JsonValueKind.Number;
        switch (name)
        {
            case "double" when isNumber && value.TryGetDouble(out var real):
                return Eight(number, BitConverter.DoubleToUInt64Bits(real));
            case "float" when isNumber && value.TryGetSingle(out var real):
                return Four(number, BitConverter.SingleToUInt32Bits(real));
            case "sint" when isNumber && value.TryGetInt64(out var integer):
                return Varint(number, (ulong)((integer << 1) ^ (integer >> 63)));
            case "fixed32" when isNumber && value.TryGetInt64(out var integer) && integer is >= int.MinValue and <= uint.MaxValue:
                return Four(number, (uint)integer);
            case "fixed64" when isNumber && value.TryGetInt64(out var integer):
                return Eight(number, (ulong)integer);
            case "fixed64" when isNumber && value.TryGetUInt64(out var integer):
                return Eight(number, integer);
            case "base64" when value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes):
                return Bytes(number, bytes);
            case "double" or "float" or "sint" or "fixed32" or "fixed64" or "base64":
                return $"{path}: {value.GetRawText()} is no {name}";
            default:
                return $"{path}.{name}: expected the number of a field, or double, float, sint, fixed32, fixed64, base64";
        }
    }

    // The length stands before the message and is known after it: the message moves to make room.
    private string? Submessage(int number, JsonElement value, string path)
    {
        Tag(number, Wire.Bytes);
        var start = _out.Length;
        if (Message(value, path) is { } mistake)
        {
            return mistake;
        }

        var length = _out.Length - start;
        var before = _out.Length;
        Varint((ulong)length);
        var size = _out.Length - before;
        Span<byte> prefix = stackalloc byte[10];
        _out.Span[before..].CopyTo(prefix);
        _out.Span.Slice(start, length).CopyTo(_out.Span[(start + size)..]);
        prefix[..size].CopyTo(_out.Span[start..]);
        return null;
    }

    private string? Varint(int number, ulong value)
    {
        Tag(number, Wire.Varint);
        Varint(value);
        return null;
    }

    private string? Bytes(int number, ReadOnlySpan<byte> bytes)
    {
        Tag(number, Wire.Bytes);
        Varint((ulong)bytes.Length);
        _out.Append(bytes);
        return null;
    }

    private string? Four(int number, uint bits)
    {
        Tag(number, Wire.Four);
        BinaryPrimitives.WriteUInt32LittleEndian(_out.GetSpan(4), bits);
        _out.Advance(4);
        return null;
    }

    private string? Eight(int number, ulong bits)
    {
        Tag(number, Wire.Eight);
        BinaryPrimitives.WriteUInt64LittleEndian(_out.GetSpan(8), bits);
        _out.Advance(8);
        return null;
    }

    private void Tag(int number, Wire wire) => Varint(((ulong)number << 3) | (uint)wire);

    private void Varint(ulong value)
    {
        var target = _out.GetSpan(10);
        var size = Math.Max(1, (64 - BitOperations.LeadingZeroCount(value) + 6) / 7);
        for (var i = 0; i < size; i++)
        {
            target[i] = (byte)((value & 0x7F) | (i < size - 1 ? 0x80UL : 0));
            value >>= 7;
        }

        _out.Advance(size);
    }

    private static bool IsNumber(string name, out int number) =>
        int.TryParse(name, NumberStyles.None, null, out number) && number is > 0 and <= MaxFieldNumber;

    private static JsonProperty? Only(JsonElement value) => value.GetPropertyCount() == 1 ? value.EnumerateObject().First() : null;

    private static byte[]? Text(JsonElement value)
    {
        try
        {
            return Encoding.UTF8.GetBytes(value.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
