namespace Headroom.Experiments.Search;

/// <summary>
/// The least time of several executions of the same work, and whether that is settled: everything that disturbs makes a time longer, so a
/// least that was reached twice is not a disturbed one.
/// </summary>
/// <param name="first">The first execution's time; it also warms the caches.</param>
internal sealed class Settling(TimeSpan first)
{
    /// <summary>Executions where they are fast: at least as many, and at most (counts).</summary>
    private const int Fewest = 4, Most = 13;

    /// <summary>The least time is settled when the next one is not more than this many times as long.</summary>
    private const double Agreeing = 1.1;

    /// <summary>Above this time the fewest executions have to do.</summary>
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(10);

    /// <summary>Above this time the second execution has to do.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(100);

    /// <summary>Above this time the first execution has to do.</summary>
    private static readonly TimeSpan VerySlow = TimeSpan.FromSeconds(1);

    private int _executions = 1;
    private TimeSpan _next = TimeSpan.MaxValue;

    /// <summary>The least time so far.</summary>
    public TimeSpan Least { get; private set; } = first;

    /// <summary>Whether another execution would say nothing new.</summary>
    public bool IsSettled => Least >= VerySlow || _executions switch
    {
        1 => false,
        _ when Least >= Slow => true,
        < Fewest => false,
        < Most => Least >= Fast || _next <= Agreeing * Least,
        _ => true,
    };

    /// <summary>Counts an execution.</summary>
    public void Add(TimeSpan time)
    {
        _executions++;
        (Least, _next) = time < Least ? (time, Least) : (Least, time < _next ? time : _next);
    }
}
