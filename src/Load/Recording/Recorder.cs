using Headroom.Load.Protocols;
using Headroom.Load.Responses;
using Headroom.Load.Thresholds;
using Headroom.Statistics;

namespace Headroom.Load.Recording;

/// <summary>What one worker saw; no other thread touches it while the worker runs, so it needs no lock.</summary>
internal sealed class Recorder(RecordingPlan plan, long warmUpNs, long endNs)
{
    /// <summary>Per endpoint, in the plan's order.</summary>
    public EndpointRecorder[] Endpoints { get; } =
        [.. plan.Endpoints.Select(static endpoint => new EndpointRecorder(endpoint.Checks.Count))];

    /// <summary>Per group, in the plan's order.</summary>
    public Histogram[] Groups { get; } = [.. plan.Groups.Select(static _ => new Histogram())];

    /// <summary>What the thresholds are judged by.</summary>
    public MetricRecorder[] Metrics { get; } = plan.Thresholds.NewRecorders();

    /// <summary>The response that is looked at.</summary>
    public ResponseReading Reading { get; } = new();

    /// <summary>Second by second.</summary>
    public SecondsRecorder Seconds { get; } = new();

    /// <summary>From due, with a VU free, to handed to the socket.</summary>
    public Histogram SendLag { get; } = new();

    /// <summary>Whole iterations that ended by themselves.</summary>
    public Histogram IterationDuration { get; } = new();

    /// <summary>Requests that failed, warm-up included.</summary>
    public long Failed { get; private set; }

    /// <summary>Requests that got a response, warm-up included.</summary>
    public long Answered { get; private set; }

    /// <summary>Iterations of the window that started.</summary>
    public long Iterations { get; private set; }

    /// <summary>Those of them that had to wait for a VU.</summary>
    public long Waited { get; private set; }

    /// <summary>Those of them that ended early for want of a value.</summary>
    public long CutShort { get; private set; }

    /// <summary>Counts the start of an iteration.</summary>
    public void Start(long intendedNs, bool waited)
    {
        if (intendedNs >= warmUpNs)
        {
            Iterations++;
            Waited += waited ? 1 : 0;
        }
    }

    /// <summary>Counts an iteration that ended by itself.</summary>
    public void End(FlowSlot flow, long startedNs, long endedNs)
    {
        if (startedNs >= warmUpNs)
        {
            IterationDuration.Record(endedNs - startedNs);
            flow.Metrics?.Iteration(Metrics, endedNs - warmUpNs, endedNs - startedNs);
        }
    }

    /// <summary>Counts an iteration that ended early because a response did not hold what a later request needs.</summary>
    public void Cut(long startedNs) => CutShort += startedNs >= warmUpNs ? 1 : 0;

    /// <summary>Counts a group of requests that ended.</summary>
    public void Group(RequestSlot slot, long startedNs, long endedNs)
    {
        if (startedNs >= warmUpNs)
        {
            Groups[slot.Group].Record(endedNs - startedNs);
            slot.Metrics?.Group(Metrics, endedNs - warmUpNs, endedNs - startedNs);
        }
    }

    /// <summary>Counts arrivals of the window that were never sent.</summary>
    public void Drop(MetricPlaces? drops, long nowNs, long count) => drops?.Dropped(Metrics, Math.Max(0, nowNs - warmUpNs), count);

    /// <summary>Counts one request; those that were meant for the warm-up only second by second.</summary>
    /// <param name="slot">Where it is counted.</param>
    /// <param name="connection">What came back.</param>
    /// <param name="intendedNs">When it was meant to start.</param>
    /// <param name="readyNs">When it was due and a VU was free for it.</param>
    /// <returns>Whether it failed.</returns>
    public bool Record(RequestSlot slot, Connection connection, long intendedNs, long readyNs)
    {
        if (connection.Error == ErrorKind.None)
        {
            Reading.Open(connection.Response);
        }

        var failed = slot.Fails(connection);
        var isTimed = connection.Error is ErrorKind.None or ErrorKind.Timeout or ErrorKind.Unfinished;
        var latency = connection.EndedNs - intendedNs;
        Failed += failed ? 1 : 0;
        Answered += connection.Error == ErrorKind.None ? 1 : 0;
        Seconds.Record(SecondOf(connection.EndedNs), intendedNs >= warmUpNs, failed, isTimed ? latency : null);
        if (intendedNs < warmUpNs)
        {
            return failed;
        }

        SendLag.Record(connection.HandedNs - readyNs);
        slot.Metrics?.Request(Metrics, connection.EndedNs - warmUpNs, endNs - warmUpNs, connection, failed, isTimed ? latency : null);
        var endpoint = Endpoints[slot.Endpoint];
        endpoint.Record(connection, failed, isTimed ? latency : null, connection.EndedNs - connection.BeganNs);
        for (var i = 0; i < slot.Checks && connection.Error != ErrorKind.Unfinished; i++)
        {
            var (place, holds) = slot.Judge(i, connection, Reading);
            endpoint.Record(place, holds);
            slot.Metrics?.Check(Metrics, connection.EndedNs - warmUpNs, slot.NameOf(i), holds);
        }

        return failed;
    }

    /// <summary>The second of the window in which an instant of the run lies; negative in the warm-up.</summary>
    public int SecondOf(long ns) => (int)Math.Floor((ns - warmUpNs) / 1e9);
}
