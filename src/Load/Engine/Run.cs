using Headroom.Load.Recording;
using Headroom.Load.Schedules;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Load.Engine;

/// <summary>One run: starts the virtual users, marks the window, ends it, and gathers what was recorded.</summary>
internal sealed class Run(TimeProvider time, Uri target, LoadPlan load, ulong seed, IProgress<LoadProgress> progress)
{
    private readonly ArrivalSchedule? _arrivals = ArrivalSchedule.Of(load.Scenarios[0].Executor, seed);
    private readonly VuSchedule? _users = VuSchedule.Of(load.Scenarios[0].Executor);
    private readonly TimeSpan _total = load.TotalDuration();
    private readonly long _warmUpNs = RunClock.Ns(load.WarmUp);
    private volatile bool _interrupted;
    private TimeSpan _cpuBefore;
    private TimeSpan _cpuAfter;
    private long _endNs;

    /// <summary>Runs the scenario to its end, or until stopped.</summary>
    public async Task<RunMetrics> ExecuteAsync(CancellationToken stop)
    {
        var vus = load.Scenarios[0].Executor switch
        {
            Executor.ConstantArrivalRate constant => constant.MaxVus,
            Executor.RampingArrivalRate ramping => ramping.MaxVus,
            _ => _users!.MaxVus,
        };
        using var state = new RunState(time, target, load, seed, vus);
        var users = Enumerable.Range(0, vus).Select(number => new VirtualUser(state, number)).ToArray();
        var open = _arrivals is null ? null : new OpenTurns(state, _arrivals, vus);
        var closed = _users is null ? null : new ClosedTurns(state, _users);
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        using var interruption = stop.UnsafeRegister(_ => Interrupt(state), null);

        var reporting = ReportAsync(state, ticks);
        var marking = MarkAsync(state, open);
        var feeding = open?.FeedAsync(RunClock.Ns(_total + load.GracefulStop)) ?? Task.CompletedTask;
        var running = Task.WhenAll(users.Select(user => user.RunAsync(open is null ? closed!.NextAsync : open.NextAsync)));
        await marking;
        var cutting = CutAsync(state, open, users);
        await Task.WhenAny(running, cutting);
        await running;
        await Task.Yield();

        await interruption.DisposeAsync();
        ticks.Dispose();
        await reporting;
        if (feeding.IsFaulted)
        {
            await feeding;
        }

        Array.ForEach(users, static user => user.Dispose());
        return Gather(state, open);
    }

    private void Interrupt(RunState state)
    {
        _interrupted = true;
        state.Stop();
    }

    /// <summary>Marks the start and the end of the window.</summary>
    private async Task MarkAsync(RunState state, OpenTurns? open)
    {
        await state.Dispatcher.Pause(_warmUpNs);
        _cpuBefore = Environment.CpuUsage.TotalTime;
        await state.Dispatcher.Pause(RunClock.Ns(_total));
        _cpuAfter = Environment.CpuUsage.TotalTime;
        _endNs = Math.Min(RunClock.Ns(_total), state.Dispatcher.ReleasedAtNs ?? long.MaxValue);
        if (state.IsStopped)
        {
            open?.Close();
        }
    }

    /// <summary>Cuts off what is still in flight when the graceful stop is over.</summary>
    private async Task CutAsync(RunState state, OpenTurns? open, VirtualUser[] users)
    {
        await state.Dispatcher.Until(_endNs + RunClock.Ns(load.GracefulStop));
        state.Cut();
        open?.Close();
        Array.ForEach(users, static user => user.Cut());
    }

    private RunMetrics Gather(RunState state, OpenTurns? open)
    {
        var recorders = state.Recorders;
        var window = RunClock.Span(Math.Max(0, _endNs - _warmUpNs));
        var due = window > TimeSpan.Zero ? _arrivals?.CountBefore(RunClock.Span(_endNs)) - _arrivals?.CountBefore(load.WarmUp) : 0;
        var address = target.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        var seconds = (int)Math.Ceiling(window.TotalSeconds);
        var dropped = open?.DroppedByTarget ?? 0;
        return new RunMetrics
        {
            Window = new Window(state.Clock.StartedAt + RunClock.Span(Math.Min(_warmUpNs, _endNs)), window),
            Provenance = $"load '{load.Name}' against {address}, seed {seed}",
            Scenario = load.Name,
            OfferedRate = open is null ? null : new(due is > 0 and var count ? count / window.TotalSeconds : 0),
            Endpoints =
            [
                .. state.Plan.Endpoints.Select((endpoint, i) =>
                    EndpointRecorder.Merge(endpoint.Name, endpoint.Checks, [.. recorders.Select(recorder => recorder.Endpoints[i])])),
            ],
            Seconds = SecondsRecorder.Merge([.. recorders.Select(static recorder => recorder.Seconds)], seconds),
            Generator = new GeneratorMetrics
            {
                SendLag = Statistics.Histogram.Merged(recorders.Select(static recorder => recorder.SendLag)),
                Iterations = recorders.Sum(static recorder => recorder.Iterations),
                DroppedByGenerator = Math.Max(0, (due ?? 0) - (open?.Offered ?? 0)),
                DroppedByTarget = dropped,
                Waited = recorders.Sum(static recorder => recorder.Waited) + dropped,
                Cpu = _cpuAfter - _cpuBefore,
                PeakVus = state.PeakVus,
            },
            Interrupted = _interrupted,
        };
    }

    private async Task ReportAsync(RunState state, PeriodicTimer ticks)
    {
        while (await ticks.WaitForNextTickAsync(CancellationToken.None))
        {
            progress.Report(Progress.Of(state, _total));
        }
    }
}
