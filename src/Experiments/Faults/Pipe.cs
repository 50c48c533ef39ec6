using System.Buffers;
using System.Net.Sockets;

namespace Headroom.Experiments.Faults;

/// <summary>One direction of one connection: reads from one socket, lets the toxics say when what is due, and sends to the other.</summary>
/// <remarks>
/// Without toxics a piece goes on from the reader itself, without a queue, a timer or a second task. With them it is held with its due time, and a
/// writer sleeps until the first is due. A change of the toxics lets go at once what was held, unless the new ones hold or drop it.
/// </remarks>
internal sealed class Pipe(Socket source, ProxyClock clock, Action<int> count, Action ended, Action<WireEnd, bool> abort) : IDisposable
{
    private const int BufferSize = 32 << 10;

    /// <summary>An answer that is under way may end within this time before a connection is ended with an error.</summary>
    private const long FarewellNs = 1_000_000_000;

    private readonly Lock _gate = new();
    private readonly Queue<Held> _held = [];
    private readonly WaitBell _bell = new(clock);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _room;
    private Task _writer = Task.CompletedTask;
    private ToxicChain _chain = new([]);
    private Socket? _destination;
    private byte[]? _farewell;
    private long _farewellDueNs = Step.Never;
    private ulong _tail;
    private int _heldBytes;
    private bool _isWriting, _isDirect, _isOver, _isClosing;

    /// <summary>What sends; after <see cref="Stop"/> there is no other.</summary>
    public Task Writer => _writer;

    /// <summary>Reads until the stream or the connection ends, and completes when all is sent.</summary>
    public async Task RunAsync()
    {
        await ReadAsync();
        await _ended.Task;
    }

    /// <summary>Where to send to; until then all is held.</summary>
    public void Connect(Socket destination)
    {
        lock (_gate)
        {
            _destination = destination;
            StartWriting();
        }
    }

    /// <summary>Puts other toxics to work. Those of the old chain that go on keep their stage.</summary>
    public void Change(Func<ToxicChain, long, ToxicChain> next)
    {
        lock (_gate)
        {
            var old = _chain;
            var chain = next(old, clock.NowNs);
            if (_isOver || ReferenceEquals(chain, old))
            {
                return;
            }

            _chain = chain;
            if (old.Drops && !chain.Drops)
            {
                // As in Toxiproxy: what was dropped is missing in the stream, so the connection cannot go on.
                Hold(new Step(StepKind.Cut, 0, 0, clock.NowNs), null, isLast: false);
            }

            LetGo();
            StartWriting();
            _bell.Ring();
            _room?.TrySetResult();
        }
    }

    /// <summary>Ends the connection with these bytes to the client, at the next boundary between two answers of a PostgreSQL server.</summary>
    public void SayFarewell(byte[] bytes)
    {
        lock (_gate)
        {
            if (_isOver || _farewell is not null)
            {
                return;
            }

            _farewell = bytes;
            _farewellDueNs = clock.NowNs + FarewellNs;
            TryFarewell();
            StartWriting();
            _bell.Ring();
        }
    }

    /// <summary>The connection is over: lets go of everything.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isOver = true;
            _held.Clear(); // their buffers go to the collector, not to the pool: the writer may be sending a part of one
            _heldBytes = 0;
            _bell.Ring();
            _room?.TrySetResult();
            _ended.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bell.Dispose();

