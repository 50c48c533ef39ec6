using System.Net;
using System.Net.Http.Headers;

namespace Headroom.Load.Protocols.Grpc;

/// <summary>What the status of a gRPC call is as a status of HTTP.</summary>
/// <remarks><b>Source:</b> the "HTTP Mapping" of each code in google/rpc/code.proto (googleapis).</remarks>
internal static class GrpcStatus
{
    /// <summary>The status of HTTP for a code; a code that is not known is a fault of the server.</summary>
    public static int ToHttp(int code) => code switch
    {
        0 => 200,
        1 => 499,
        3 or 9 or 11 => 400,
        4 => 504,
        5 => 404,
        6 or 10 => 409,
        7 => 403,
        8 => 429,
        12 => 501,
        14 => 503,
        16 => 401,
        _ => 500,
    };

    /// <summary>The code in headers or trailers; null when there is none that can be read.</summary>
    public static int? In(HttpHeaders headers) =>
        headers.NonValidated.TryGetValues("grpc-status", out var values) && int.TryParse(values.ToString(), out var code) && code >= 0
            ? code
            : null;

    /// <summary>The status of HTTP of a response without a code: its own when that tells of a failure, such as a proxy's.</summary>
    public static int? Without(HttpStatusCode status) => (int)status >= 400 ? (int)status : null;
}
