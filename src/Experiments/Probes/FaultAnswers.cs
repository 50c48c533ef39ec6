using System.IO.Compression;
using System.Text;
using Headroom.Load;
using Headroom.Model.Evidence;

namespace Headroom.Experiments.Probes;

/// <summary>Reduces a reply to what is kept of it: nothing of its body but what leaks.</summary>
internal static class FaultAnswers
{
    /// <summary>What is kept of a reply.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="addresses">"host:port" of the dependencies as the service knows them.</param>
    public static FaultAnswer Of(Reply reply, IReadOnlyList<string> addresses)
    {
        var (text, unreadable) = reply.Status is >= 400 ? TextOf(reply) : ("", null);
        return new FaultAnswer
        {
            Status = reply.Status,
            Error = reply.Error == ErrorKind.None ? null : reply.Error.Text(),
            After = reply.Service,
            MediaType = reply.Header("content-type")?.Split(';')[0].Trim() is { Length: > 0 } type ? type.ToLowerInvariant() : null,
            BodyBytes = reply.BodyBytes,
            Leaks = ErrorBody.Leaks(text, addresses),
            Unreadable = unreadable,
        };
    }

    // The beginning that is looked at, without its content codings; of a damaged body, what came before the damage.
    private static (string Text, string? Unreadable) TextOf(Reply reply)
    {
        var body = reply.Body;
        string? unreadable = null;
        foreach (var coding in body.IsEmpty ? [] : CodingsOf(reply))
        {
            (body, unreadable) = Undo(coding, body);
            if (unreadable is not null)
            {
                break;
            }
        }

        return (Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, ErrorBody.LookedAt)]), unreadable);
    }

    /// <summary>The last that was applied comes first. <b>Source:</b> RFC 9110, section 8.4.</summary>
    private static List<string> CodingsOf(Reply reply)
    {
        List<string> codings =
        [
            .. reply.Headers.Where(header => header.Key.Equals("content-encoding", StringComparison.OrdinalIgnoreCase))
                .SelectMany(header => header.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Select(coding => coding.ToLowerInvariant())
                .Where(coding => coding != "identity"),
        ];
        codings.Reverse();
        return codings;
    }

    // No more comes out than is looked at, whatever a small body claims to hold.
    private static (ReadOnlyMemory<byte> Body, string? Unreadable) Undo(string coding, ReadOnlyMemory<byte> body)
    {
        using var source = new MemoryStream(body.ToArray(), writable: false);
        using Stream? plain = coding switch
        {
            "gzip" or "x-gzip" => new GZipStream(source, CompressionMode.Decompress),
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            "deflate" when HasZlibHeader(body.Span) => new ZLibStream(source, CompressionMode.Decompress),
            "deflate" => new DeflateStream(source, CompressionMode.Decompress),
            _ => null,
        };
        if (plain is null)
        {
            return (default, $"its content coding \"{coding}\" is not known");
        }

        var start = new byte[ErrorBody.LookedAt];
        var length = 0;
        try
        {
            while (length < start.Length && plain.Read(start.AsSpan(length)) is > 0 and var read)
            {
                length += read;
            }

            return (start.AsMemory(0, length), null);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            return (start.AsMemory(0, length), $"it is damaged, or no \"{coding}\"");
        }
    }

    // Some servers mean the bare format when they say deflate.
    private static bool HasZlibHeader(ReadOnlySpan<byte> body) =>
        body.Length > 1 && (body[0] & 0x0F) == 8 && ((body[0] << 8) | body[1]) % 31 == 0;
}
