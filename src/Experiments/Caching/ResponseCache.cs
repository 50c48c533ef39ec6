using Headroom.Load;
using Headroom.Model.Evidence;

namespace Headroom.Experiments.Caching;

/// <summary>Answers that are kept for a while, each filled by one request at a time; a write drops what it may have changed.</summary>
/// <remarks>It may be used from several threads. An answer that a write overtook on its way is not kept.</remarks>
/// <param name="keptFor">How long an answer is kept, from its arrival on.</param>
/// <param name="time">The clock.</param>
internal sealed class ResponseCache(TimeSpan keptFor, TimeProvider time)
{
    /// <summary>Bytes of bodies that are kept; when they are full, all is dropped and filled anew.</summary>
    private const long Most = 256L << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _hits, _misses, _unkept, _dropped, _bytes;

    /// <summary>What it did so far.</summary>
    public CacheCounts Counts
    {
        get
        {
            lock (_lock)
            {
                return new CacheCounts(_hits, _misses, _unkept, _dropped);
            }
        }
    }

    /// <summary>The answer that is kept, or on its way, for a request; else the service's own, which is kept if it may be.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ask">Asks the service.</param>
    public async Task<Reply> GetAsync(RenderedRequest request, Func<Task<Reply>> ask)
    {
        var key = CacheRules.KeyOf(request);
        var mine = new Entry(request.PathAndQuery);
        if (Find(key, mine) is { } there)
        {
            return await there.Answer.Task is { } kept ? Hit(kept) : await MissAsync(ask);
        }

        Reply? keepable = null;
        try
        {
            var reply = await MissAsync(ask);
            keepable = CacheRules.MayKeep(reply) ? reply : null;
            return reply;
        }
        finally
        {
            Settle(key, mine, keepable);
        }
    }

    /// <summary>Drops what a write may have changed.</summary>
    /// <param name="path">Where the write went.</param>
    public void Drop(string path)
    {
        lock (_lock)
        {
            foreach (var (key, entry) in _entries)
            {
                if (CacheRules.Touches(path, entry.Path))
                {
                    Remove(key, entry);
                    _dropped++;
                }
            }
        }
    }

    // The entry that answers, or null: then the caller's own stands in its place, and others wait for it.
    private Entry? Find(string key, Entry mine)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var entry))
            {
                if (entry.KeptAt is not { } since || time.GetElapsedTime(since) < keptFor)
                {
                    return entry;
                }

                Remove(key, entry);
            }

            _entries[key] = mine;
            return null;
        }
    }

    private void Settle(string key, Entry mine, Reply? keepable)
    {
        lock (_lock)
        {
            _unkept += keepable is null ? 1 : 0;
            if (_entries.TryGetValue(key, out var current) && ReferenceEquals(current, mine))
            {
                if (keepable is null)
                {
                    _entries.Remove(key);
                }
                else
                {
                    mine.KeptAt = time.GetTimestamp();
                    mine.Bytes = keepable.Body.Length;
                    _bytes += mine.Bytes;
                }
            }

            if (_bytes > Most)
            {
                _entries.Clear();
                _bytes = 0;
            }
        }

        mine.Answer.SetResult(keepable);
    }

    private void Remove(string key, Entry entry)
    {
        _entries.Remove(key);
        _bytes -= entry.Bytes;
    }

    private Reply Hit(Reply kept)
    {
        lock (_lock)
        {
            _hits++;
        }

        return kept;
    }

    private Task<Reply> MissAsync(Func<Task<Reply>> ask)
    {
        lock (_lock)
        {
            _misses++;
        }

        return ask();
    }

    private sealed class Entry(string path)
    {
        /// <summary>What was asked for.</summary>
        public string Path => path;

        /// <summary>When the answer came; null while it is on its way.</summary>
        public long? KeptAt { get; set; }

        /// <summary>Bytes of its body; 0 while it is on its way.</summary>
        public long Bytes { get; set; }

        /// <summary>The answer; null when it may not be kept.</summary>
        public TaskCompletionSource<Reply?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
