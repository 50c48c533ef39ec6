namespace Headroom.Load;

/// <summary>How a run is made, beside what the load plan says.</summary>
public sealed record LoadOptions
{
    /// <summary>What flows, feeds and Poisson arrivals are drawn with.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads that send; each has its share of the virtual users. Never more than there are virtual users.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Told about once a second, on a thread of the pool; null when nobody listens.</summary>
    public IProgress<LoadProgress>? Progress { get; init; }

    /// <summary>Takes every request; null when nobody wants them.</summary>
    public ISampleSink? Samples { get; init; }

    /// <summary>Notes what each GET asked for and got; null when nobody wants that.</summary>
    public ReadLog? Reads { get; init; }
}
