using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Headroom.Experiments.Serving;

/// <summary>
/// Reads the requests of one connection, one after the other: HTTP/1.1, bounded in size; the little that clients of ours need.
/// </summary>
/// <param name="stream">The connection.</param>
/// <param name="longestHead">Bytes that request line and headers may have together.</param>
/// <param name="longestBody">Bytes that a body may have.</param>
internal sealed class RequestReader(NetworkStream stream, int longestHead, int longestBody)
{
    private readonly byte[] _buffer = new byte[longestHead];
    private int _begin, _end;

    /// <summary>The next request; null when the client left, in the middle of a head, too.</summary>
    /// <exception cref="RefusedRequestException">It is no HTTP, or longer than it may be.</exception>
    public async Task<ServedRequest?> ReadAsync(CancellationToken cancellation)
    {
        if (await LineAsync(cancellation) is not { } first)
        {
            return null;
        }

        if (first.Split(' ') is not [var method, var target, "HTTP/1.1" or "HTTP/1.0"])
        {
            throw new RefusedRequestException(400, "this is no HTTP/1.1");
        }

        var length = 0;
        bool isChunked = false, keepAlive = first.EndsWith('1'), expects = false;
        var size = first.Length;
        List<KeyValuePair<string, string>> headers = [];
        while (true)
        {
            if (await LineAsync(cancellation) is not { } line)
            {
                return null;
            }

            if (line.Length == 0)
            {
                break;
            }

            size += line.Length;
            if (size > longestHead)
            {
                throw new RefusedRequestException(431, "the headers are too long");
            }

            var colon = line.IndexOf(':');
            var (name, value) = (line[..Math.Max(0, colon)], line[(colon + 1)..].Trim());
            headers.Add(new(name, value));
            switch (name.ToLowerInvariant())
            {
                case "content-length":
                    length = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                        ? bytes
                        : throw new RefusedRequestException(400, "the length is no number");
                    break;
                case "transfer-encoding":
                    isChunked = value.Equals("chunked", StringComparison.OrdinalIgnoreCase)
                        ? true
                        : throw new RefusedRequestException(501, "only chunked bodies are known");
                    break;
                case "connection":
                    keepAlive = keepAlive
                        ? !value.Equals("close", StringComparison.OrdinalIgnoreCase)
                        : value.Equals("keep-alive", StringComparison.OrdinalIgnoreCase);
                    break;
                case "expect":
                    expects = value.Equals("100-continue", StringComparison.OrdinalIgnoreCase);
                    break;
            }
        }

        if (expects)
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellation);
        }

        var body = isChunked ? await ChunksAsync(cancellation) : await BytesAsync(length, cancellation);
        return new ServedRequest(method, target, headers, body, keepAlive);
    }

    private async Task<ReadOnlyMemory<byte>> ChunksAsync(CancellationToken cancellation)
    {
        var body = new MemoryStream();
        while (true)
        {
            var line = await LineAsync(cancellation) ?? throw new RefusedRequestException(400, "the body ended early");
            if (!int.TryParse(line.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length))
            {
                throw new RefusedRequestException(400, "the length of a chunk is no number");
            }

            if (length < 0 || body.Length + length > longestBody)
            {
                throw new RefusedRequestException(413, "the body is too long");
            }

            if (length == 0)
            {
                while (await LineAsync(cancellation) is { Length: > 0 })
                {
                    // Trailers say nothing to us.
                }

                return body.GetBuffer().AsMemory(0, (int)body.Length);
            }

            body.Write((await BytesAsync(length, cancellation)).Span);
            await LineAsync(cancellation);
        }
    }

    private async Task<ReadOnlyMemory<byte>> BytesAsync(int length, CancellationToken cancellation)
    {
        if (length > longestBody)
        {
            throw new RefusedRequestException(413, "the body is too long");
        }

        var bytes = new byte[length];
        var have = Math.Min(length, _end - _begin);
        _buffer.AsSpan(_begin, have).CopyTo(bytes);
        _begin += have;
        await stream.ReadExactlyAsync(bytes.AsMemory(have), cancellation);
        return bytes;
    }

    /// <summary>The next line without its end; null when the stream ended before it.</summary>
    private async Task<string?> LineAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_begin, _end - _begin).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = Encoding.Latin1.GetString(_buffer, _begin, length);
                _begin += length + 1;
                return line.TrimEnd('\r');
            }

            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
            if (_end == _buffer.Length)
            {
                throw new RefusedRequestException(431, "the headers are too long");
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (read == 0)
            {
                return null;
            }

            _end += read;
        }
    }
}
