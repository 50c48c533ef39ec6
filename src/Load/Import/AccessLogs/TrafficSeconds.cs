namespace Headroom.Load.Import.AccessLogs;

/// <summary>
/// Counts requests and concurrency by second, whatever the order in which they come. Seconds without traffic cost nothing.
/// </summary>
internal sealed class TrafficSeconds
{
    private const int BlockSeconds = 600;
    private const int MaxBlocks = 31 * 24 * 6;
    private const int MaxSpread = 3600;

    private readonly Dictionary<long, Block> _blocks = [];
    private Block? _last;
    private long _lastKey = long.MinValue;

    /// <summary>Requests that are in no second, because the log covers more than 31 days of traffic.</summary>
    public long Beyond { get; private set; }

    /// <summary>Counts a request.</summary>
    /// <param name="time">When it ended, in seconds since 1970.</param>
    /// <param name="verb">Its kind.</param>
    /// <param name="seconds">How long it took; not a number when that is unknown.</param>
    public void Add(long time, Verb verb, double seconds)
    {
        if (BlockOf(time) is not { } block)
        {
            Beyond++;
            return;
        }

        var second = (int)(time - (_lastKey * BlockSeconds));
        block.All[second]++;
        block.Reads[second] += verb.IsRead() ? 1 : 0;
        block.Writes[second] += verb.IsWrite() ? 1 : 0;
        if (seconds > 0)
        {
            Spread(time, Math.Min(seconds, MaxSpread));
        }
    }

    /// <summary>The busiest second and the busiest minute of the clock, by what is counted; null without requests.</summary>
    public (Peak Second, Peak Minute)? Busiest(Func<Block, int[]> kind)
    {
        Peak? second = null, minute = null;
        foreach (var (key, block) in _blocks.OrderBy(static pair => pair.Key))
        {
            var counts = kind(block);
            for (var i = 0; i < BlockSeconds; i += 60)
            {
                Keep(ref minute, Sum(counts.AsSpan(i, 60)), (key * BlockSeconds) + i, 60);
                for (var j = i; j < i + 60; j++)
                {
                    Keep(ref second, counts[j], (key * BlockSeconds) + j, 1);
                }
            }
        }

        return second is { PerSecond: > 0 } && minute is not null ? (second, minute) : null;
    }

    /// <summary>The busiest sixty seconds in a row, wherever they begin, by what is counted; null of fewer seconds.</summary>
    /// <param name="kind">What is counted.</param>
    /// <param name="first">The first second, since 1970.</param>
    /// <param name="last">The last second.</param>
    public Peak? BusiestInARow(Func<Block, int[]> kind, long first, long last)
    {
        Peak? minute = null;
        for (var start = first; start + 59 <= last; start++)
        {
            Keep(ref minute, Enumerable.Range(0, 60).Sum(second => CountAt(kind, start + second)), start, 60);
        }

        return minute;
    }

    /// <summary>
    /// The concurrency that 90 % of the active seconds did not exceed; a second is active when a request was logged or in flight in it.
    /// Null without any.
    /// </summary>
    /// <remarks>
    /// <b>Source:</b> Little's law, J. D. C. Little (1961): concurrency is rate times residence time, which within a second is the sum of
    /// the
    /// time that requests spent in it.
    /// </remarks>
    public double? ConcurrencyP90()
    {
        var active = new List<float>();
        foreach (var block in _blocks.Values)
        {
            for (var i = 0; i < BlockSeconds; i++)
            {
                if (block.All[i] > 0 || block.Concurrency[i] > 0)
                {
                    active.Add(block.Concurrency[i]);
                }
            }
        }

        active.Sort();
        return active.Count == 0 ? null : active[(int)Math.Ceiling(0.9 * active.Count) - 1];
    }

    // A request that ended in this second was in flight in the seconds before it too.
    private void Spread(long time, double seconds)
    {
        for (var at = time; seconds > 0 && BlockOf(at) is { } block; at--, seconds--)
        {
            block.Concurrency[(int)(at - (_lastKey * BlockSeconds))] += (float)Math.Min(1, seconds);
        }
    }

    private int CountAt(Func<Block, int[]> kind, long time)
    {
        var key = KeyOf(time);
        return _blocks.TryGetValue(key, out var block) ? kind(block)[(int)(time - (key * BlockSeconds))] : 0;
    }

    private static long KeyOf(long time)
    {
        var key = Math.DivRem(time, BlockSeconds, out var rest);
        return key - (rest < 0 ? 1 : 0);
    }

    private Block? BlockOf(long time)
    {
        var key = KeyOf(time);
        if (key != _lastKey || _last is null)
        {
            if (!_blocks.TryGetValue(key, out var block) && _blocks.Count < MaxBlocks)
            {
                _blocks[key] = block = new Block();
            }

            (_lastKey, _last) = (key, block);
        }

        return _last;
    }

    private static int Sum(ReadOnlySpan<int> counts)
    {
        var sum = 0;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }

    private static void Keep(ref Peak? peak, int count, long time, int seconds)
    {
        var rate = (double)count / seconds;
        if (peak is null || rate > peak.PerSecond)
        {
            peak = new Peak(rate, DateTimeOffset.FromUnixTimeSeconds(time));
        }
    }

    /// <summary>Ten minutes by second.</summary>
    internal sealed class Block
    {
        /// <summary>All requests.</summary>
        public int[] All { get; } = new int[BlockSeconds];

        /// <summary>Those that only read.</summary>
        public int[] Reads { get; } = new int[BlockSeconds];

        /// <summary>Those that write.</summary>
        public int[] Writes { get; } = new int[BlockSeconds];

        /// <summary>Requests in flight on average.</summary>
        public float[] Concurrency { get; } = new float[BlockSeconds];
    }
}
