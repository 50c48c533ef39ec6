using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Headroom.Bench.Servers;

/// <summary>
/// Answers each request after a fixed time, but does nothing at all for a while, again and again, as a server does that collects garbage
/// or takes a lock. It logs when it sent the answer to <c>/r/N</c>: "N realtime_ns monotonic_ns", taken just before the send.
/// </summary>
internal sealed class FreezingServer(Connections connections, FreezingServer.Rhythm rhythm)
{
    private const long LongestWaitNs = 50_000_000;

    private static readonly byte[] s_response = Requests.Response(new string('x', 99) + "\n");

    private readonly Queue<Pending> _pending = new(1024);
    private readonly List<Sent> _sent = new(1 << 20);
    private long _nextFreezeNs = long.MaxValue;

    /// <summary>Serves until it is cancelled, then writes the log.</summary>
    public void Run(string logFile, CancellationToken cancellation)
    {
        Clock.FireOnTime();
        while (!cancellation.IsCancellationRequested)
        {
            Freeze();
            Answer();
            Receive();
        }

        File.WriteAllLines(logFile, _sent.Select(static sent => string.Create(
            CultureInfo.InvariantCulture, $"{sent.Number} {sent.RealtimeNs} {sent.MonotonicNs}")));
    }

    private void Freeze()
    {
        if (Clock.MonotonicNs >= _nextFreezeNs)
        {
            Clock.SleepUntil(_nextFreezeNs + rhythm.FreezeNs);
            _nextFreezeNs += rhythm.EveryNs;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Answer()
    {
        while (_pending.TryPeek(out var next) && Clock.MonotonicNs is var now && now >= next.DueNs && now < _nextFreezeNs)
        {
            _pending.Dequeue();
            var sent = new Sent(next.Number, Clock.RealtimeNs, now);
            connections.Send(next.Connection, s_response);
            if (next.Number >= 0)
            {
                _sent.Add(sent);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Receive()
    {
        foreach (var connection in connections.Ready(WaitNs()))
        {
            var bytes = connections.Read(connection);
            while (Requests.TryRead(ref bytes, out var target, out _))
            {
                var now = Clock.MonotonicNs;
                var number = Number(target);
                _pending.Enqueue(new Pending(connection, number, now + rhythm.DelayNs));
                if (number >= 0 && _nextFreezeNs == long.MaxValue)
                {
                    _nextFreezeNs = now + rhythm.FirstNs;
                }
            }

            connections.Keep(connection, bytes);
        }
    }

    private long WaitNs()
    {
        var untilNs = Math.Min(_nextFreezeNs, _pending.TryPeek(out var next) ? next.DueNs : long.MaxValue);
        return Math.Clamp(untilNs - Clock.MonotonicNs, 0, LongestWaitNs);
    }

    private static long Number(ReadOnlySpan<byte> target) =>
        target.StartsWith("/r/"u8) && Utf8Parser.TryParse(target[3..], out long number, out var used) && used == target.Length - 3
            ? number
            : -1;

    /// <summary>When it answers and when not, in nanoseconds.</summary>
    /// <param name="DelayNs">From a request to its answer.</param>
    /// <param name="FirstNs">From the first numbered request to the first freeze.</param>
    /// <param name="EveryNs">From the start of a freeze to that of the next.</param>
    /// <param name="FreezeNs">How long one lasts.</param>
    internal readonly record struct Rhythm(long DelayNs, long FirstNs, long EveryNs, long FreezeNs);

    private readonly record struct Pending(Connection Connection, long Number, long DueNs);

    private readonly record struct Sent(long Number, long RealtimeNs, long MonotonicNs);
}
