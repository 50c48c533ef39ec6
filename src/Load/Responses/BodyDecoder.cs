using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Headroom.Load.Responses;

/// <summary>Undoes the content codings gzip, br and deflate of a body.</summary>
/// <remarks>
/// No more than <see cref="Reply.MaxKeptBytes"/> come out, whatever a small body claims to hold; the rest is left off.
/// A body that is cut off gives what came before the cut: so it is with one of which only the first bytes were kept.
/// Brotli allocates nothing but its native state; gzip and deflate a stream for each body. <b>Source:</b> RFC 9110, section 8.4.
/// </remarks>
public sealed class BodyDecoder
{
    private const int MaxCodings = 4;
    private const int Step = 16 * 1024;

    private readonly ByteBuffer _source = new();
    private ByteBuffer _from = new();
    private ByteBuffer _to = new();

    /// <summary>Whether the last body had a coding to undo.</summary>
    public bool HasUndone { get; private set; }

    /// <summary>What the last body was without its codings.</summary>
    public ReadOnlySpan<byte> Undone => _from.Span;

    /// <summary>Decodes a body.</summary>
    /// <param name="codings">The value of Content-Encoding; empty when there is none.</param>
    /// <param name="body">The body as received.</param>
    /// <param name="decoded">The body itself when it has no coding, else bytes that are valid until the next call.</param>
    /// <returns>False when a coding is not known or the body is damaged.</returns>
    public bool TryDecode(ReadOnlySpan<byte> codings, ReadOnlySpan<byte> body, out ReadOnlySpan<byte> decoded)
    {
        decoded = body;
        HasUndone = false;
        for (var i = 0; !codings.IsEmpty; i++)
        {
            var comma = codings.LastIndexOf((byte)',');
            var coding = codings[(comma + 1)..].Trim(" \t"u8);
            codings = codings[..Math.Max(0, comma)];
            if (coding.IsEmpty || Ascii.EqualsIgnoreCase(coding, "identity"u8))
            {
                continue;
            }

            if (i == MaxCodings || !TryUndo(coding, decoded))
            {
                decoded = default;
                return false;
            }

            decoded = _to.Span;
            (_from, _to) = (_to, _from);
            HasUndone = true;
        }

        return true;
    }

    private bool TryUndo(ReadOnlySpan<byte> coding, ReadOnlySpan<byte> body)
    {
        _to.Clear();
        if (body.IsEmpty)
        {
            return true;
        }

        if (Ascii.EqualsIgnoreCase(coding, "br"u8))
        {
            return TryBrotli(body);
        }

        if (Ascii.EqualsIgnoreCase(coding, "gzip"u8) || Ascii.EqualsIgnoreCase(coding, "x-gzip"u8))
        {
            return TryInflate(body, static source => new GZipStream(source, CompressionMode.Decompress, leaveOpen: true));
        }

        return Ascii.EqualsIgnoreCase(coding, "deflate"u8) && TryInflate(body, HasZlibHeader(body)
            ? static source => new ZLibStream(source, CompressionMode.Decompress, leaveOpen: true)
            : static source => new DeflateStream(source, CompressionMode.Decompress, leaveOpen: true));
    }

    private bool TryBrotli(ReadOnlySpan<byte> body)
    {
        using var decoder = new BrotliDecoder();
        while (_to.Length < Reply.MaxKeptBytes)
        {
            var result = decoder.Decompress(body, _to.GetSpan(Step), out var consumed, out var written);
            _to.Advance(written);
            body = body[consumed..];
            if (result != OperationStatus.DestinationTooSmall)
            {
                return result is OperationStatus.Done or OperationStatus.NeedMoreData;
            }
        }

        _to.Truncate(Reply.MaxKeptBytes);
        return true;
    }

    private bool TryInflate(ReadOnlySpan<byte> body, Func<Stream, Stream> open)
    {
        _source.Clear();
        _source.Append(body);
        MemoryMarshal.TryGetArray(_source.Memory, out var bytes);
        try
        {
            using var source = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
            using var stream = open(source);
            while (_to.Length < Reply.MaxKeptBytes && stream.Read(_to.GetSpan(Step)) is > 0 and var read)
            {
                _to.Advance(read);
            }

            _to.Truncate(Reply.MaxKeptBytes);
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or IOException) // IOException: a zlib header that asks for a dictionary
        {
            return false;
        }
        finally
        {
            _source.Clear();
        }
    }

    // Some servers mean the bare format when they say deflate.
    private static bool HasZlibHeader(ReadOnlySpan<byte> body) =>
        body.Length > 1 && (body[0] & 0x0F) == 8 && ((body[0] << 8) | body[1]) % 31 == 0;
}
