using Headroom.Load.Protocols;
using Headroom.Load.Recording;
using Headroom.Load.Requests;
using Headroom.Load.Responses;
using Headroom.Model.Plans;

namespace Headroom.Load.Engine;

/// <summary>One thread's share of a run: its event loop, its virtual users, and what they saw.</summary>
internal sealed class Worker : IDisposable
{
    private readonly RunState _run;
    private readonly Connections _connections;
    private readonly Dictionary<PreparedFlow, FlowSlot> _slots = [];
    private readonly List<(VirtualUser[] Users, Turns Turns)> _scenarios = [];

    /// <summary>Starts the thread; nothing is sent yet.</summary>
    public Worker(RunState run, int number)
    {
        (_run, Number) = (run, number);
        Loop = new EventLoop(run.Clock);
        _connections = new Connections(Loop, run.Target, run.Scenarios[0].Seed ^ (ulong)number);
        Recorder = new Recorder(run.Plan, run.WarmUpNs, run.TotalNs);
        Samples = run.Samples?.NewBatch();
        foreach (var scenario in run.Scenarios)
        {
            var script = new ScenarioScript(
                scenario.Scenario, run.Load, run.Bindings, run.Cursors, run.Target.Address, scenario.Seed, run.Clock.Time);
            int[] numbers = [.. Enumerable.Range(0, scenario.Vus).Where(vu => vu % run.Threads == number)];
            _scenarios.Add(([.. numbers.Select(vu => new VirtualUser(this, scenario, script, vu))], TurnsOf(scenario)));
        }
    }

    /// <summary>Its number, from 0.</summary>
    public int Number { get; }

    /// <summary>How many workers there are.</summary>
    public int Count => _run.Threads;

    /// <summary>Its thread.</summary>
    public EventLoop Loop { get; }

    /// <summary>What it saw.</summary>
    public Recorder Recorder { get; }

    /// <summary>Where it puts every request, or null when nobody wants them.</summary>
    public SampleBatch? Samples { get; }

    /// <summary>Where it notes every GET, or null when nobody wants that.</summary>
    public ReadLog? Reads => _run.Reads;

    /// <summary>When the window begins.</summary>
    public long WarmUpNs => _run.WarmUpNs;

    /// <summary>How long a request may take.</summary>
    public long TimeoutNs => _run.TimeoutNs;

    /// <summary>Whether the graceful stop is over.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Connections that were opened.</summary>
    public long Opened => _scenarios.Sum(static scenario => scenario.Users.Sum(static user => user.Opened));

    /// <summary>Arrivals of a scenario in the window that were put in line.</summary>
    public long OfferedOf(int scenario) => (_scenarios[scenario].Turns as OpenTurns)?.Offered ?? 0;

    /// <summary>Arrivals of the window that stood in line until it was too late.</summary>
    public long DroppedByTarget => _scenarios.Sum(static scenario => (scenario.Turns as OpenTurns)?.DroppedByTarget ?? 0);

    /// <summary>Runs its virtual users until their turns are over.</summary>
    /// <param name="deadlineNs">When nothing may start any more.</param>
    public Task RunAsync(long deadlineNs) => Loop.RunAsync(async () =>
    {
        var running = new List<Task>();
        foreach (var (users, turns) in _scenarios)
        {
            foreach (var user in users)
            {
                user.Begin(_run.Shared);
                running.Add(user.RunAsync(turns));
            }

            if (turns is OpenTurns open)
            {
                running.Add(open.FeedAsync(deadlineNs));
            }
        }

        await Task.WhenAll(running);
        Samples?.Flush();
    });

    /// <summary>Lets nothing more start.</summary>
    public Task CloseAsync() => Loop.RunAsync(() =>
    {
        _scenarios.ForEach(static scenario => scenario.Turns.Close());
        return Task.CompletedTask;
    });

    /// <summary>Cuts off what is still in flight.</summary>
    public Task CutAsync() => Loop.RunAsync(() =>
    {
        IsCut = true;
        foreach (var (users, turns) in _scenarios)
        {
            turns.Close();
            Array.ForEach(users, static user => user.Cut());
        }

        return Task.CompletedTask;
    });

    /// <summary>Where the iterations of a flow are counted.</summary>
    public FlowSlot SlotOf(Scenario scenario, PreparedFlow flow)
    {
        if (!_slots.TryGetValue(flow, out var slot))
        {
            _slots[flow] = slot = _run.Plan.SlotOf(scenario, flow.Flow);
        }

        return slot;
    }

    /// <summary>A set of values for a virtual user.</summary>
    public Values NewValues() => new(_run.Bindings);

    /// <summary>A connection for a kind of exchange.</summary>
    public Connection Connect(Exchange exchange) => _connections.Create(exchange);

    /// <summary>Takes what later requests need from a response; false when it does not hold that.</summary>
    public bool Extract(PreparedRequest request, ResponseJudge judge, Connection connection, Values values)
    {
        for (var i = 0; i < request.Template.Extractions.Count; i++)
        {
            var value = values.Renew(_run.Bindings.SlotOf(request.Template.Extractions[i].Variable));
            if (connection.Error != ErrorKind.None || !judge.TryExtract(i, Recorder.Reading, value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Counts an iteration into flight.</summary>
    public void Enter() => _run.Enter(Loop.Clock.NowNs);

    /// <summary>Counts an iteration out of flight.</summary>
    public void Leave() => _run.Leave();

    /// <summary>Ends the run because a feed is dry; the iteration that found it so does not take place.</summary>
    public void RunDry()
    {
        Leave();
        _run.End($"feed '{_run.Cursors.Dry!.Name}' ran dry: all its {_run.Cursors.Dry.Values.Count} values were used");
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        Loop.RunAsync(() =>
        {
            _scenarios.ForEach(static scenario => Array.ForEach(scenario.Users, static user => user.Close()));
            _connections.Dispose();
            return Task.CompletedTask;
        }).Wait();
        Loop.Dispose();
    }

    private Turns TurnsOf(ScenarioRun scenario) => scenario.Arrivals is { } arrivals
        ? new OpenTurns(this, scenario, arrivals, _run.Plan.DropsOf(scenario.Scenario))
        : new ClosedTurns(this, scenario, scenario.Users!);
}
