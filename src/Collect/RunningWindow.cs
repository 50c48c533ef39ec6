using Headroom.Model.Evidence;

namespace Headroom.Collect;

/// <summary>A window that has begun: when, by the time of day; how long ago, by the monotonic clock, which nobody sets.</summary>
/// <param name="time">Both clocks.</param>
public sealed class RunningWindow(TimeProvider time)
{
    private readonly long _stamp = time.GetTimestamp();

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>How long it lasts so far.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_stamp);

    /// <summary>The window from its beginning until now.</summary>
    public Window SoFar => new(StartedAt, Elapsed);
}
