using System.Net.Sockets;
using System.Text;
using Headroom.Experiments.Serving;

namespace Headroom.Experiments.Faults.Api;

/// <summary>Reads requests and writes answers on one connection: the little that clients of the API need.</summary>
internal sealed class ApiConnection(NetworkStream stream)
{
    private const int LongestHead = 16 << 10, LongestBody = 1 << 20;

    private readonly RequestReader _reader = new(stream, LongestHead, LongestBody);

    /// <summary>The next request; null when the client left.</summary>
    /// <exception cref="RefusedRequestException">It is no HTTP, or longer than a request of this API can be.</exception>
    public Task<ServedRequest?> ReadAsync(CancellationToken cancellation) => _reader.ReadAsync(cancellation);

    /// <summary>Whether a web page could have sent a request.</summary>
    public static bool IsOfBrowser(ServedRequest request) =>
        request.Header("Origin") is not null || request.Header("User-Agent")?.StartsWith("Mozilla/", StringComparison.Ordinal) == true;

    /// <summary>Writes an answer.</summary>
    public async Task WriteAsync(ApiAnswer answer, bool keepAlive, CancellationToken cancellation)
    {
        var type = answer.Body.Span is [(byte)'{' or (byte)'[', ..] ? "application/json" : "text/plain; charset=utf-8";
        var length = answer.Status == 204 ? "" : $"Content-Type: {type}\r\nContent-Length: {answer.Body.Length}\r\n";
        var head =
            $"HTTP/1.1 {answer.Status} {Reason(answer.Status)}\r\n{length}Connection: {(keepAlive ? "keep-alive" : "close")}\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. answer.Body.Span], cancellation);
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
