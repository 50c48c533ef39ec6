using Headroom.Load;

namespace Headroom.Experiments.Faults;

/// <summary>
/// When a fault was planned and when it was really there: the evidence of an experiment. All times count from the schedule's origin.
/// </summary>
public sealed record AppliedFault
{
    /// <summary>The fault.</summary>
    public required ScheduledFault Fault { get; init; }

    /// <summary>When it was on: the moment at which the proxy had changed.</summary>
    public required TimeSpan On { get; init; }

    /// <summary>When it was off again.</summary>
    public required TimeSpan Off { get; init; }

    /// <summary>Whether it ended early because the run was stopped.</summary>
    public required bool Interrupted { get; init; }
}

/// <summary>Carries out a schedule on a proxy.</summary>
public static class ScheduledFaults
{
    /// <summary>Runs a schedule to its end, or until stopped; no fault of it is left on the proxy either way.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="schedule">What goes wrong when.</param>
    /// <param name="origin">The stamp of <paramref name="time"/> that the schedule counts from: <see cref="LoadOrigin"/> tells that of a
    /// load.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends it early. It does not throw.</param>
    /// <returns>What was really on and off when, in the order of the beginnings; faults that never began are left out.</returns>
    public static async Task<IReadOnlyList<AppliedFault>> RunAsync(
        FaultProxy proxy, FaultSchedule schedule, long origin, TimeProvider time, CancellationToken stop)
    {
        var on = new Dictionary<ScheduledFault, TimeSpan>();
        var applied = new List<AppliedFault>();
        try
        {
            foreach (var change in schedule.Events)
            {
                var isStopped = !await UntilAsync(change.At, origin, time, stop);
                if (change.IsOn && !isStopped)
                {
                    Begin(proxy, change.Fault);
                    on[change.Fault] = time.GetElapsedTime(origin);
                }
                else if (!change.IsOn && on.Remove(change.Fault, out var begun))
                {
                    End(proxy, change.Fault);
                    applied.Add(
                        new AppliedFault { Fault = change.Fault, On = begun, Off = time.GetElapsedTime(origin), Interrupted = isStopped });
                }
            }
        }
        finally
        {
            foreach (var fault in on.Keys)
            {
                End(proxy, fault); // another could not be put on
            }
        }

        return [.. applied.OrderBy(static one => one.On)];
    }

    private static void Begin(FaultProxy proxy, ScheduledFault fault)
    {
        if (fault.Toxic is { } toxic)
        {
            proxy.Add(toxic with { Name = fault.Name });
        }
        else
        {
            proxy.SetEnabled(false);
        }
    }

    private static void End(FaultProxy proxy, ScheduledFault fault)
    {
        if (fault.Toxic is null)
        {
            proxy.SetEnabled(true);
        }
        else
        {
            proxy.Remove(fault.Name);
        }
    }

    /// <summary>Waits until then, never less; false when stopped.</summary>
    private static async Task<bool> UntilAsync(TimeSpan at, long origin, TimeProvider time, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var left = at - time.GetElapsedTime(origin);
            if (left <= TimeSpan.Zero)
            {
                return true;
            }

            // Timers count whole milliseconds.
            var wait = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
            await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }
}

/// <summary>
/// Learns from a load's own progress when its clock began, so that a schedule runs on the load's clock. Wire it as the load's progress.
/// </summary>
/// <param name="time">The clock of both.</param>
/// <param name="next">Who else is told; null: nobody.</param>
public sealed class LoadOrigin(TimeProvider time, IProgress<LoadProgress>? next) : IProgress<LoadProgress>
{
    private readonly TaskCompletionSource<long> _origin = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The stamp at which the load began; known about a second later, with the load's first report.</summary>
    public Task<long> Stamp => _origin.Task;

    /// <inheritdoc/>
    public void Report(LoadProgress value)
    {
        var elapsed = (long)((Int128)value.Elapsed.Ticks * time.TimestampFrequency / TimeSpan.TicksPerSecond);
        _origin.TrySetResult(time.GetTimestamp() - elapsed);
        next?.Report(value);
    }
}
