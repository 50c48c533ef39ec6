using Headroom.Load.Schedules;

namespace Headroom.Load.Engine;

/// <summary>
/// Turns of the closed model: a virtual user starts its next iteration when its last one has ended, while the schedule wants it.
/// </summary>
internal sealed class ClosedTurns(Worker worker, ScenarioRun scenario, VuSchedule schedule) : Turns
{
    /// <inheritdoc/>
    public override Turn Next(VirtualUser user)
    {
        if (worker.Loop.IsReleased)
        {
            return Turn.Over;
        }

        var now = worker.Loop.Clock.NowNs;
        if (now < scenario.StartNs)
        {
            return Turn.WaitUntil(scenario.StartNs);
        }

        var elapsed = RunClock.Span(now - scenario.StartNs);
        var taken = schedule.SharedIterations is null ? (long?)null : scenario.TakeNumber();
        var step = schedule.Next(elapsed, user.Number, user.Started, taken ?? 0);
        switch (step.Kind)
        {
            case StepKind.Start:
                var ready = Math.Max(user.FreeSinceNs, user.WantedSinceNs);
                return new Turn(TurnKind.Run, taken ?? scenario.TakeNumber(), ready, ready);
            case StepKind.Stop:
                return Turn.Over;
            default:
                return Turn.WaitUntil(user.WantedSinceNs = scenario.StartNs + RunClock.Ns(step.At));
        }
    }

    /// <inheritdoc/>
    public override void Close()
    {
    }
}
