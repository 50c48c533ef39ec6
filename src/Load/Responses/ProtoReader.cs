using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Headroom.Load.Responses;

/// <summary>Writes a message as JSON whose names are field numbers, in ascending order; what bytes do never throws.</summary>
internal sealed class ProtoReader
{
    private const int MaxDepth = 32;
    private const int MaxFields = 100_000;

    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ByteBuffer _into;
    private readonly List<Field> _fields = [];

    /// <summary>Writes into a buffer, which may hold half a text when it fails.</summary>
    public ProtoReader(ByteBuffer into) => _into = into;

    /// <summary>Writes a message; false when the bytes are none.</summary>
    public bool TryWrite(ReadOnlySpan<byte> message)
    {
        if (!TryFields(message))
        {
            return false;
        }

        using var json = new Utf8JsonWriter(_into, s_options);
        Write(json, message, 0, depth: 1);
        return true;
    }

    // The fields of the message are those of the list from a place on; they are gone afterwards.
    private void Write(Utf8JsonWriter json, ReadOnlySpan<byte> message, int from, int depth)
    {
        var end = _fields.Count;
        CollectionsMarshal.AsSpan(_fields)[from..end].Sort(static (one, other) =>
            one.Number != other.Number ? one.Number.CompareTo(other.Number) : one.Start.CompareTo(other.Start));
        json.WriteStartObject();
        Span<char> name = stackalloc char[10];
        for (var i = from; i < end;)
        {
            var number = _fields[i].Number;
            var next = i + 1;
            while (next < end && _fields[next].Number == number)
            {
                next++;
            }

            number.TryFormat(name, out var length);
            json.WritePropertyName(name[..length]);
            WriteAll(json, message, i, next, depth);
            i = next;
        }

        json.WriteEndObject();
        _fields.RemoveRange(from, _fields.Count - from);
    }

    private void WriteAll(Utf8JsonWriter json, ReadOnlySpan<byte> message, int from, int to, int depth)
    {
        if (to - from == 1)
        {
            WriteValue(json, message, _fields[from], depth);
            return;
        }

        json.WriteStartArray();
        for (var i = from; i < to; i++)
        {
            WriteValue(json, message, _fields[i], depth);
        }

        json.WriteEndArray();
    }

    private void WriteValue(Utf8JsonWriter json, ReadOnlySpan<byte> message, Field field, int depth)
    {
        var bytes = message.Slice(field.Start, field.Length);
        switch (field.Wire)
        {
            case 0:
                json.WriteNumberValue((long)field.Value);
                break;
            case 1:
                WriteEight(json, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                break;
            case 5:
                WriteFour(json, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
                break;
            default:
                WriteBytes(json, bytes, depth);
                break;
        }
    }

    private void WriteBytes(Utf8JsonWriter json, ReadOnlySpan<byte> bytes, int depth)
    {
        var isText = Utf8.IsValid(bytes);
        var from = _fields.Count;
        if (isText && !HasControl(bytes, andLineBreaks: true))
        {
            json.WriteStringValue(bytes);
        }
        else if (depth < MaxDepth && TryFields(bytes))
        {
            Write(json, bytes, from, depth + 1);
        }
        else if (isText && !HasControl(bytes, andLineBreaks: false))
        {
            json.WriteStringValue(bytes);
        }
        else
        {
            json.WriteStartObject();
            json.WriteBase64String("base64"u8, bytes);
            json.WriteEndObject();
        }
    }

    // An integer of ordinary size, taken for a floating-point number, is next to nothing or beyond all measure.
    private static void WriteEight(Utf8JsonWriter json, ulong bits)
    {
        var real = BitConverter.UInt64BitsToDouble(bits);
        if (Math.Abs(real) is >= 1e-9 and < 1e15)
        {
            json.WriteNumberValue(real);
        }
        else
        {
            json.WriteNumberValue((long)bits);
        }
    }

    private static void WriteFour(Utf8JsonWriter json, uint bits)
    {
        var real = BitConverter.UInt32BitsToSingle(bits);
        if (Math.Abs(real) is >= 1e-6f and < 1e12f)
        {
            json.WriteNumberValue(real);
        }
        else
        {
            json.WriteNumberValue((int)bits);
        }
    }

    private static bool HasControl(ReadOnlySpan<byte> text, bool andLineBreaks)
    {
        foreach (var one in text)
        {
            if (one is < 0x20 or 0x7F && (andLineBreaks || one is not ((byte)'\t' or (byte)'\n' or (byte)'\r')))
            {
                return true;
            }
        }

        return false;
    }

    // Adds the fields of a message to the list, or none of them.
    private bool TryFields(ReadOnlySpan<byte> message)
    {
        var from = _fields.Count;
        var at = 0;
        while (at < message.Length)
        {
            if (_fields.Count == MaxFields || !TryField(message, ref at, out var field))
            {
                _fields.RemoveRange(from, _fields.Count - from);
                return false;
            }

            _fields.Add(field);
        }

        return true;
    }

    private static bool TryField(ReadOnlySpan<byte> message, ref int at, out Field field)
    {
        field = default;
        if (!TryVarint(message, ref at, out var tag) || tag >> 3 is 0 or > (1 << 29) - 1)
        {
            return false;
        }

        var (number, wire) = ((int)(tag >> 3), (int)(tag & 7));
        ulong value = 0;
        long length;
        switch (wire)
        {
            case 0 when TryVarint(message, ref at, out value):
                length = 0;
                break;
            case 1:
                length = 8;
                break;
            case 2 when TryVarint(message, ref at, out value) && value <= int.MaxValue:
                length = (long)value;
                break;
            case 5:
                length = 4;
                break;
            default:
                return false;
        }

        if (length > message.Length - at)
        {
            return false;
        }

        field = new Field(number, wire, at, (int)length, value);
        at += (int)length;
        return true;
    }

    private static bool TryVarint(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 70 && at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            if (shift == 63 && next > 1)
            {
                return false;
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    private readonly record struct Field(int Number, int Wire, int Start, int Length, ulong Value);
}
