using Headroom.Load.Schedules;

namespace Headroom.Load.Engine;

/// <summary>
/// Turns of the closed model: a virtual user starts its next iteration when its last one has ended, while the schedule wants it.
/// </summary>
internal sealed class ClosedTurns(RunState run, VuSchedule schedule)
{
    private long _started;

    /// <summary>The next turn of a virtual user.</summary>
    public async ValueTask<Turn> NextAsync(VirtualUser user)
    {
        var ready = user.FreeSinceNs;
        while (!run.IsStopped)
        {
            var step = schedule.Next(RunClock.Span(run.Clock.NowNs), user.Number);
            switch (step.Kind)
            {
                case StepKind.Start:
                    return new Turn(Interlocked.Increment(ref _started) - 1, ready, ready);
                case StepKind.Stop:
                    return Turn.Over;
                default:
                    ready = RunClock.Ns(step.At);
                    await run.Dispatcher.Pause(ready);
                    break;
            }
        }

        return Turn.Over;
    }
}
