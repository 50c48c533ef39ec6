namespace Headroom.Load.Engine;

/// <summary>One virtual user: takes turns, runs their iterations, one request at a time.</summary>
internal sealed class VirtualUser(RunState run, int number) : IDisposable
{
    private readonly CancellationTokenSource _cut = new();

    /// <summary>Its number, from 0.</summary>
    public int Number => number;

    /// <summary>When its last iteration ended, in nanoseconds since the start of the run; 0 before the first.</summary>
    public long FreeSinceNs { get; private set; }

    /// <summary>Runs until its turns are over.</summary>
    public async Task RunAsync(Func<VirtualUser, ValueTask<Turn>> next)
    {
        while (await next(this) is { IsOver: false } turn)
        {
            run.Enter(run.Clock.NowNs);
            run.Recorder.Start(turn.IntendedNs, turn.Waited);
            FreeSinceNs = await IterateAsync(turn);
            run.Leave();
        }
    }

    /// <summary>Cuts off its request in flight.</summary>
    public void Cut() => _cut.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cut.Dispose();

    /// <summary>Runs one iteration and answers when it ended.</summary>
    private async ValueTask<long> IterateAsync(Turn turn)
    {
        var iteration = run.Renderer.Draw(turn.Number);
        var (intended, ready) = (turn.IntendedNs, turn.ReadyNs);
        var ended = ready;
        for (var i = 0; i < iteration.Flow.Requests.Count; i++)
        {
            if (i > 0 && intended > run.Clock.NowNs)
            {
                await run.Dispatcher.Pause(intended);
            }

            if ((i > 0 && run.IsStopped) || run.IsCut)
            {
                return ended;
            }

            var template = iteration.Flow.Requests[i];
            var slot = run.Plan.SlotOf(template);
            var request = run.Renderer.Render(template, iteration);
            var reply = await run.Sender.SendAsync(request, run.Load.Timeout, slot.NeedsBody, _cut.Token);
            if (run.Dispatcher.IsCurrent)
            {
                await Task.Yield();
            }

            var (began, handed, end) = reply.Stamps;
            ended = run.Clock.Ns(end);
            run.Recorder.Record(slot, reply, new(intended, ready, run.Clock.Ns(began), run.Clock.Ns(handed), ended));
            intended = ready = ended + RunClock.Ns(template.ThinkTime);
        }

        if (intended > ended)
        {
            await run.Dispatcher.Pause(intended);
        }

        return intended;
    }
}
