using Headroom.Collect.Host;
using Headroom.Model.Evidence;

namespace Headroom.Experiments.Probes;

/// <summary>Counts the processor time of a service.</summary>
/// <param name="Used">What it has used so far; null when it cannot be seen.</param>
/// <param name="Resolution">How far the difference of two counts may be off.</param>
public sealed record ProcessorClock(Func<TimeSpan?> Used, TimeSpan Resolution)
{
    /// <summary>The kernel shows processor time in hundredths of a second, at either end of a count.</summary>
    private static readonly TimeSpan TwoTicks = TimeSpan.FromMilliseconds(20);

    /// <summary>Counts processes of this machine with all that they started.</summary>
    /// <param name="roots">The roots of their trees, as they are now; empty when they are not known.</param>
    public static ProcessorClock Of(Func<IReadOnlyList<int>> roots) =>
        new(() => roots() is { Count: > 0 } known ? ProcessTable.Read().TimeOfTrees(known) : null, TwoTicks);
}

/// <summary>Adds up the processor time of some requests, without what lies between them where they are waited for.</summary>
/// <param name="clock">Counts; null: nothing is seen.</param>
internal sealed class ProcessorMeter(ProcessorClock? clock)
{
    private TimeSpan? _used = TimeSpan.Zero;
    private TimeSpan? _since;
    private bool _isCounting;
    private int _stretches;

    /// <summary>Counts from now on, if it does not already.</summary>
    public void Resume()
    {
        if (_isCounting)
        {
            return;
        }

        (_isCounting, _since) = (true, clock?.Used());
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
        _used += clock?.Used() - _since;
    }

    /// <summary>What was counted; null when it was not seen all along. Each stretch adds its own error.</summary>
    /// <param name="requests">How many requests it was for.</param>
    /// <param name="service">What they took together.</param>
    public ProcessorUse? Use(int requests, TimeSpan service) => clock is not null && _used is { } used
        ? new ProcessorUse(requests, service, used, clock.Resolution * _stretches)
        : null;
}
