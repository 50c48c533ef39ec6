using System.Net.Sockets;

namespace Headroom.Load;

/// <summary>The kinds of transport error, as they stand in results.</summary>
public static class ErrorKind
{
    /// <summary>Nobody listens: the connection was refused.</summary>
    public const string Refused = "refused";

    /// <summary>The peer closed or reset the connection before the response was whole.</summary>
    public const string Reset = "reset";

    /// <summary>No whole response within the request's time limit.</summary>
    public const string Timeout = "timeout";

    /// <summary>Cut off by the generator: the run ended, or the caller cancelled.</summary>
    public const string Unfinished = "unfinished";

    /// <summary>What came back is no valid HTTP, or no TLS session could be agreed.</summary>
    public const string Protocol = "protocol";

    /// <summary>The host's name has no address.</summary>
    public const string Unresolved = "unresolved";

    /// <summary>No route to the host, or the network is down.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The generator's own machine had no socket or port left: not the target's fault.</summary>
    public const string Exhausted = "exhausted";

    internal static string Of(HttpRequestException error) => SocketErrorIn(error) is { } socket
        ? Of(socket)
        : error.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => Unresolved,
            HttpRequestError.ResponseEnded => Reset,
            HttpRequestError.ConnectionError => Unreachable,
            _ => Protocol,
        };

    internal static string Of(IOException error) => SocketErrorIn(error) is { } socket
        ? Of(socket)
        : error is HttpIOException { HttpRequestError: not HttpRequestError.ResponseEnded } ? Protocol : Reset;

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

    private static string Of(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => Refused,
        SocketError.TimedOut => Timeout,
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => Unresolved,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => Unreachable,
        SocketError.TooManyOpenSockets or SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse
            or SocketError.NoBufferSpaceAvailable => Exhausted,
        _ => Reset,
    };
}
