namespace Clipper.Defects;

/// <summary>
/// <c>GET /tags/popular</c>. Broken: when the cached answer has expired, every request at that moment counts the tags for itself.
/// Cured: the first one counts, and the others await its answer.
/// </summary>
public static class PopularTagsStampede
{
    public static readonly Defect Defect = new(
        "popular-tags-stampede",
        "All requests at the moment of expiry count the popular tags anew; the cure lets one of them count for all.");

    /// <summary>How long an answer is kept.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    /// <summary>One answer, kept for its lifetime.</summary>
    public sealed class Cache<T>(Switches switches, TimeProvider clock)
    {
        private readonly Lock gate = new();
        private (Task<T> Answer, long Since)? kept;

        public Task<T> Get(Func<Task<T>> fill) => switches.On(Defect) ? EachForItself(fill) : OnceForAll(fill);

        private async Task<T> EachForItself(Func<Task<T>> fill)
        {
            (Task<T> Answer, long Since)? fresh;
            lock (gate) fresh = IsFresh() ? kept : null;
            if (fresh is var (answer, _)) return await answer;
            var mine = await fill();
            lock (gate) kept = (Task.FromResult(mine), clock.GetTimestamp());
            return mine;
        }

        private Task<T> OnceForAll(Func<Task<T>> fill)
        {
            lock (gate)
            {
                if (IsFresh()) return kept!.Value.Answer;
                kept = (fill(), clock.GetTimestamp());
                return kept.Value.Answer;
            }
        }

        private bool IsFresh() => kept is var (answer, since) && !answer.IsFaulted && clock.GetElapsedTime(since) < Lifetime;
    }
}
