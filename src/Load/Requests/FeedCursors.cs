using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Load.Requests;

/// <summary>Gives out the values of the feeds to all virtual users of a run.</summary>
/// <param name="feeds">The feeds.</param>
/// <param name="isAfterLoad">
/// Whether a load has taken values before: a unique feed then begins with its last value, to which the load came last if at all, and goes
/// round instead of running dry.
/// </param>
internal sealed class FeedCursors(IReadOnlyList<Feed> feeds, bool isAfterLoad = false)
{
    private readonly long[] _taken = new long[feeds.Count];
    private int _dry = -1;

    /// <summary>The feed that ran dry, or null.</summary>
    public Feed? Dry => Volatile.Read(ref _dry) is >= 0 and var index ? feeds[index] : null;

    /// <summary>The place of an iteration's value, or null when the feed is dry.</summary>
    public long? Draw(int feed, SeededRandom random, int vu)
    {
        var count = feeds[feed].Values.Count;
        switch (feeds[feed].Order)
        {
            case FeedOrder.Sequential:
                return (Interlocked.Increment(ref _taken[feed]) - 1) % count;
            case FeedOrder.PerVu:
                return vu % count;
            case FeedOrder.Unique when isAfterLoad:
                return count - 1 - ((Interlocked.Increment(ref _taken[feed]) - 1) % count);
            case FeedOrder.Unique:
                var place = Interlocked.Increment(ref _taken[feed]) - 1;
                if (place < count)
                {
                    return place;
                }

                Interlocked.CompareExchange(ref _dry, feed, -1);
                return null;
            default:
                return random.Next(count);
        }
    }

    /// <summary>Writes a value.</summary>
    public void Write(int feed, int column, long place, Values values, int slot)
    {
        if (feeds[feed].Values is FeedValues.Range range)
        {
            values.Set(slot, range.From + place);
        }
        else
        {
            values.Set(slot, feeds[feed].Values.At(place, column));
        }
    }
}
