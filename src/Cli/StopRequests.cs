namespace Headroom.Cli;

/// <summary>What a signal asks for.</summary>
internal enum StopRequest
{
    /// <summary>To stop, keep what was collected and remove what was made.</summary>
    Stop,

    /// <summary>Nothing new: it came with the one before.</summary>
    Same,

    /// <summary>To leave at once.</summary>
    Leave,
}

/// <summary>Tells a signal that was meant once from one that somebody sends again.</summary>
/// <remarks>timeout(1) signals the process and then its group: what follows within a second is the same request.</remarks>
internal sealed class StopRequests(TimeProvider time)
{
    /// <summary>Signals that are closer to the first than this are one request.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new(); // signals come on threads of their own
    private long? _first;

    /// <summary>What the signal that came now asks for.</summary>
    public StopRequest Next()
    {
        lock (_gate)
        {
            if (_first is { } first)
            {
                return time.GetElapsedTime(first) < Together ? StopRequest.Same : StopRequest.Leave;
            }

            _first = time.GetTimestamp();
            return StopRequest.Stop;
        }
    }
}
