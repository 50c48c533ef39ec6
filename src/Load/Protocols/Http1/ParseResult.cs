namespace Headroom.Load.Protocols.Http1;

/// <summary>What reading a piece of a response came to.</summary>
internal enum ParseResult
{
    /// <summary>All bytes were taken and the response is not whole yet.</summary>
    NeedMore,

    /// <summary>A 100 Continue was read: the request's body may be sent. The bytes that follow it are not taken yet.</summary>
    Interim100,

    /// <summary>The response is whole; bytes after it are not taken.</summary>
    Complete,

    /// <summary>It is no valid HTTP/1.</summary>
    Malformed,

    /// <summary>The stream ended before the response was whole.</summary>
    Truncated,
}
