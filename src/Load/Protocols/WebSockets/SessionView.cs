using Headroom.Load.Protocols.Http1;
using Headroom.Load.Responses;

namespace Headroom.Load.Protocols.WebSockets;

/// <summary>A session as checks and extractions see it: the handshake's status and headers, the last expected message as body.</summary>
internal sealed class SessionView(ResponseParser handshake) : ResponseView
{
    private ByteBuffer? _message;

    /// <inheritdoc/>
    public override int Status => handshake.Status;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Body => _message is { } message ? message.Span : handshake.Body;

    /// <summary>Forgets the message.</summary>
    public void Clear()
    {
        _message?.Clear();
        _message = null;
    }

    /// <summary>Keeps a message in place of the last one.</summary>
    public void Keep(ReadOnlySpan<byte> message)
    {
        _message ??= new ByteBuffer();
        _message.Clear();
        _message.Append(message);
    }

    /// <inheritdoc/>
    public override bool TryHeader(ReadOnlySpan<byte> lowerName, out ReadOnlySpan<byte> value) => handshake.TryHeader(lowerName, out value);

    /// <inheritdoc/>
    public override bool HasHeaderThatBegins(ReadOnlySpan<byte> lowerStart) => handshake.HasHeaderThatBegins(lowerStart);

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, string>> Headers() => handshake.Headers();
}
