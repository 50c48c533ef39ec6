using System.Buffers;
using System.Net.Sockets;

namespace Headroom.Experiments.Faults;

/// <summary>One direction of one connection: reads from one socket, lets the toxics say when what is due, and sends to the other.</summary>
/// <remarks>
/// Without toxics a piece goes on from the reader itself, without a queue, a timer or a second task. With them it is held with its due
/// time, and a writer sleeps until the first is due. A change of the toxics lets go at once what was held, unless the new ones hold or
/// drop it.
/// </remarks>
internal sealed class Pipe(
    Socket source, ProxyClock clock, Action<int> count, Action<long> letGo, Action ended, Action<WireEnd, bool> abort) : IDisposable
{
    private const int BufferSize = 32 << 10;

    private readonly Lock _gate = new();
    private readonly HeldSteps _held = new();
    private readonly WaitBell _bell = new(clock);
    private readonly Farewell _farewell = new(clock);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _writer = Task.CompletedTask;
    private ToxicChain _chain = new([]);
    private Socket? _destination;
    private bool _isWriting, _isDirect, _isOver;

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
                _held.Add(new Step(StepKind.Cut, 0, 0, clock.NowNs), null, isLast: false, clock.NowNs);
            }

            _held.LetGo(chain, clock.NowNs);
            StartWriting();
            _bell.Ring();
            _held.MakeRoom();
        }
    }

    /// <summary>
    /// Ends the connection with these bytes to the client, at the next boundary between two answers of a PostgreSQL server.
    /// </summary>
    public void SayFarewell(byte[] bytes)
    {
        lock (_gate)
        {
            _farewell.Ask(bytes);
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
            _held.Clear();
            _bell.Ring();
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
                    Sent(await Wire.SendAsync(destination, buffer.AsMemory(0, read)));
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
        if (await Wire.ReceiveAsync(source, buffer.AsMemory(0, BufferSize)) is not { } read)
        {
            End(isReset: true);
            abort(WireEnd.Reset, true);
            return 0;
        }

        if (read == 0)
        {
            End(isReset: false);
        }

        return read;
    }

    /// <summary>Where this piece may be sent at once; null: it has to be held.</summary>
    private Socket? DirectTo(byte[] buffer, int length)
    {
        lock (_gate)
        {
            _farewell.Note(buffer.AsSpan(0, length));
            _isDirect = _destination is not null && _chain.IsPlain && !_isWriting && _held.Count == 0 && !_farewell.IsSaid && !_isOver;
            return _isDirect ? _destination : null;
        }
    }

    private void Sent(bool isSent)
    {
        if (!isSent)
        {
            abort(WireEnd.Reset, true);
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
            if (_isOver || _farewell.IsSaid)
            {
                return buffer;
            }

            var now = clock.NowNs;
            var isKept = _held.AddAll(_chain.Take(length, now), buffer, now);
            TryFarewell();
            StartWriting();
            return isKept ? ArrayPool<byte>.Shared.Rent(BufferSize) : buffer;
        }
    }

    /// <summary>The source ended, unless the proxy ended it.</summary>
    private void End(bool isReset)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            ended();
            if (!isReset && !_farewell.IsSaid)
            {
                _held.AddAll(_chain.End(clock.NowNs), null, clock.NowNs);
                StartWriting();
            }
        }
    }

    private void TryFarewell()
    {
        if (!_isDirect && !_isOver)
        {
            _farewell.TrySay(_held);
        }
    }

    private void StartWriting()
    {
        if (!_isWriting && !_isDirect && !_isOver && _destination is { } destination
            && (_held.Count > 0 || _chain.AlarmNs is not null || _farewell.AlarmNs != Step.Never))
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
                    if (held.IsLast)
                    {
                        letGo(clock.NowNs - held.SinceNs); // before it is sent: who then has it may ask at once
                    }

                    Sent(await Wire.SendAsync(destination, held.Buffer.AsMemory(held.Step.Offset, held.Step.Length)));
                    held.Free();
                    break;
                case StepKind.End:
                    Wire.End(destination);
                    _ended.TrySetResult();
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
            var alarm = Math.Min(_chain.AlarmNs ?? Step.Never, _farewell.AlarmNs);
            var now = clock.NowNs;
            if (_isOver || (_held.Count == 0 && alarm == Step.Never))
            {
                _isWriting = false;
                return false;
            }

            if (alarm <= now)
            {
                held = new Held(new Step(StepKind.Cut, 0, 0, now), null, IsLast: false, now);
                return true;
            }

            if (_held.DueNs > now)
            {
                wait = _bell.Until(Math.Min(_held.DueNs, alarm));
                return true;
            }

            held = _held.Take(_chain.MostHeld);
            return true;
        }
    }

    private Task RoomAsync()
    {
        lock (_gate)
        {
            return _isOver ? Task.CompletedTask : _held.RoomAsync(_chain.MostHeld);
        }
    }
}