    private async Task ReadAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await ReceiveAsync(buffer) is > 0 and var read)
            {
                count(read);
                if (DirectTo(buffer, read) is { } destination)
                {
                    await SendAsync(destination, buffer.AsMemory(0, read));
                    DirectDone();
                }
                else
                {
                    buffer = Take(buffer, read);
                    await RoomAsync();
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>How many bytes came; 0: there will be no more, which is dealt with.</summary>
    private async ValueTask<int> ReceiveAsync(byte[] buffer)
    {
        try
        {
            var read = await source.ReceiveAsync(buffer.AsMemory(0, BufferSize), SocketFlags.None);
            if (read == 0)
            {
                TakeEnd();
            }

            return read;
        }
        catch (SocketException)
        {
            SayEnded();
            abort(WireEnd.Reset, true);
            return 0;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    private async ValueTask SendAsync(Socket destination, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[await destination.SendAsync(bytes, SocketFlags.None)..];
            }
        }
        catch (SocketException)
        {
            abort(WireEnd.Reset, true);
        }
        catch (ObjectDisposedException)
        {
            // Ended meanwhile, by whoever disposed of it.
        }
    }

    /// <summary>Where this piece may be sent at once; null: it has to be held.</summary>
    private Socket? DirectTo(byte[] buffer, int length)
    {
        lock (_gate)
        {
            _tail = PostgresWire.Tail(_tail, buffer.AsSpan(0, length));
            _isDirect = _destination is not null && _chain.IsPlain && !_isWriting && _held.Count == 0 && !_isClosing && !_isOver;
            return _isDirect ? _destination : null;
        }
    }

    private void DirectDone()
    {
        lock (_gate)
        {
            _isDirect = false;
            TryFarewell();
            StartWriting();
        }
    }

    /// <summary>Holds what was read, and answers the buffer to read into next.</summary>
    private byte[] Take(byte[] buffer, int length)
    {
        lock (_gate)
        {
            if (_isOver || _isClosing)
            {
                return buffer;
            }

            var steps = _chain.Take(length, clock.NowNs);
            var last = LastData(steps);
            for (var i = 0; i < steps.Count; i++)
            {
                Hold(steps[i], steps[i].Kind == StepKind.Data ? buffer : null, i == last);
            }

            TryFarewell();
            StartWriting();
            return last < 0 ? buffer : ArrayPool<byte>.Shared.Rent(BufferSize);
        }
    }

    private static int LastData(IReadOnlyList<Step> steps)
    {
        var last = steps.Count - 1;
        while (last >= 0 && steps[last].Kind != StepKind.Data)
        {
            last--;
        }

        return last;
    }

    /// <summary>The source ended, unless the proxy ended it.</summary>
    private void SayEnded()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                ended();
            }
        }
    }

    private void TakeEnd()
    {
        SayEnded();
        lock (_gate)
        {
            if (!_isOver && !_isClosing)
            {
                foreach (var step in _chain.End(clock.NowNs))
                {
                    Hold(step, null, isLast: false);
                }

                StartWriting();
            }
        }
    }

    private void Hold(Step step, byte[]? buffer, bool isLast)
    {
        _held.Enqueue(new Held(step, buffer, isLast));
        _heldBytes += step.Length;
    }

    private void TryFarewell()
    {
        if (_farewell is { } bytes && !_isClosing && !_isDirect && PostgresWire.IsBetweenAnswers(_tail))
        {
            _isClosing = true;
            var due = clock.NowNs;
            Hold(new Step(StepKind.Data, 0, bytes.Length, due), bytes, isLast: false);
            Hold(new Step(StepKind.Cut, 0, 0, due), null, isLast: false);
        }
    }

    /// <summary>After a change of the toxics: what was held is due now, or dropped, or held on; what a toxic that is gone would have done is not done.</summary>
    private void LetGo()
    {
        var now = clock.NowNs;
        for (var left = _held.Count; left > 0; left--)
        {
            var held = _held.Dequeue();
            var isData = held.Step.Kind == StepKind.Data;
            if ((isData && _chain.Drops)
                || (held.Step.Kind == StepKind.Reset && !_chain.Stages.Any(static stage => stage.Toxic is Toxic.ResetPeer)))
            {
                _heldBytes -= held.Step.Length;
                continue;
            }

            var isFree = isData || held.Step.Kind == StepKind.End;
            _held.Enqueue(isFree ? held with { Step = held.Step with { DueNs = _chain.Holds ? Step.Never : now } } : held);
        }
    }

    private void StartWriting()
    {
        if (!_isWriting && !_isDirect && !_isOver && _destination is { } destination
            && (_held.Count > 0 || _chain.AlarmNs is not null || _farewell is not null))
        {
            _isWriting = true;
            _writer = Task.Run(() => WriteAsync(destination));
        }
    }

    private async Task WriteAsync(Socket destination)
    {
        while (Next(out var held, out var wait))
        {
            if (wait is not null)
            {
                await wait;
                continue;
            }

            switch (held.Step.Kind)
            {
                case StepKind.Data:
                    await SendAsync(destination, held.Buffer.AsMemory(held.Step.Offset, held.Step.Length));
                    held.Free();
                    break;
                case StepKind.End:
                    EndDestination(destination);
                    break;
                default:
                    abort(WireEnd.Toxic, held.Step.Kind == StepKind.Reset);
                    break;
            }
        }
    }

    /// <summary>What the writer does next: act, wait, or end (false).</summary>
    private bool Next(out Held held, out Task? wait)
    {
        lock (_gate)
        {
            (held, wait) = (default, null);
            var alarm = Math.Min(_chain.AlarmNs ?? Step.Never, _isClosing ? Step.Never : _farewellDueNs);
            var now = clock.NowNs;
            if (_isOver || (_held.Count == 0 && alarm == Step.Never))
            {
                _isWriting = false;
                return false;
            }

            if (alarm <= now)
            {
                held = new Held(new Step(StepKind.Cut, 0, 0, now), null, IsLast: false);
                return true;
            }

            var due = _held.TryPeek(out var first) ? first.Step.DueNs : Step.Never;
            if (due > now)
            {
                wait = _bell.Until(Math.Min(due, alarm));
                return true;
            }

            held = _held.Dequeue();
            _heldBytes -= held.Step.Length;
            if (_heldBytes < _chain.MostHeld)
            {
                _room?.TrySetResult();
            }

            return true;
        }
    }

    private void EndDestination(Socket destination)
    {
        try
        {
            destination.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It is gone; the other direction says so.
        }
        catch (ObjectDisposedException)
        {
            // Ended meanwhile.
        }

        lock (_gate)
        {
            _ended.TrySetResult();
        }
    }

    private Task RoomAsync()
    {
        lock (_gate)
        {
            if (_heldBytes < _chain.MostHeld || _isOver)
            {
                return Task.CompletedTask;
            }

            _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    private readonly record struct Held(Step Step, byte[]? Buffer, bool IsLast)
    {
        /// <summary>The last piece of a buffer gives it back.</summary>
        public void Free()
        {
            if (IsLast)
            {
                ArrayPool<byte>.Shared.Return(Buffer!);
            }
        }
    }
}
