using System.Net;
using System.Net.Sockets;

namespace Headroom.Experiments.Faults;

/// <summary>Keeps a port while nobody listens on it: connections are refused by the kernel, and nobody else is given the port.</summary>
/// <remarks>A socket that is bound but does not listen; .NET binds with SO_REUSEADDR on Unix, so that a second one may be bound and
/// listen beside it.</remarks>
internal sealed class HeldPort : IDisposable
{
    private const int Backlog = 512;

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

    /// <inheritdoc/>
    public void Dispose() => _holder.Dispose();
}
