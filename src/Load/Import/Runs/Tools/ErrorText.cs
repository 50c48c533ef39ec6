namespace Headroom.Load.Import.Runs.Tools;

/// <summary>Tells why a request had no answer by what a tool says of it, in the words of Java, Go, Python and Node.js.</summary>
internal static class ErrorText
{
    private const string GoAddress = "\": ";
    private const string GoMethod = " \"http";

    // The first that is found counts: "TLS handshake timeout" is a timeout, "SSLException: Connection reset" a reset.
    private static readonly (ErrorKind Kind, string[] Words)[] s_kinds =
    [
        (ErrorKind.Timeout, ["timeout", "timed out", "timedout", "deadline exceeded"]),
        (ErrorKind.Refused, ["refused"]),
        (ErrorKind.Unresolved,
            ["UnknownHost", "no such host", "not known", "name resolution", "getaddrinfo", "gaierror", "ENOTFOUND", "EAI_AGAIN"]),
        (ErrorKind.Unreachable, ["unreach", "no route to host", "NoRouteToHost"]),
        (ErrorKind.Reset,
            ["reset", "broken pipe", "EPIPE", "hang up", "closed", "premature close", "failed to respond", "RemoteDisconnected",
                "connection aborted", "connection broken", "unexpected EOF", "EOFException", ": EOF"]),
        (ErrorKind.Tls, ["ssl", "tls", "x509", "certificate", "handshake"]),
    ];

    /// <summary>The kind; null when the words tell none.</summary>
    public static ErrorKind? KindOf(string error)
    {
        var told = WithoutAddress(error);
        foreach (var (kind, words) in s_kinds)
        {
            foreach (var word in words)
            {
                if (told.Contains(word, StringComparison.OrdinalIgnoreCase))
                {
                    return kind;
                }
            }
        }

        return null;
    }

    // Get "http://127.0.0.1/timeouts": connection reset by peer. What the address says tells nothing.
    private static ReadOnlySpan<char> WithoutAddress(string error)
    {
        var end = error.IndexOf(GoAddress, StringComparison.Ordinal);
        return end > 0 && error.AsSpan(0, end).Contains(GoMethod, StringComparison.Ordinal) ? error.AsSpan(end + 1) : error;
    }
}
