using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Headroom.Bench.Servers;

/// <summary>All connections of a server on one thread: epoll, level-triggered, one read and one write a request.</summary>
internal sealed unsafe class Connections : IDisposable
{
    private const int MostEvents = 1024;
    private const int BufferBytes = 256 * 1024;

    // The kernel packs its record on x86-64 only.
    private static readonly int s_eventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly int _listening;
    private readonly int _poll;
    private readonly byte* _events = (byte*)NativeMemory.AllocZeroed(MostEvents * 16);
    private readonly byte* _buffer = (byte*)NativeMemory.Alloc(BufferBytes);
    private readonly List<Connection> _ready = new(MostEvents);
    private Connection?[] _byDescriptor = new Connection?[1024];

    /// <summary>Listens on loopback; port 0 is any free one.</summary>
    public Connections(int port)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen(4096);
        _listener.Blocking = false;
        _listening = (int)_listener.Handle;
        _poll = Native.Checked(Native.CreatePoll(0), "epoll_create1");
        Watch(_listening);
    }

    /// <summary>Where it listens.</summary>
    public string Address => $"http://{_listener.LocalEndPoint}";

    /// <summary>How many connections are open.</summary>
    public int Open { get; private set; }

    /// <summary>The most that were open at once.</summary>
    public int MostOpen { get; private set; }

    /// <summary>Waits at most so long, accepts who asks, and returns the connections that can be read. Valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public List<Connection> Ready(long timeoutNs)
    {
        _ready.Clear();
        var count = Wait(timeoutNs);
        for (var i = 0; i < count; i++)
        {
            var descriptor = *(int*)(_events + (i * s_eventBytes) + (s_eventBytes - 8));
            if (descriptor == _listening)
            {
                AcceptAll();
            }
            else if (_byDescriptor[descriptor] is { } connection)
            {
                _ready.Add(connection);
            }
        }

        return _ready;
    }

    /// <summary>What a connection sent and nobody consumed yet; empty when there is nothing. Valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Span<byte> Read(Connection connection)
    {
        var kept = connection.Rest.Length;
        if (kept > 0)
        {
            connection.Rest.CopyTo(new Span<byte>(_buffer, BufferBytes));
        }

        var read = (int)Native.Receive(connection.Descriptor, _buffer + kept, (nuint)(BufferBytes - kept), 0);
        if (read > 0)
        {
            return new Span<byte>(_buffer, kept + read);
        }

        if (read == 0 || Marshal.GetLastPInvokeError() is not (Native.Again or Native.Interrupted))
        {
            Close(connection);
        }

        return default;
    }

    /// <summary>Keeps an incomplete request for the next <see cref="Read"/>. Who sends more than half of the buffer so is let go.</summary>
    public void Keep(Connection connection, ReadOnlySpan<byte> rest)
    {
        if (rest.Length > BufferBytes / 2)
        {
            Close(connection);
        }
        else if (rest.Length > 0 || connection.Rest.Length > 0)
        {
            connection.Rest = rest.ToArray();
        }
    }

    /// <summary>Sends all, or closes: a client that does not read is let go.</summary>
    public void Send(Connection connection, ReadOnlySpan<byte> bytes)
    {
        if (!connection.IsOpen)
        {
            return;
        }

        fixed (byte* start = bytes)
        {
            if (Native.Send(connection.Descriptor, start, (nuint)bytes.Length, Native.NoSignal) != bytes.Length)
            {
                Close(connection);
            }
        }
    }

    /// <summary>Closes a connection.</summary>
    public void Close(Connection connection)
    {
        if (connection.IsOpen)
        {
            connection.IsOpen = false;
            _byDescriptor[connection.Descriptor] = null;
            _ = Native.Close(connection.Descriptor);
            Open--;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var connection in _byDescriptor.OfType<Connection>().ToArray())
        {
            Close(connection);
        }

        _ = Native.Close(_poll);
        _listener.Dispose();
        NativeMemory.Free(_events);
        NativeMemory.Free(_buffer);
    }

    // epoll_wait counts in milliseconds, so a shorter wait is ppoll's, on epoll's own descriptor.
    private int Wait(long timeoutNs)
    {
        const long NsPerMs = 1_000_000;
        var timeoutMs = timeoutNs % NsPerMs == 0 ? (int)(timeoutNs / NsPerMs) : 0;
        if (timeoutNs > 0 && timeoutMs == 0)
        {
            var entry = new Native.PollEntry(_poll, Native.Readable);
            var timeout = new Native.TimeSpec(timeoutNs);
            _ = Native.WaitOne(&entry, 1, &timeout, null);
        }

        return Native.WaitPoll(_poll, _events, MostEvents, timeoutMs);
    }

    private void AcceptAll()
    {
        int descriptor;
        while ((descriptor = Native.Accept(_listening, null, null, Native.NonBlocking)) >= 0)
        {
            var yes = 1;
            _ = Native.SetOption(descriptor, Native.Tcp, Native.NoDelay, &yes, sizeof(int));
            if (descriptor >= _byDescriptor.Length)
            {
                Array.Resize(ref _byDescriptor, Math.Max(descriptor + 1, _byDescriptor.Length * 2));
            }

            _byDescriptor[descriptor] = new Connection(descriptor);
            MostOpen = Math.Max(MostOpen, ++Open);
            Watch(descriptor);
        }
    }

    private void Watch(int descriptor)
    {
        var change = stackalloc byte[16];
        *(int*)change = Native.Readable;
        *(long*)(change + (s_eventBytes - 8)) = descriptor;
        Native.Checked(Native.ControlPoll(_poll, Native.Add, descriptor, change), "epoll_ctl");
    }
}
