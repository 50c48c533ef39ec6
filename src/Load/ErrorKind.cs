using System.Net.Sockets;

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

    internal static ErrorKind Of(HttpRequestException error) => SocketErrorIn(error) is { } socket
        ? Of(socket)
        : error.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => ErrorKind.Unresolved,
            HttpRequestError.ResponseEnded => ErrorKind.Reset,
            HttpRequestError.ConnectionError => ErrorKind.Unreachable,
            HttpRequestError.SecureConnectionError => ErrorKind.Tls,
            _ => ErrorKind.Protocol,
        };

    internal static ErrorKind Of(IOException error) => SocketErrorIn(error) is { } socket
        ? Of(socket)
        : error is HttpIOException { HttpRequestError: not HttpRequestError.ResponseEnded } ? ErrorKind.Protocol : ErrorKind.Reset;

    private static SocketError? SocketErrorIn(Exception error)
    {
        for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket)
            {
                return socket.SocketErrorCode;
            }
        }

        return null;
    }

    internal static ErrorKind Of(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => ErrorKind.Refused,
        SocketError.TimedOut => ErrorKind.Timeout,
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => ErrorKind.Unresolved,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => ErrorKind.Unreachable,
        SocketError.TooManyOpenSockets or SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse
            or SocketError.NoBufferSpaceAvailable => ErrorKind.Exhausted,
        _ => ErrorKind.Reset,
    };
}
