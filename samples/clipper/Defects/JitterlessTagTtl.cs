using System.Security.Cryptography;

namespace Clipper.Defects;

/// <summary>
/// <c>GET /tags/{id}</c>. Broken: every tag is kept for exactly as long, so tags that were read together, such as after a start, are all
/// read anew at one moment, again and again. Cured: each is kept for a time of its own, and the reads are spread.
/// In both twins one request reads a tag for all that ask for it meanwhile.
/// </summary>
public static class JitterlessTagTtl
{
    public static readonly Defect Defect = new(
        "jitterless-tag-ttl",
        "All tags are kept for exactly four seconds, and those read together expire together; the cure keeps each for 2.8 to 5.2 s.");

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(4);

    /// <summary>What the cure multiplies a lifetime by, in percent: from, and up to but without.</summary>
    private static readonly (int From, int To) Jitter = (70, 131);

    /// <summary>One answer for each tag, kept for its lifetime; what is not there (null) is not kept.</summary>
    public sealed class Cache<T>(Switches switches, TimeProvider clock)
        where T : class
    {
        private readonly Lock gate = new();
        private readonly Dictionary<int, Entry> kept = [];

        private sealed record Entry(Task<T?> Answer, long Since, TimeSpan Lifetime);

        public Task<T?> Get(int tag, Func<Task<T?>> fill)
        {
            lock (gate)
            {
                if (kept.TryGetValue(tag, out var entry) && IsFresh(entry)) return entry.Answer;
                kept[tag] = new Entry(Fill(tag, fill), clock.GetTimestamp(), LifetimeOfOne());
                return kept[tag].Answer;
            }
        }

        private async Task<T?> Fill(int tag, Func<Task<T?>> fill)
        {
            await Task.Yield(); // so that it ends after its entry is there
            var answer = await fill();
            if (answer is not null) return answer;
            lock (gate) kept.Remove(tag);
            return null;
        }

        private bool IsFresh(Entry entry) => !entry.Answer.IsFaulted && clock.GetElapsedTime(entry.Since) < entry.Lifetime;

        private TimeSpan LifetimeOfOne() =>
            switches.On(Defect) ? Lifetime : Lifetime * RandomNumberGenerator.GetInt32(Jitter.From, Jitter.To) / 100;
    }
}
