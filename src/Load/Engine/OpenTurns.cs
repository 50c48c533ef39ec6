using Headroom.Load.Recording;
using Headroom.Load.Schedules;

namespace Headroom.Load.Engine;

/// <summary>
/// Turns of the open model: arrivals come when the schedule says so, stand in line, and the first free virtual user takes the first.
/// </summary>
/// <remarks>
/// Of the W workers that have a virtual user of the scenario, worker w takes the arrivals w, w + W, w + 2 W, and so on. An arrival that
/// finds a free virtual user starts in the same instant; of several the one that was busy last takes it, so that no more connections are
/// used than needed.
/// </remarks>
internal sealed class OpenTurns(Worker worker, ScenarioRun scenario, ArrivalSchedule schedule, MetricPlaces? drops) : Turns
{
    private readonly Queue<(long Number, long DueNs, bool Waits)> _line = new();
    private readonly Stack<VirtualUser> _free = new();
    private bool _isFed;

    /// <summary>Arrivals of the window that were put in line.</summary>
    public long Offered { get; private set; }

    /// <summary>Arrivals of the window that stood in line until it was too late.</summary>
    public long DroppedByTarget { get; private set; }

    /// <summary>Puts arrivals in line as they are due, until the schedule or the run ends.</summary>
    /// <param name="deadlineNs">When nothing may start any more, however late this thread is.</param>
    public async Task FeedAsync(long deadlineNs)
    {
        var sharers = Math.Min(worker.Count, scenario.Vus);
        for (var number = (long)worker.Number; worker.Number < sharers && schedule.DueAt(number) is { } due; number += sharers)
        {
            // Even an arrival that is overdue takes its turn among what else is due.
            var dueNs = scenario.StartNs + RunClock.Ns(due);
            await worker.Loop.Pause(dueNs);
            if (worker.Loop.IsReleased || worker.Loop.Clock.NowNs >= deadlineNs)
            {
                return;
            }

            Offered += dueNs >= worker.WarmUpNs ? 1 : 0;
            _line.Enqueue((number, dueNs, _free.Count == 0));
            if (_free.TryPop(out var user))
            {
                user.Resume();
            }
        }

        _isFed = true;
        SendHome();
    }

    /// <inheritdoc/>
    public override Turn Next(VirtualUser user)
    {
        if (worker.Loop.IsReleased)
        {
            Drop();
            return Turn.Over;
        }

        if (_line.TryDequeue(out var arrival))
        {
            var ready = arrival.Waits ? Math.Max(arrival.DueNs, user.FreeSinceNs) : arrival.DueNs;
            return new Turn(TurnKind.Run, arrival.Number, arrival.DueNs, ready, arrival.Waits);
        }

        if (_isFed)
        {
            return Turn.Over;
        }

        _free.Push(user);
        return Turn.Parked;
    }

    /// <inheritdoc/>
    public override void Close()
    {
        _isFed = true;
        Drop();
        SendHome();
    }

    private void Drop()
    {
        while (_line.TryDequeue(out var arrival))
        {
            if (arrival.DueNs >= worker.WarmUpNs)
            {
                DroppedByTarget++;
                worker.Recorder.Drop(drops, worker.Loop.Clock.NowNs, 1);
            }
        }
    }

    private void SendHome()
    {
        while (_free.TryPop(out var user))
        {
            user.Resume();
        }
    }
}
