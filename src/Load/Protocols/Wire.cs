using Headroom.Load.Engine;

namespace Headroom.Load.Protocols;

/// <summary>A byte stream to the target on an event loop; all that it does, and all that it tells, happens on the loop's thread.</summary>
internal abstract class Wire(EventLoop loop, Target target) : Ready
{
    private IWireUser? _user;

    /// <summary>The loop.</summary>
    protected EventLoop Loop => loop;

    /// <summary>The target.</summary>
    protected Target Target => target;

    /// <summary>Who is told.</summary>
    protected IWireUser User => _user!;

    /// <summary>Whether it is connected, as far as is known.</summary>
    public abstract bool IsOpen { get; }

    /// <summary>Whether bytes wait to be sent, which must not change.</summary>
    public abstract bool IsSending { get; }

    /// <summary>Whether the peer is known to send nothing more: what it sent until then may be read still.</summary>
    public virtual bool IsEnding => false;

    /// <summary>A wire of the kind that fits the target, the machine and the clock.</summary>
    public static Wire Create(EventLoop loop, Target target) =>
        !target.IsTls && loop.Poller is EpollPoller poller ? new EpollWire(loop, target, poller) : new StreamWire(loop, target);

    /// <summary>Names who is told; once.</summary>
    public void Attach(IWireUser user) => _user = user;

    /// <summary>Connects; the user is told when it is open or why not, perhaps before this returns.</summary>
    public abstract void Open();

    /// <summary>Sends bytes, which must not change until the next call.</summary>
    public abstract void Send(ReadOnlyMemory<byte> bytes);

    /// <summary>Closes it; the user is not told.</summary>
    public abstract void Close();
}

/// <summary>Who uses a wire.</summary>
internal interface IWireUser
{
    /// <summary>It is open.</summary>
    void OnOpened();

    /// <summary>The bytes that had to wait when they were sent are gone.</summary>
    void OnSent()
    {
    }

    /// <summary>Bytes came; they are gone after the call.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="atNs">When they were read, nanoseconds since the start of the run.</param>
    void OnReceived(ReadOnlySpan<byte> bytes, long atNs);

    /// <summary>The peer ended it or it failed; it is closed.</summary>
    /// <param name="kind">Why it failed; none: the peer sent its end in good order.</param>
    void OnClosed(ErrorKind kind);
}
