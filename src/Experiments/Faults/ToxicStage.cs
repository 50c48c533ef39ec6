using Headroom.Statistics;

namespace Headroom.Experiments.Faults;

/// <summary>What is to be done with a piece of a stream.</summary>
internal enum StepKind
{
    /// <summary>Send these bytes.</summary>
    Data,

    /// <summary>End the stream in this direction.</summary>
    End,

    /// <summary>Close the connection in both directions.</summary>
    Cut,

    /// <summary>Reset the connection.</summary>
    Reset,
}

/// <summary>One piece of a stream and when it is due.</summary>
/// <param name="Kind">What is to be done.</param>
/// <param name="Offset">Where the bytes begin in what was read.</param>
/// <param name="Length">How many bytes; 0 unless data.</param>
/// <param name="DueNs">On the proxy's clock, nanoseconds; <see cref="Never"/>: not before the toxics change.</param>
internal readonly record struct Step(StepKind Kind, int Offset, int Length, long DueNs)
{
    public const long Never = long.MaxValue;
}

/// <summary>
/// A toxic at work on one direction of one connection: says when each piece is due. Pure: it reads no clock, and its chance is seeded.
/// </summary>
internal sealed class ToxicStage(long number, Toxic toxic, SeededRandom random, long sinceNs, long passed = 0)
{
    /// <summary>Slow streams go on in pieces of this length, as Toxiproxy's do.</summary>
    private const long PieceMs = 100;

    private readonly List<int> _slices = [];
    private long _freeNs;
    private long _passed = passed;
    private long _quietSinceNs = sinceNs;
    private bool _isOver;

    /// <summary>Which placed toxic it is.</summary>
    public long Number => number;

    public Toxic Toxic => toxic;

    /// <summary>Bytes that a limit let through.</summary>
    public long Passed => _passed;

    /// <summary>Whether nothing passes, and nothing is lost.</summary>
    public bool Holds => toxic is Toxic.Hang or Toxic.Bandwidth { KilobytesPerSecond: 0 };

    /// <summary>When the connection is to be closed though nothing is sent; null: never.</summary>
    public long? AlarmNs => toxic is Toxic.Timeout timeout && timeout.After > TimeSpan.Zero ? _quietSinceNs + Ns(timeout.After) : null;

    /// <summary>Passes a step on, as none, one or several.</summary>
    public void Pass(Step step, List<Step> to)
    {
        if (_isOver)
        {
            return;
        }

        switch (toxic)
        {
            case Toxic.Latency latency when step.Kind == StepKind.Data:
                Emit(step, Later(step.DueNs, DelayNs(latency)), to);
                break;
            case Toxic.Bandwidth bandwidth when step.Kind == StepKind.Data:
                Limit(bandwidth.KilobytesPerSecond, step, to);
                break;
            case Toxic.SlowClose close when step.Kind == StepKind.End:
                Emit(step, Later(step.DueNs, Ns(close.Delay)), to);
                break;
            case Toxic.Timeout when step.Kind == StepKind.Data:
                _quietSinceNs = step.DueNs;
                break;
            case Toxic.ResetPeer reset:
                Emit(new Step(StepKind.Reset, 0, 0, 0), Later(step.DueNs, Ns(reset.After)), to);
                _isOver = true;
                break;
            case Toxic.Slicer slicer when step.Kind == StepKind.Data:
                Slice(slicer, step, to);
                break;
            case Toxic.LimitData limit when step.Kind == StepKind.Data:
                Count(limit.Bytes, step, to);
                break;
            case Toxic.Hang:
                Emit(step, Step.Never, to);
                break;
            default:
                Emit(step, step.DueNs, to);
                break;
        }
    }

    private void Emit(Step step, long dueNs, List<Step> to)
    {
        _freeNs = Math.Max(_freeNs, dueNs);
        to.Add(step with { DueNs = _freeNs });
    }

    private void Limit(long rate, Step step, List<Step> to)
    {
        if (rate == 0)
        {
            Emit(step, Step.Never, to);
            return;
        }

        var at = Math.Max(step.DueNs, _freeNs);
        var piece = (int)Math.Min(rate * PieceMs, step.Length);
        for (var offset = 0; offset < step.Length; offset += piece)
        {
            var length = Math.Min(piece, step.Length - offset);
            at = Later(at, length * 1_000_000L / rate); // 1 KB/s is a byte a millisecond
            Emit(step with { Offset = step.Offset + offset, Length = length }, at, to);
        }
    }

    private void Slice(Toxic.Slicer slicer, Step step, List<Step> to)
    {
        _slices.Clear();
        Slices.Cut(step.Length, slicer.AverageSize, slicer.SizeVariation, random, _slices);
        var offset = step.Offset;
        foreach (var length in _slices)
        {
            Emit(step with { Offset = offset, Length = length }, step.DueNs, to);
            _freeNs = Later(_freeNs, Ns(slicer.Delay));
            offset += length;
        }
    }

    private void Count(long most, Step step, List<Step> to)
    {
        var length = (int)Math.Clamp(most - _passed, 0, step.Length);
        if (length > 0)
        {
            Emit(step with { Length = length }, step.DueNs, to);
            _passed += length;
        }

        if (_passed >= most)
        {
            Emit(new Step(StepKind.Cut, 0, 0, 0), step.DueNs, to);
            _isOver = true;
        }
    }

    private long DelayNs(Toxic.Latency latency)
    {
        var jitterNs = Ns(latency.Jitter);
        return Math.Max(0, Ns(latency.Delay) + (jitterNs > 0 ? random.Next(2 * jitterNs) - jitterNs : 0));
    }

    private static long Later(long dueNs, long byNs) => dueNs == Step.Never ? Step.Never : dueNs + byNs;

    private static long Ns(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;
}
