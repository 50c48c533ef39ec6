using Headroom.Collect.Host;
using Headroom.Model.Evidence;

namespace Headroom.Experiments.Probes;

/// <summary>Counts the processor time of a service.</summary>
/// <param name="Begin">
/// Begins a count, null when the service cannot be seen; what it returns tells what was used since then, null when that was not seen.
/// </param>
/// <param name="Resolution">How far a count may be off.</param>
public sealed record ProcessorClock(Func<Func<TimeSpan?>?> Begin, TimeSpan Resolution)
{
    /// <summary>The kernel shows processor time in hundredths of a second, at either end of a count.</summary>
    private static readonly TimeSpan TwoTicks = TimeSpan.FromMilliseconds(20);

    /// <summary>Counts processes of this machine with all that they started.</summary>
    /// <param name="roots">The roots of their trees, as they are when a count begins; empty when they are not known.</param>
    public static ProcessorClock Of(Func<IReadOnlyList<int>> roots) =>
        new(() => roots() is { Count: > 0 } known ? SinceNow(known) : null, TwoTicks);

    private static Func<TimeSpan?> SinceNow(IReadOnlyList<int> roots)
    {
        var before = ProcessTable.Read();
        return () => ProcessTable.Read().TimeSince(before, roots);
    }
}

/// <summary>Adds up the processor time of some requests, without what lies between them where they are waited for.</summary>
/// <param name="clock">Counts; null: nothing is seen.</param>
internal sealed class ProcessorMeter(ProcessorClock? clock)
{
    private TimeSpan? _used = TimeSpan.Zero;
    private Func<TimeSpan?>? _count;
    private bool _isCounting;
    private int _stretches;

    /// <summary>Counts from now on, if it does not already.</summary>
    public void Resume()
    {
        if (_isCounting)
        {
            return;
        }

        (_isCounting, _count) = (true, clock?.Begin());
        _stretches++;
    }

    /// <summary>Counts no longer, if it does.</summary>
    public void Pause()
    {
        if (!_isCounting)
        {
            return;
        }

        _isCounting = false;
        _used += _count?.Invoke();
    }

    /// <summary>What was counted; null when it was not seen all along. Each stretch adds its own error.</summary>
    /// <param name="requests">How many requests it was for.</param>
    /// <param name="service">What they took together.</param>
    public ProcessorUse? Use(int requests, TimeSpan service) => clock is not null && _used is { } used
        ? new ProcessorUse(requests, service, used, clock.Resolution * _stretches)
        : null;
}
