using System.Net.Sockets;
using System.Security.Authentication;

namespace Headroom.Load;

/// <summary>The kinds of transport error.</summary>
public enum ErrorKind : byte
{
    /// <summary>None: a whole response arrived.</summary>
    None,

    /// <summary>Nobody listens: the connection was refused.</summary>
    Refused,

    /// <summary>The peer closed or reset the connection before the response was whole.</summary>
    Reset,

    /// <summary>No whole response within the request's time limit.</summary>
    Timeout,

    /// <summary>Cut off by the generator: the run ended, or the caller cancelled.</summary>
    Unfinished,

    /// <summary>What came back is no valid HTTP.</summary>
    Protocol,

    /// <summary>No TLS session could be agreed, or the certificate is not trusted.</summary>
    Tls,

    /// <summary>The host's name has no address.</summary>
    Unresolved,

    /// <summary>No route to the host, or the network is down.</summary>
    Unreachable,

    /// <summary>The generator's own machine had no socket or port left: not the target's fault.</summary>
    Exhausted,
}

/// <summary>Tells the kinds of transport error apart.</summary>
public static class ErrorKinds
{
    private static readonly string[] s_texts = [.. Enum.GetNames<ErrorKind>().Select(static name => name.ToLowerInvariant())];

    /// <summary>How many there are, none included.</summary>
    internal static int Count => s_texts.Length;

    /// <summary>The kind as it stands in results.</summary>
    public static string Text(this ErrorKind kind) => s_texts[(int)kind];

    internal static ErrorKind Of(HttpRequestException error) => error.HttpRequestError == HttpRequestError.SecureConnectionError
        || Within<AuthenticationException>(error) is not null
        ? ErrorKind.Tls
        : Within<SocketException>(error) is { } socket
            ? Of(socket.SocketErrorCode)
            : Within<HttpProtocolException>(error) is { } protocol
                ? Of(protocol)
                : error.HttpRequestError switch
                {
                    HttpRequestError.NameResolutionError => ErrorKind.Unresolved,
                    HttpRequestError.ResponseEnded => ErrorKind.Reset,
                    HttpRequestError.ConnectionError => ErrorKind.Unreachable,
                    _ => ErrorKind.Protocol,
                };

    internal static ErrorKind Of(IOException error) => Within<SocketException>(error) is { } socket
        ? Of(socket.SocketErrorCode)
        : (error as HttpProtocolException ?? Within<HttpProtocolException>(error)) is { } protocol
            ? Of(protocol)
            : error is HttpIOException { HttpRequestError: not HttpRequestError.ResponseEnded } ? ErrorKind.Protocol : ErrorKind.Reset;

    /// <summary>
    /// A stream or connection that was ended with a code of broken rules is a protocol error, whoever saw them broken; with any other
    /// code it is a reset.
    /// </summary>
    /// <remarks><b>Source:</b> RFC 9113, section 7; RFC 9114, section 8.1; RFC 9204, section 6.</remarks>
    private static ErrorKind Of(HttpProtocolException error) => error.ErrorCode is 1 or 3 or 4 or 5 or 6 or 9
        or 0x101 or 0x103 or 0x104 or 0x105 or 0x106 or 0x108 or 0x109 or 0x10A or 0x10E or (>= 0x200 and <= 0x202)
        ? ErrorKind.Protocol
        : ErrorKind.Reset;

    private static T? Within<T>(Exception error)
        where T : Exception
    {
        for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found)
            {
                return found;
            }
        }

        return null;
    }

    internal static ErrorKind Of(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => ErrorKind.Refused,
        SocketError.TimedOut => ErrorKind.Timeout,
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => ErrorKind.Unresolved,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown =>
            ErrorKind.Unreachable,
        SocketError.TooManyOpenSockets or SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse
            or SocketError.NoBufferSpaceAvailable => ErrorKind.Exhausted,
        _ => ErrorKind.Reset,
    };
}
