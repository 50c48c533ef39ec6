using System.Buffers;

namespace Headroom.Load.Responses;

/// <summary>Turns messages of protocol buffers into JSON and back without their schema: the names are the numbers of the fields.</summary>
/// <remarks>
/// <para>
/// From JSON: a text is a string, an integer a varint (one below 0 has ten bytes), true and false are varints, an object is a message, an
/// array is a repeated field, null is left out; other types are named: <c>{"double": 1.5}</c>, <c>{"float": 1.5}</c>, <c>{"sint": -1}</c>,
/// <c>{"fixed32": 1}</c>, <c>{"fixed64": 1}</c>, <c>{"base64": "AAE="}</c>.
/// </para>
/// <para>
/// To JSON the types are guessed: bytes without control characters are a text, others a message when they read as one, else
/// <c>{"base64": ...}</c>; a varint is a signed integer; four and eight bytes are a floating-point number when that is of ordinary size,
/// else an integer. A field that occurs once is no array, even if it may be repeated. <b>Source:</b> protobuf.dev, "Encoding".
/// </para>
/// </remarks>
internal static class ProtoMessage
{
    /// <summary>Writes a message.</summary>
    /// <param name="json">A JSON object.</param>
    /// <param name="into">Where it goes; untouched when there is a mistake.</param>
    /// <returns>What is wrong with the JSON, or null.</returns>
    public static string? Encode(ReadOnlySpan<byte> json, IBufferWriter<byte> into)
    {
        var encoded = new ByteBuffer();
        var mistake = ProtoWriter.Write(json, encoded);
        if (mistake is null)
        {
            into.Write(encoded.Span);
        }

        encoded.Clear();
        return mistake;
    }

    /// <summary>Writes a message as JSON.</summary>
    /// <param name="message">The message.</param>
    /// <param name="into">Where it goes; untouched when there is none.</param>
    /// <returns>False when the bytes are no message, or one of more than 100 000 fields.</returns>
    public static bool ToJson(ReadOnlySpan<byte> message, IBufferWriter<byte> into)
    {
        var json = new ByteBuffer();
        var isMessage = new ProtoReader(json).TryWrite(message);
        if (isMessage)
        {
            into.Write(json.Span);
        }

        json.Clear();
        return isMessage;
    }
}
