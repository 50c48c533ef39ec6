using Headroom.Load.Protocols;
using Headroom.Load.Requests;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Load.Engine;

/// <summary>One run: prepares, starts the workers, marks the window, ends it, and gathers what was recorded.</summary>
internal sealed class Run(TimeProvider time, Uri address, LoadPlan load, LoadOptions options)
{
    /// <summary>A target that never answered until then is not going to: the run ends.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private const long LongestCloseNs = 1_000_000_000;

    private readonly TimeSpan _total = load.TotalDuration();
    private readonly long _warmUpNs = RunClock.Ns(load.WarmUp);
    private readonly bool _hasWebSockets = load.Requests().Any(static request => request.Exchange == Exchange.WebSocket);
    private volatile bool _interrupted;
    private (TimeSpan Process, TimeSpan? Sender) _cpuBefore;
    private (TimeSpan Process, TimeSpan? Sender) _cpuAfter;
    private long _endNs;

    /// <summary>Runs the plan to its end, or until stopped.</summary>
    public async Task<RunMetrics> ExecuteAsync(CancellationToken stop)
    {
        var bindings = new Bindings(load);
        var shared = new Values(bindings);
        shared.SetVariables(load, bindings);
        var target = await Target.ResolveAsync(address, load, stop);
        var mistake = await SideSteps.RunAsync(load.Setup, load, target, bindings, shared, time, stop);
        using var state = new RunState(time, target, load, options, bindings, shared);
        var live = new Live(state, _total);
        if (mistake is null)
        {
            await RunAsync(state, live, stop);
        }
        else
        {
            state.End($"setup: {mistake}");
            _interrupted = stop.IsCancellationRequested;
        }

        state.CountLost(_endNs);
        await live.ReadAsync(isOver: true);
        var cpu = _cpuAfter.Process - _cpuBefore.Process;
        var metrics = Measured.Gather(
            new Measured(state, live, _interrupted, cpu, _cpuAfter.Sender - _cpuBefore.Sender, _endNs));
        await SideSteps.RunAsync(load.Teardown, load, target, bindings, shared, time, CancellationToken.None);
        return metrics;
    }

    private async Task RunAsync(RunState state, Live live, CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        using var interruption = stop.UnsafeRegister(_ => Interrupt(state), null);
        var deadline = RunClock.Ns(_total + load.GracefulStop);
        var reporting = ReportAsync(state, live, ticks);
        var running = Task.WhenAll(state.Workers.Select(worker => worker.RunAsync(deadline)));
        var finishing = FinishAsync(state, running);
        await MarkAsync(state);
        await Task.WhenAny(running, CutAsync(state));
        await running;
        await finishing;

        await interruption.DisposeAsync();
        ticks.Dispose();
        await reporting;
    }

    private void Interrupt(RunState state)
    {
        _interrupted = true;
        state.Stop();
    }

    /// <summary>Marks the start and the end of the window.</summary>
    private async Task MarkAsync(RunState state)
    {
        var loop = state.Workers[0].Loop;
        await loop.RunAsync(async () =>
        {
            await loop.Pause(_warmUpNs);
            _cpuBefore = (Environment.CpuUsage.TotalTime, ThreadTime.Own);
            await loop.Pause(RunClock.Ns(_total));
            _cpuAfter = (Environment.CpuUsage.TotalTime, ThreadTime.Own);
        });
        _endNs = Math.Min(RunClock.Ns(_total), loop.ReleasedAtNs ?? long.MaxValue);
        if (loop.IsReleased)
        {
            await Task.WhenAll(state.Workers.Select(static worker => worker.CloseAsync()));
        }
    }

    /// <summary>Ends the window early when every iteration that was asked for is done.</summary>
    private async Task FinishAsync(RunState state, Task running)
    {
        await running;
        var until = state.Scenarios.Max(static scenario => scenario.Until) ?? TimeSpan.Zero;
        var loop = state.Workers[0].Loop;
        await loop.RunAsync(async () => await loop.Pause(RunClock.Ns(until)));
        state.Stop();
    }

    /// <summary>Cuts off what is still in flight when the graceful stop is over.</summary>
    private async Task CutAsync(RunState state)
    {
        var loop = state.Workers[0].Loop;
        await loop.RunAsync(async () => await loop.Until(_endNs + RunClock.Ns(load.GracefulStop)));
        state.Stop();
        if (_hasWebSockets)
        {
            // What is only held open ends in good order.
            await loop.RunAsync(async () => await loop.Until(loop.Clock.NowNs + LongestCloseNs));
        }

        await Task.WhenAll(state.Workers.Select(static worker => worker.CutAsync()));
    }

    private async Task ReportAsync(RunState state, Live live, PeriodicTimer ticks)
    {
        var patience = s_patience > load.Timeout ? s_patience : load.Timeout + TimeSpan.FromSeconds(1);
        while (await ticks.WaitForNextTickAsync(CancellationToken.None))
        {
            var told = await live.ReadAsync(isOver: false);
            if (!_hasWebSockets && live is { Answered: 0, Failed: > 0 } && told.Elapsed >= patience)
            {
                state.End($"no request got a response in the first {patience.TotalSeconds:0} s");
            }

            if (live.Broken is { } threshold)
            {
                state.End($"the threshold {threshold.Source} {threshold.Expression} did not hold");
            }

            options.Progress?.Report(told);
        }
    }
}
