namespace Headroom.Bench.Servers;

/// <summary>A client's connection.</summary>
internal sealed class Connection(int descriptor)
{
    /// <summary>The socket.</summary>
    public int Descriptor { get; } = descriptor;

    /// <summary>False once it is closed; its descriptor may belong to another one then.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>Whether its bytes are WebSocket frames by now.</summary>
    public bool IsWebSocket { get; set; }

    /// <summary>What was read of a request that is not complete yet.</summary>
    public byte[] Rest { get; set; } = [];
}
