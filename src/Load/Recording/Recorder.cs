using Headroom.Statistics;

namespace Headroom.Load.Recording;

/// <summary>What one worker (a thread that runs virtual users) saw; no other thread writes to it, so it needs no lock.</summary>
internal sealed class Recorder(RecordingPlan plan, long warmUpNs)
{
    private const long SecondNs = 1_000_000_000;

    /// <summary>Per endpoint, in the plan's order.</summary>
    public EndpointRecorder[] Endpoints { get; } =
        [.. plan.Endpoints.Select(static endpoint => new EndpointRecorder(endpoint.Checks.Count))];

    /// <summary>Second by second of the window.</summary>
    public SecondsRecorder Seconds { get; } = new();

    /// <summary>The last few seconds of the run.</summary>
    public LiveSeconds Live { get; } = new();

    /// <summary>From due, with a VU free, to handed to the socket.</summary>
    public Histogram SendLag { get; } = new();

    /// <summary>Iterations of the window that started.</summary>
    public long Iterations { get; private set; }

    /// <summary>Those of them that had to wait for a VU.</summary>
    public long Waited { get; private set; }

    /// <summary>Counts the start of an iteration.</summary>
    public void Start(long intendedNs, bool waited)
    {
        if (intendedNs >= warmUpNs)
        {
            Iterations++;
            Waited += waited ? 1 : 0;
        }
    }

    /// <summary>Counts one request; those that were meant for the warm-up only in the progress.</summary>
    /// <param name="slot">Where it is counted.</param>
    /// <param name="reply">What came back.</param>
    /// <param name="timing">When, in nanoseconds since the start of the run.</param>
    public void Record(RequestSlot slot, Reply reply, RequestTiming timing)
    {
        var failed = slot.Fails(reply);
        var latency = timing.EndedNs - timing.IntendedNs;
        var told = reply.Error is ErrorKind.None or ErrorKind.Timeout or ErrorKind.Unfinished ? latency : (long?)null;
        Live.Record(timing.EndedNs / SecondNs, failed, told);
        if (timing.IntendedNs < warmUpNs)
        {
            return;
        }

        SendLag.Record(timing.HandedNs - timing.ReadyNs);
        Endpoints[slot.Endpoint].Record(slot, reply, failed, latency, timing.EndedNs - timing.BeganNs);
        Seconds.Record((int)((timing.EndedNs - warmUpNs) / SecondNs), failed, told);
    }
}

/// <summary>The instants of one request, in nanoseconds since the start of the run.</summary>
/// <param name="IntendedNs">When it was meant to start.</param>
/// <param name="ReadyNs">When it was due and a VU was free for it.</param>
/// <param name="BeganNs">When the send began.</param>
/// <param name="HandedNs">When it had been handed to the socket.</param>
/// <param name="EndedNs">The last byte, or the error.</param>
internal readonly record struct RequestTiming(long IntendedNs, long ReadyNs, long BeganNs, long HandedNs, long EndedNs);
