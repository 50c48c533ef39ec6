using System.Net;
using System.Net.Sockets;

namespace Headroom.Experiments.Faults;

/// <summary>Keeps a port while nobody listens on it: connections are refused by the kernel, and nobody else is given the port.</summary>
/// <remarks>A socket that is bound but does not listen; .NET binds with SO_REUSEADDR on Unix, so that a second one may be bound and
/// listen beside it.</remarks>
internal sealed class HeldPort : IDisposable
{
    private const int Backlog = 512;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly Socket _holder;

    /// <summary>Takes the port.</summary>
    /// <exception cref="SocketException">Somebody has it.</exception>
    public HeldPort(IPEndPoint wish)
    {
        _holder = new Socket(wish.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var isBound = false;
        try
        {
            _holder.Bind(wish);
            isBound = true;
        }
        finally
        {
            if (!isBound)
            {
                _holder.Dispose();
            }
        }

        Address = (IPEndPoint)_holder.LocalEndPoint!;
    }

    /// <summary>The port that it is.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="SocketException">Somebody else does.</exception>
    public Socket Listen()
    {
        var listener = new Socket(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var listens = false;
        try
        {
            listener.Bind(Address);
            listener.Listen(Backlog);
            listens = true;
            return listener;
        }
        finally
        {
            if (!listens)
            {
                listener.Dispose();
            }
        }
    }

    /// <summary>Accepts clients until the listener is closed and another, or none, is the current one.</summary>
    /// <param name="listener">Where they come.</param>
    /// <param name="isCurrent">Whether it still is the one to accept from.</param>
    /// <param name="begin">Takes a client.</param>
    /// <param name="before">What accepted before; it ends first.</param>
    /// <param name="time">The clock of the pause after an error.</param>
    public static async Task AcceptAsync(
        Socket listener, Func<bool> isCurrent, Action<Socket, Socket> begin, Task before, TimeProvider time)
    {
        await before;
        while (isCurrent())
        {
            try
            {
                begin(listener, await listener.AcceptAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (isCurrent())
                {
                    // The client left before it was accepted, or no socket is left: asking at once would be a busy loop.
                    await Task.Delay(s_pause, time, CancellationToken.None);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _holder.Dispose();
}
