namespace Headroom.Experiments.Faults;

/// <summary>
/// The toxics of one direction of one connection, in the order in which they were put on: turns what was read into steps with due times.
/// Pure.
/// </summary>
internal sealed class ToxicChain(IReadOnlyList<ToxicStage> stages)
{
    /// <summary>What is held for a delayed stream: 4 MiB are 30 ms of a gigabit, or 4 s of 1 MiB/s; beyond, the sender waits.</summary>
    private const int DelayedBytes = 4 << 20;

    /// <summary>What is held otherwise, so that a sender feels a slow stream at once.</summary>
    private const int HeldBytes = 64 << 10;

    private List<Step> _in = [], _out = [];

    /// <summary>The toxics.</summary>
    public IReadOnlyList<ToxicStage> Stages => stages;

    /// <summary>Whether all passes at once.</summary>
    public bool IsPlain => stages.Count == 0;

    /// <summary>Whether nothing passes, and nothing is lost.</summary>
    public bool Holds { get; } = stages.Any(static stage => stage.Holds);

    /// <summary>Whether all data is lost.</summary>
    public bool Drops { get; } = stages.Any(static stage => stage.Toxic is Toxic.Timeout);

    /// <summary>How many bytes may wait before no more are read.</summary>
    public int MostHeld { get; } = stages.Any(static stage => stage.Toxic is Toxic.Latency) ? DelayedBytes : HeldBytes;

    /// <summary>When the connection is to be closed though nothing is sent; null: never.</summary>
    public long? AlarmNs
    {
        get
        {
            long? first = null;
            foreach (var stage in stages)
            {
                first = stage.AlarmNs is { } alarm && (first is null || alarm < first) ? alarm : first;
            }

            return first;
        }
    }

    /// <summary>Passes data that was read. The list is good until the next call.</summary>
    public IReadOnlyList<Step> Take(int length, long nowNs) => Pass(new Step(StepKind.Data, 0, length, nowNs));

    /// <summary>Passes the end of the stream. The list is good until the next call.</summary>
    public IReadOnlyList<Step> End(long nowNs) => Pass(new Step(StepKind.End, 0, 0, nowNs));

    private List<Step> Pass(Step step)
    {
        _in.Clear();
        _in.Add(step);
        foreach (var stage in stages)
        {
            _out.Clear();
            foreach (var one in _in)
            {
                stage.Pass(one, _out);
            }

            (_in, _out) = (_out, _in);
        }

        return _in;
    }
}
