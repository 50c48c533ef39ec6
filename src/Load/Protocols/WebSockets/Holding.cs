namespace Headroom.Load.Protocols.WebSockets;

/// <summary>For how long a session was held.</summary>
internal struct Holding
{
    private long? _sinceNs;

    /// <summary>Nanoseconds, of the holds that ended.</summary>
    public long Ns { get; private set; }

    /// <summary>Begins a hold.</summary>
    public void Begin(long nowNs) => _sinceNs = nowNs;

    /// <summary>Ends the hold that is under way, if there is one.</summary>
    public void End(long nowNs)
    {
        Ns += nowNs - (_sinceNs ?? nowNs);
        _sinceNs = null;
    }
}
