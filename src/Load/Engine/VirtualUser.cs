using System.Runtime.CompilerServices;
using Headroom.Load.Protocols;
using Headroom.Load.Recording;
using Headroom.Load.Requests;
using Headroom.Model.Plans;

namespace Headroom.Load.Engine;

/// <summary>One virtual user: takes turns, runs their iterations, one request at a time, over connections of its own.</summary>
internal sealed class VirtualUser(Worker worker, ScenarioRun scenario, ScenarioScript script, int number)
{
    /// <summary>Between two attempts to connect, so that a closed model does not storm a target that is not there.</summary>
    private const long ReconnectPauseNs = 10_000_000;

    private readonly EventLoop _loop = worker.Loop;
    private readonly Values _values = worker.NewValues();
    private readonly Connection?[] _connections = new Connection?[Enum.GetValues<Exchange>().Length];
    private Action? _parked;
    private (RequestSlot? Slot, long StartedNs, long EndedNs) _group;

    /// <summary>Its number in its scenario, from 0.</summary>
    public int Number => number;

    /// <summary>Iterations that it started.</summary>
    public long Started { get; private set; }

    /// <summary>When its last iteration ended, in nanoseconds since the start of the run; 0 before the first.</summary>
    public long FreeSinceNs { get; private set; }

    /// <summary>When the schedule wanted it last, after it had not.</summary>
    public long WantedSinceNs { get; set; }

    /// <summary>Connections that it opened.</summary>
    public long Opened => _connections.Sum(static connection => connection?.Opened ?? 0);

    /// <summary>Takes the values that setup left.</summary>
    public void Begin(Values shared)
    {
        WantedSinceNs = Math.Max(scenario.StartNs, _loop.Clock.NowNs);
        _values.CopyFrom(shared);
    }

    /// <summary>Runs until its turns are over.</summary>
    public async Task RunAsync(Turns turns)
    {
        while (true)
        {
            var turn = turns.Next(this);
            switch (turn.Kind)
            {
                case TurnKind.Over:
                    return;
                case TurnKind.Wait:
                    await _loop.Pause(turn.IntendedNs);
                    continue;
                case TurnKind.Parked:
                    await new Parking(this);
                    continue;
            }

            Started++;
            worker.Enter();
            if (script.Draw(turn.Number, number, _values) is not { } flow)
            {
                worker.RunDry();
                return;
            }

            await IterateAsync(turn, flow, worker.SlotOf(scenario.Scenario, flow)).ConfigureAwait(false); // inline, not through the loop
            worker.Leave();
        }
    }

    /// <summary>Resumes it where it parked.</summary>
    public void Resume()
    {
        var parked = _parked;
        _parked = null;
        parked?.Invoke();
    }

    /// <summary>Cuts off its request in flight.</summary>
    public void Cut()
    {
        foreach (var connection in _connections)
        {
            connection?.End(ErrorKind.Unfinished);
        }
    }

    /// <summary>Closes its connections.</summary>
    public void Close()
    {
        foreach (var connection in _connections)
        {
            connection?.Close();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask IterateAsync(Turn turn, PreparedFlow flow, FlowSlot flowSlot)
    {
        var (intended, ready) = (turn.IntendedNs, turn.ReadyNs);
        var slots = flowSlot.Requests;
        worker.Recorder.Start(intended, turn.Waited);
        FreeSinceNs = ready;
        _group = default;
        for (var i = 0; i < slots.Length; i++)
        {
            if (i > 0 && intended > _loop.Clock.NowNs)
            {
                await _loop.Pause(intended);
            }

            if ((i > 0 && _loop.IsReleased) || worker.IsCut)
            {
                return;
            }

            var request = flow.Requests[i];
            script.Refresh(request, turn.Number, i, _values);
            var connection = ConnectionFor(request.Template.Exchange);
            await connection.SendAsync(request, _values, slots[i].Response.NeedsBody || worker.Reads is not null, worker.TimeoutNs);
            FreeSinceNs = connection.FreeNs;
            if (!Take(request, slots[i], connection, intended, ready, turn))
            {
                worker.Recorder.Cut(turn.IntendedNs);
                await _loop.Pause(FreeSinceNs + PauseAfter(request, connection));
                FreeSinceNs = _loop.Clock.NowNs;
                return;
            }

            intended = ready = FreeSinceNs + PauseAfter(request, connection);
        }

        if (intended > FreeSinceNs)
        {
            await _loop.Pause(intended);
            FreeSinceNs = Math.Min(intended, _loop.Clock.NowNs);
        }

        EndGroup();
        worker.Recorder.End(flowSlot, turn.IntendedNs, FreeSinceNs);
    }

    /// <summary>Records what came back and takes what later requests need from it; false when it does not hold that.</summary>
    private bool Take(PreparedRequest request, RequestSlot slot, Connection connection, long intended, long ready, Turn turn)
    {
        var failed = worker.Recorder.Record(slot, connection, intended, ready);
        worker.Samples?.Add(new RequestSample
        {
            Endpoint = slot.Endpoint,
            Iteration = turn.Number,
            Vu = number,
            IntendedNs = intended,
            BeganNs = connection.BeganNs,
            EndedNs = connection.EndedNs,
            Status = connection.Error == ErrorKind.None ? connection.Response.Status : 0,
            Error = connection.Error,
            Failed = failed,
            Received = connection.BodyBytes,
            WarmUp = intended < worker.WarmUpNs,
        });
        if (intended >= worker.WarmUpNs)
        {
            worker.Reads?.Add(request, _values, connection);
        }

        if (slot.Group != (_group.Slot?.Group ?? -1))
        {
            EndGroup();
            _group = (slot, connection.BeganNs, 0);
        }

        _group.EndedNs = connection.EndedNs;
        return request.Template.Extractions.Count == 0 || worker.Extract(request, slot.Response, connection, _values);
    }

    private void EndGroup()
    {
        if (_group.Slot is { Group: >= 0 } slot)
        {
            worker.Recorder.Group(slot, _group.StartedNs, _group.EndedNs);
        }

        _group = default;
    }

    private long PauseAfter(PreparedRequest request, Connection connection) =>
        RunClock.Ns(request.Template.ThinkTime) + (IsLost(connection) ? ReconnectPauseNs : 0);

    private bool IsLost(Connection connection) => !scenario.IsOpen && connection.Error != ErrorKind.None
        && (connection.EndedNs == connection.HandedNs // it ended before it left
            || connection.Error
                is ErrorKind.Refused or ErrorKind.Unresolved or ErrorKind.Unreachable or ErrorKind.Exhausted or ErrorKind.Tls);

    private Connection ConnectionFor(Exchange exchange) => _connections[(int)exchange] ??= worker.Connect(exchange);

    /// <summary>Waits to be resumed.</summary>
    private readonly struct Parking(VirtualUser user) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Parking GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) => user._parked = continuation;
    }
}
