namespace Headroom.Statistics;

/// <summary>
/// How many durations lie in each of 24 fixed steps of latency: coarse, small to keep for every second of a run, and summable. What a
/// map of latency over time is drawn of.
/// </summary>
/// <remarks>
/// Each step ends at 10^(1/4), about 1.78 times, where the one before ends; the first holds what took less than 178 µs, the last what
/// took 56.2 s and more. The steps are the same for every run, so that counts of several seconds, workers or runs add up.
/// </remarks>
public sealed record LatencyCounts
{
    /// <summary>Into how many steps latency is cut.</summary>
    public const int Steps = 24;

    private const double LeastNs = 100_000;
    private const double StepsInTen = 4;

    /// <summary>Counts that were stored.</summary>
    /// <param name="counts">A count for each step from the shortest up; steps that are missing at the end hold nothing.</param>
    /// <exception cref="ArgumentException">There are more steps than 24, or a count is below 0.</exception>
    public LatencyCounts(IEnumerable<long> counts)
    {
        List<long> known = [.. counts];
        if (known.Count > Steps || known.Exists(static count => count < 0))
        {
            throw new ArgumentException($"impossible counts of latency: {string.Join(',', known)}", nameof(counts));
        }

        Counts = [.. known.Take(known.FindLastIndex(static count => count > 0) + 1)];
    }

    /// <summary>Where each step but the last ends, in nanoseconds: what took exactly so long is in the next one.</summary>
    public static IReadOnlyList<long> EndsNs { get; } =
        [.. Enumerable.Range(1, Steps - 1).Select(static step => (long)Math.Round(LeastNs * Math.Pow(10, step / StepsInTen)))];

    /// <summary>A count for each step from the shortest up, to the last one that holds anything.</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <summary>What a histogram holds, or null when it holds nothing.</summary>
    /// <param name="latency">Durations.</param>
    public static LatencyCounts? Of(Histogram latency)
    {
        if (latency.Count == 0)
        {
            return null;
        }

        var counts = new long[Steps];
        var step = 0;
        foreach (var (valueNs, count) in latency.Values())
        {
            while (step < EndsNs.Count && valueNs >= EndsNs[step])
            {
                step++;
            }

            counts[step] += count;
        }

        return new LatencyCounts(counts);
    }

    /// <summary>The counts of several, added up; null when there is none.</summary>
    /// <param name="parts">Counts; null is unknown, and adds nothing.</param>
    public static LatencyCounts? Sum(IEnumerable<LatencyCounts?> parts)
    {
        List<LatencyCounts> known = [.. parts.OfType<LatencyCounts>()];
        return known.Count == 0 ? null : new LatencyCounts(Enumerable.Range(0, Steps).Select(step => known.Sum(part => part.At(step))));
    }

    /// <summary>Whether both hold the same counts.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(LatencyCounts? other) => other is not null && Counts.SequenceEqual(other.Counts);

    /// <inheritdoc/>
    public override int GetHashCode() => Counts.Aggregate(0, static (hash, count) => HashCode.Combine(hash, count));

    private long At(int step) => step < Counts.Count ? Counts[step] : 0;
}
