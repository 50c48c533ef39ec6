using System.Threading.Channels;
using Headroom.Load.Schedules;

namespace Headroom.Load.Engine;

/// <summary>
/// Turns of the open model: arrivals come when the schedule says so, stand in line, and the first free virtual user takes the first.
/// </summary>
/// <remarks>
/// Feeding and ending run on the dispatcher's thread only. An arrival that finds a free virtual user starts on that thread, in the same
/// instant; the channel hands it over, and the one who waited longest gets it.
/// </remarks>
internal sealed class OpenTurns(RunState run, ArrivalSchedule schedule, int vus)
{
    private readonly Channel<(long Number, long DueNs)> _line =
        Channel.CreateUnbounded<(long, long)>(new UnboundedChannelOptions { SingleWriter = true, AllowSynchronousContinuations = true });

    private readonly long _warmUpNs = RunClock.Ns(run.Load.WarmUp);
    private long _offered;
    private long _droppedByTarget;

    /// <summary>Arrivals of the window that were put in line.</summary>
    public long Offered => Interlocked.Read(ref _offered);

    /// <summary>Arrivals of the window that stood in line until it was too late.</summary>
    public long DroppedByTarget => Interlocked.Read(ref _droppedByTarget);

    /// <summary>Puts arrivals in line as they are due, until the schedule or the run ends.</summary>
    /// <param name="deadlineNs">When nothing may start any more, however late this thread is.</param>
    public async Task FeedAsync(long deadlineNs)
    {
        await run.Dispatcher.Until(0);
        for (var number = 0L; ; number++)
        {
            var step = schedule.Next(RunClock.Span(run.Clock.NowNs), number);
            if (step.Kind == StepKind.Stop)
            {
                SendHome();
                return;
            }

            // Even an arrival that is overdue takes its turn among what else is due.
            await run.Dispatcher.Pause(RunClock.Ns(step.At));
            if (run.IsStopped || run.Clock.NowNs >= deadlineNs)
            {
                return;
            }

            Offer(number, RunClock.Ns(step.At));
        }
    }

    /// <summary>The next turn of a virtual user.</summary>
    public async ValueTask<Turn> NextAsync(VirtualUser user)
    {
        while (true)
        {
            var (number, due) = await _line.Reader.ReadAsync(CancellationToken.None);
            if (number < 0)
            {
                return Turn.Over;
            }

            if (!run.IsStopped)
            {
                return new Turn(number, due, Math.Max(due, user.FreeSinceNs));
            }

            Drop(due);
        }
    }

    /// <summary>Drops who still stands in line and sends the virtual users home.</summary>
    public void Close()
    {
        while (_line.Reader.TryRead(out var arrival))
        {
            if (arrival.Number >= 0)
            {
                Drop(arrival.DueNs);
            }
        }

        SendHome();
    }

    private void Offer(long number, long dueNs)
    {
        if (dueNs >= _warmUpNs)
        {
            Interlocked.Increment(ref _offered);
        }

        _line.Writer.TryWrite((number, dueNs));
    }

    private void Drop(long dueNs)
    {
        if (dueNs >= _warmUpNs)
        {
            Interlocked.Increment(ref _droppedByTarget);
        }
    }

    private void SendHome()
    {
        for (var i = 0; i < vus; i++)
        {
            _line.Writer.TryWrite((-1, 0));
        }
    }
}
