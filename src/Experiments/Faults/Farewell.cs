namespace Headroom.Experiments.Faults;

/// <summary>The last words to a PostgreSQL client: said at the next boundary between two answers, or not at all. Its owner locks.</summary>
internal sealed class Farewell(ProxyClock clock)
{
    /// <summary>An answer that is under way may end within this time; then the connection is closed without a word.</summary>
    private const long PatienceNs = 1_000_000_000;

    private byte[]? _words;
    private long _dueNs = Step.Never;
    private ulong _tail;

    /// <summary>Whether it was said; nothing may follow it.</summary>
    public bool IsSaid { get; private set; }

    /// <summary>When the connection is to be closed without it; <see cref="Step.Never"/> unless it was asked for and not said.</summary>
    public long AlarmNs => IsSaid ? Step.Never : _dueNs;

    /// <summary>The server sent this.</summary>
    public void Note(ReadOnlySpan<byte> bytes) => _tail = PostgresWire.Tail(_tail, bytes);

    /// <summary>Asks for it; the first words stand.</summary>
    public void Ask(byte[] words)
    {
        if (_words is null)
        {
            (_words, _dueNs) = (words, clock.NowNs + PatienceNs);
        }
    }

    /// <summary>Adds the words and the end of the connection to what is held, if this is a boundary.</summary>
    public void TrySay(HeldSteps held)
    {
        if (_words is { } words && !IsSaid && PostgresWire.IsBetweenAnswers(_tail))
        {
            IsSaid = true;
            var now = clock.NowNs;
            held.Add(new Step(StepKind.Data, 0, words.Length, now), words, isLast: false, now);
            held.Add(new Step(StepKind.Cut, 0, 0, now), null, isLast: false, now);
        }
    }
}
