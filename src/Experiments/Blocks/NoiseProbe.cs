using System.Net;
using System.Net.Sockets;

namespace Headroom.Experiments.Blocks;

/// <summary>
/// Asks the machine, not the arms, how quick it is: every 20 ms a fixed piece of work of about 1 ms and a round trip over loopback to this
/// process itself. A pair whose halves differ in that is no fair pair, whatever its arms said.
/// </summary>
/// <remarks>
/// It takes about 5 % of one processor, in both halves alike. It shares the processors with the arms: one that takes them all disturbs its
/// own half. Readings may be taken from any thread.
/// </remarks>
internal sealed class NoiseProbe : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_work = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly Socket _near;
    private readonly Socket _far;
    private readonly Thread _asking;
    private readonly Thread _answering;
    private readonly ManualResetEventSlim _isOver = new();
    private readonly TimeProvider _time;
    private readonly List<TimeSpan> _readings = [];
    private ulong _result;

    private NoiseProbe(TimeProvider time, Socket near, Socket far)
    {
        (_time, _near, _far) = (time, near, far);
        _asking = new Thread(Ask) { IsBackground = true, Name = "noise probe" };
        _answering = new Thread(Answer) { IsBackground = true, Name = "noise probe, null endpoint" };
        _answering.Start();
        _asking.Start();
    }

    /// <summary>Starts asking.</summary>
    public static NoiseProbe Start(TimeProvider time)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.Connect(listener.LocalEndPoint!);
        var far = listener.Accept();
        far.NoDelay = true;
        return new NoiseProbe(time, near, far);
    }

    /// <summary>Readings so far.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _readings.Count;
            }
        }
    }

    /// <summary>
    /// The mean of the readings since a count of them, a tenth at each end left out, so that one hiccup is no noise;
    /// zero when there was none.
    /// </summary>
    public TimeSpan MeanSince(int count)
    {
        lock (_lock)
        {
            return Mean([.. _readings.Skip(count)]);
        }
    }

    /// <summary>The mean, a tenth at each end left out.</summary>
    internal static TimeSpan Mean(IReadOnlyList<TimeSpan> readings)
    {
        var cut = readings.Count / 10;
        var kept = readings.Order().Skip(cut).Take(readings.Count - (2 * cut)).ToList();
        return kept.Count == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)kept.Average(static reading => reading.Ticks));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isOver.Set();
        _asking.Join();
        _near.Dispose();
        _answering.Join();
        _far.Dispose();
        _isOver.Dispose();
    }

    private void Ask()
    {
        var rounds = Calibrated();
        byte[] one = [1];
        while (!_isOver.Wait(s_interval))
        {
            var started = _time.GetTimestamp();
            Spin(rounds);
            _near.Send(one);
            _near.Receive(one);
            var took = _time.GetElapsedTime(started);
            lock (_lock)
            {
                _readings.Add(took);
            }
        }
    }

    private void Answer()
    {
        var one = new byte[1];
        while (_far.Receive(one) > 0)
        {
            _far.Send(one);
        }
    }

    // The quickest of several tries: what the work takes on a machine that does nothing else.
    private int Calibrated()
    {
        const int Rounds = 100_000, Tries = 20;
        var least = TimeSpan.MaxValue;
        for (var i = 0; i < Tries; i++)
        {
            var started = _time.GetTimestamp();
            Spin(Rounds);
            var took = _time.GetElapsedTime(started);
            least = took < least ? took : least;
        }

        return (int)Math.Clamp(Rounds * (s_work / least), 1_000, 100_000_000);
    }

    // Neither memory nor the kernel: a chain of multiplications that no compiler can leave out.
    private void Spin(int rounds)
    {
        var value = _result | 1;
        for (var i = 0; i < rounds; i++)
        {
            value = (value * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407;
        }

        _result = value;
    }
}
