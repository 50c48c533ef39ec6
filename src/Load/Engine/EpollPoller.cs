using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Headroom.Load.Engine;

/// <summary>Something that waits for its socket.</summary>
internal abstract class Ready
{
    /// <summary>The socket became readable or writable, or failed.</summary>
    public abstract void OnReady(uint events);
}

/// <summary>
/// Waits in epoll with the kernel's high-resolution timers, where the runtime's own waits round up to milliseconds. Sockets are
/// registered once, edge-triggered: no call but the wait itself between two exchanges.
/// </summary>
/// <remarks><b>Source:</b> epoll(7), "edge-triggered"; epoll_pwait2(2) for nanoseconds; PR_SET_TIMERSLACK in prctl(2).</remarks>
internal sealed unsafe class EpollPoller : Poller
{
    private const int Batch = 256;
    private const uint Nothing = uint.MaxValue;

    // struct epoll_event is packed on x86-64 alone.
    private static readonly int s_size = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int s_data = s_size - sizeof(ulong);

    private readonly int _epoll = OrThrow(Libc.epoll_create1(Libc.CloseOnExec), "epoll");
    private readonly int _wake = OrThrow(Libc.eventfd(0, Libc.CloseOnExec | Libc.NonBlocking), "eventfd");
    private readonly byte* _events = (byte*)NativeMemory.Alloc((nuint)(Batch * s_size));
    private readonly List<(Ready? Owner, uint Turn)> _owners = [];
    private readonly Stack<int> _free = new();
    private bool _hasPreciseWait = true;
    private int _isSet;

    /// <summary>Makes a poller with nothing registered.</summary>
    public EpollPoller() => Register(_wake, Nothing, Libc.EpollIn);

    /// <inheritdoc/>
    public override void Begin() => _ = Libc.prctl(Libc.TimerSlack, 1, 0, 0, 0);

    /// <summary>Tells an owner whenever its socket becomes ready, until its place is given back.</summary>
    /// <returns>The place.</returns>
    public int Add(int fd, Ready owner)
    {
        if (!_free.TryPop(out var place))
        {
            place = _owners.Count;
            _owners.Add((null, 0));
        }

        _owners[place] = (owner, _owners[place].Turn + 1);
        Register(
            fd, (uint)place | ((ulong)_owners[place].Turn << 32),
            Libc.EpollIn | Libc.EpollOut | Libc.EpollReadHangUp | Libc.EpollEdge);
        return place;
    }

    /// <summary>Closes a socket and gives its place back; what was ready of it is forgotten.</summary>
    public void Remove(int place, int fd)
    {
        _ = Libc.close(fd);
        _owners[place] = (null, _owners[place].Turn);
        _free.Push(place);
    }

    /// <inheritdoc/>
    public override void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            var one = 1UL;
            _ = Libc.write(_wake, &one, sizeof(ulong));
        }
    }

    /// <inheritdoc/>
    public override void Wait(long? ns)
    {
        var count = Poll(ns);
        for (var i = 0; i < count; i++)
        {
            var entry = new ReadOnlySpan<byte>(_events + (i * s_size), s_size);
            var data = BinaryPrimitives.ReadUInt64LittleEndian(entry[s_data..]);
            if (data == Nothing)
            {
                ulong sum;
                _ = Libc.read(_wake, &sum, sizeof(ulong));
                Interlocked.Exchange(ref _isSet, 0);
            }
            else if (_owners[(int)(uint)data] is ({ } owner, var turn) && turn == (uint)(data >> 32))
            {
                owner.OnReady(BinaryPrimitives.ReadUInt32LittleEndian(entry));
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Whoever still calls Set must not write to a number that another file has by then.
        Interlocked.Exchange(ref _isSet, 1);
        _ = Libc.close(_wake);
        _ = Libc.close(_epoll);
        NativeMemory.Free(_events);
    }

    private int Poll(long? ns)
    {
        if (ns is not { } limit)
        {
            return Libc.epoll_wait(_epoll, _events, Batch, -1);
        }

        if (limit <= 0)
        {
            return Libc.epoll_wait(_epoll, _events, Batch, 0);
        }

        var time = Libc.TimeSpec.Of(limit);
        if (_hasPreciseWait)
        {
            try
            {
                if (Libc.epoll_pwait2(_epoll, _events, Batch, &time, 0) is var count && (count >= 0 || Libc.Error == Libc.Interrupted))
                {
                    return count;
                }
            }
            catch (EntryPointNotFoundException)
            {
                // A C library before 2.35.
            }

            _hasPreciseWait = false;
        }

        var poll = new Libc.PollFd { Fd = _epoll, Events = 1 };
        _ = Libc.ppoll(&poll, 1, &time, 0);
        return Libc.epoll_wait(_epoll, _events, Batch, 0);
    }

    private void Register(int fd, ulong data, uint interest)
    {
        var entry = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(entry, sizeof(uint)), interest);
        BinaryPrimitives.WriteUInt64LittleEndian(new Span<byte>(entry + s_data, sizeof(ulong)), data);
        OrThrow(Libc.epoll_ctl(_epoll, Libc.EpollAdd, fd, entry), "place in epoll");
    }

    private static int OrThrow(int result, string what) =>
        result >= 0 ? result : throw new InvalidOperationException($"the system gave no {what} for the load: errno {Libc.Error}");
}
