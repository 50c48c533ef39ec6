using Headroom.Load.Recording;
using Headroom.Model.Plans;

namespace Headroom.Load.Engine;

/// <summary>What all virtual users of a run share.</summary>
internal sealed class RunState : IDisposable
{
    private readonly ThreadLocal<Recorder> _recorders;
    private readonly long _warmUpNs;
    private volatile bool _isCut;
    private int _inFlight;
    private int _peakVus;

    /// <summary>Prepares a run; its time starts now.</summary>
    public RunState(TimeProvider time, Uri target, LoadPlan load, ulong seed, int vus)
    {
        Load = load;
        Renderer = new RequestRenderer(load, seed);
        Plan = new RecordingPlan(load);
        Sender = new HttpSender(target, vus, time);
        _warmUpNs = RunClock.Ns(load.WarmUp);
        _recorders = new ThreadLocal<Recorder>(() => new Recorder(Plan, _warmUpNs), trackAllValues: true);
        Clock = new RunClock(time);
        Dispatcher = new Dispatcher(Clock);
    }

    /// <summary>The load.</summary>
    public LoadPlan Load { get; }

    /// <summary>Draws iterations.</summary>
    public RequestRenderer Renderer { get; }

    /// <summary>Where requests are counted.</summary>
    public RecordingPlan Plan { get; }

    /// <summary>Sends.</summary>
    public HttpSender Sender { get; }

    /// <summary>The run's time.</summary>
    public RunClock Clock { get; }

    /// <summary>Wakes on time.</summary>
    public Dispatcher Dispatcher { get; }

    /// <summary>The calling thread's recorder.</summary>
    public Recorder Recorder => _recorders.Value!;

    /// <summary>All recorders; they are at rest when no virtual user runs any more.</summary>
    public IReadOnlyList<Recorder> Recorders => [.. _recorders.Values];

    /// <summary>
    /// Whether nothing new may start: from the dispatcher's release on, so that whatever was due before an interruption did start.
    /// </summary>
    public bool IsStopped => Dispatcher.ReleasedAtNs is not null;

    /// <summary>Whether the graceful stop is over: what is in flight is cut off.</summary>
    public bool IsCut => _isCut;

    /// <summary>Iterations in flight.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Most iterations in flight at once, seen from the end of the warm-up.</summary>
    public int PeakVus => Volatile.Read(ref _peakVus);

    /// <summary>Interrupts: iterations end after their current request, nothing new starts.</summary>
    public void Stop() => Dispatcher.Release();

    /// <summary>Ends the graceful stop.</summary>
    public void Cut()
    {
        _isCut = true;
        Stop();
    }

    /// <summary>Counts an iteration into flight.</summary>
    public void Enter(long nowNs)
    {
        var inFlight = Interlocked.Increment(ref _inFlight);
        for (var peak = PeakVus; nowNs >= _warmUpNs && inFlight > peak; peak = PeakVus)
        {
            Interlocked.CompareExchange(ref _peakVus, inFlight, peak);
        }
    }

    /// <summary>Counts an iteration out of flight.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispatcher.Dispose();
        Sender.Dispose();
        _recorders.Dispose();
    }
}
