using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Headroom.Experiments.Faults.Api;

/// <summary>A request as it came, or why it cannot be read.</summary>
/// <param name="Method">The method, in capital letters.</param>
/// <param name="Path">The target as it was sent.</param>
/// <param name="Body">Empty for none.</param>
/// <param name="KeepAlive">Whether another may follow.</param>
/// <param name="IsBrowser">Whether a web page could have sent it.</param>
internal sealed record ApiRequest(string Method, string Path, ReadOnlyMemory<byte> Body, bool KeepAlive, bool IsBrowser);

/// <summary>
/// Reads requests and writes answers on one connection: HTTP/1.1, bounded in size; the little that clients of the API need.
/// </summary>
internal sealed class ApiConnection(NetworkStream stream)
{
    private const int LongestHead = 16 << 10, LongestBody = 1 << 20;

    private readonly byte[] _buffer = new byte[LongestHead];
    private int _begin, _end;

    /// <summary>The next request; null when the client left.</summary>
    /// <exception cref="ApiException">It is no HTTP, or longer than a request of this API can be.</exception>
    public async Task<ApiRequest?> ReadAsync(CancellationToken cancellation)
    {
        if (await LineAsync(cancellation) is not { } first)
        {
            return null;
        }

        if (first.Split(' ') is not [var method, var path, "HTTP/1.1" or "HTTP/1.0"])
        {
            throw new ApiException(400, "this is no HTTP/1.1");
        }

        var length = 0;
        bool isChunked = false, isBrowser = false, keepAlive = first.EndsWith('1'), expects = false;
        var size = first.Length;
        while (await LineAsync(cancellation) is { Length: > 0 } line)
        {
            size += line.Length;
            if (size > LongestHead)
            {
                throw new ApiException(431, "the headers are too long");
            }

            var colon = line.IndexOf(':');
            var value = line[(colon + 1)..].Trim();
            switch (line[..Math.Max(0, colon)].ToLowerInvariant())
            {
                case "content-length":
                    length = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : throw new ApiException(400, "the length is no number");
                    break;
                case "transfer-encoding":
                    isChunked = value.Equals("chunked", StringComparison.OrdinalIgnoreCase) ? true : throw new ApiException(501, "only chunked bodies are known");
                    break;
                case "connection":
                    keepAlive = keepAlive ? !value.Equals("close", StringComparison.OrdinalIgnoreCase) : value.Equals("keep-alive", StringComparison.OrdinalIgnoreCase);
                    break;
                case "user-agent":
                    isBrowser |= value.StartsWith("Mozilla/", StringComparison.Ordinal);
                    break;
                case "origin":
                    isBrowser = true;
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
        return new ApiRequest(method, path, body, keepAlive, isBrowser);
    }

    /// <summary>Writes an answer.</summary>
    public async Task WriteAsync(ApiAnswer answer, bool keepAlive, CancellationToken cancellation)
    {
        var type = answer.Body.Span is [(byte)'{' or (byte)'[', ..] ? "application/json" : "text/plain; charset=utf-8";
        var length = answer.Status == 204 ? "" : $"Content-Type: {type}\r\nContent-Length: {answer.Body.Length}\r\n";
        var head = $"HTTP/1.1 {answer.Status} {Reason(answer.Status)}\r\n{length}Connection: {(keepAlive ? "keep-alive" : "close")}\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. answer.Body.Span], cancellation);
    }

    private async Task<ReadOnlyMemory<byte>> ChunksAsync(CancellationToken cancellation)
    {
        var body = new MemoryStream();
        while (true)
        {
            var line = await LineAsync(cancellation) ?? throw new ApiException(400, "the body ended early");
            if (!int.TryParse(line.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length))
            {
                throw new ApiException(400, "the length of a chunk is no number");
            }

            if (length < 0 || body.Length + length > LongestBody)
            {
                throw new ApiException(413, "the body is too long");
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
        if (length > LongestBody)
        {
            throw new ApiException(413, "the body is too long");
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
                throw new ApiException(431, "the headers are too long");
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (read == 0)
            {
                return null;
            }

            _end += read;
        }
    }

    private static string Reason(int status) => status switch
    {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        _ => "Internal Server Error",
    };
}
