namespace Headroom.Load.Import.Stacks;

/// <summary>The unit of a profile, and what its amounts are multiplied with to be in it.</summary>
/// <param name="Name">"nanoseconds", "bytes" or "count".</param>
/// <param name="Factor">How many of it one of the profile's own is.</param>
internal sealed record ProfileUnit(string Name, long Factor)
{
    /// <summary>Events, objects, samples.</summary>
    public const string Count = "count";

    /// <summary>The unit by the profiler's name for it; what is not known is counted.</summary>
    public static ProfileUnit Of(string name) => name.ToLowerInvariant() switch
    {
        "nanoseconds" or "nanosecond" or "ns" => new("nanoseconds", 1),
        "microseconds" or "microsecond" or "us" or "µs" => new("nanoseconds", 1000),
        "milliseconds" or "millisecond" or "ms" => new("nanoseconds", 1_000_000),
        "seconds" or "second" or "s" => new("nanoseconds", 1_000_000_000),
        "bytes" or "byte" or "b" => new("bytes", 1),
        "kilobytes" or "kilobyte" or "kb" or "kib" => new("bytes", 1024),
        "megabytes" or "megabyte" or "mb" or "mib" => new("bytes", 1024 * 1024),
        _ => new(Count, 1),
    };

    /// <summary>An amount in this unit; the greatest number where it does not fit.</summary>
    /// <param name="amount">At least 0, in the profile's own unit.</param>
    public long Times(long amount) => amount > long.MaxValue / Factor ? long.MaxValue : amount * Factor;

    /// <summary>The same of a fraction.</summary>
    public long Times(double amount) =>
        amount * Factor is var all && all < long.MaxValue ? (long)Math.Round(Math.Max(0, all)) : long.MaxValue;
}
