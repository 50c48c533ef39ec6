using Headroom.Load.Protocols;
using Headroom.Load.Recording;
using Headroom.Load.Requests;
using Headroom.Model.Plans;

namespace Headroom.Load.Engine;

/// <summary>What all workers of a run share.</summary>
internal sealed class RunState : IDisposable
{
    private string? _endedBecause;
    private int _inFlight;
    private int _peakVus;

    /// <summary>Prepares a run; its time starts now.</summary>
    public RunState(TimeProvider time, Target target, LoadPlan load, LoadOptions options, Bindings bindings, Values shared)
    {
        (Target, Load, Bindings, Shared) = (target, load, bindings, shared);
        Plan = new RecordingPlan(load);
        Cursors = new FeedCursors(load.Feeds);
        WarmUpNs = RunClock.Ns(load.WarmUp);
        TimeoutNs = RunClock.Ns(load.Timeout);
        TotalNs = RunClock.Ns(load.TotalDuration());
        Scenarios = [.. load.Scenarios.Select((scenario, i) => new ScenarioRun(scenario, options.Seed + (ulong)i))];
        Threads = Math.Clamp(Scenarios.Max(static scenario => scenario.Vus), 1, Math.Max(1, options.Threads));
        Clock = new RunClock(time);
        Samples = options.Samples is { } sink ? new SamplePump(sink, Clock.StartedAt, Plan, load) : null;
        Reads = options.Reads;
        Workers = [.. Enumerable.Range(0, Threads).Select(number => new Worker(this, number))];
    }

    /// <summary>Where the load goes.</summary>
    public Target Target { get; }

    /// <summary>The load.</summary>
    public LoadPlan Load { get; }

    /// <summary>Where the values of placeholders lie.</summary>
    public Bindings Bindings { get; }

    /// <summary>The values that hold for all virtual users.</summary>
    public Values Shared { get; }

    /// <summary>What gives out the values of feeds.</summary>
    public FeedCursors Cursors { get; }

    /// <summary>Where requests are counted.</summary>
    public RecordingPlan Plan { get; }

    /// <summary>The scenarios, in the plan's order.</summary>
    public IReadOnlyList<ScenarioRun> Scenarios { get; }

    /// <summary>How many workers there are.</summary>
    public int Threads { get; }

    /// <summary>The workers.</summary>
    public IReadOnlyList<Worker> Workers { get; }

    /// <summary>Where every request goes, or null.</summary>
    public SamplePump? Samples { get; }

    /// <summary>Where every GET is noted, or null.</summary>
    public ReadLog? Reads { get; }

    /// <summary>The run's time.</summary>
    public RunClock Clock { get; }

    /// <summary>When the window begins.</summary>
    public long WarmUpNs { get; }

    /// <summary>When the window ends at the latest.</summary>
    public long TotalNs { get; }

    /// <summary>How long a request may take.</summary>
    public long TimeoutNs { get; }

    /// <summary>Why the run ended itself, or null.</summary>
    public string? EndedBecause => Volatile.Read(ref _endedBecause);

    /// <summary>Iterations in flight.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Most iterations in flight at once, seen from the end of the warm-up.</summary>
    public int PeakVus => Volatile.Read(ref _peakVus);

    /// <summary>Ends the run for a reason; the first one counts.</summary>
    public void End(string reason)
    {
        Interlocked.CompareExchange(ref _endedBecause, reason, null);
        Stop();
    }

    /// <summary>Lets iterations end after their current request, and nothing new start.</summary>
    public void Stop()
    {
        foreach (var worker in Workers)
        {
            worker.Loop.Release();
        }
    }

    /// <summary>Arrivals of the window that the workers were too late for.</summary>
    public long Lost { get; private set; }

    /// <summary>Counts the arrivals that the workers were too late for; they are at rest.</summary>
    /// <param name="endNs">The end of the window.</param>
    public void CountLost(long endNs)
    {
        endNs = Math.Min(endNs, Workers.Min(static worker => worker.Loop.ReleasedAtNs ?? long.MaxValue));
        foreach (var (i, scenario) in Scenarios.Index())
        {
            var due = endNs > WarmUpNs ? scenario.DueBetween(Load.WarmUp, RunClock.Span(endNs)) : 0;
            var lost = Math.Max(0, due - Workers.Sum(worker => worker.OfferedOf(i)));
            Due += due;
            Lost += lost;
            Workers[0].Recorder.Drop(Plan.DropsOf(scenario.Scenario), endNs, lost);
        }
    }

    /// <summary>Arrivals that were due in the window; known when the lost ones are counted.</summary>
    public long Due { get; private set; }

    /// <summary>Counts an iteration into flight.</summary>
    public void Enter(long nowNs)
    {
        var inFlight = Interlocked.Increment(ref _inFlight);
        for (var peak = PeakVus; nowNs >= WarmUpNs && inFlight > peak; peak = PeakVus)
        {
            Interlocked.CompareExchange(ref _peakVus, inFlight, peak);
        }
    }

    /// <summary>Counts an iteration out of flight.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var worker in Workers)
        {
            worker.Dispose();
        }

        Samples?.Dispose();
    }
}
