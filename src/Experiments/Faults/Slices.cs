using Headroom.Statistics;

namespace Headroom.Experiments.Faults;

/// <summary>Cuts a length into slices of about a size.</summary>
internal static class Slices
{
    /// <summary>
    /// Adds slices whose sum is <paramref name="total"/>, each within 1 and <paramref name="average"/> + <paramref name="variation"/>. A
    /// length is halved, the cut moved by up to the variation, until the parts are small enough: no end of it has smaller slices than the
    /// other.
    /// </summary>
    public static void Cut(int total, int average, int variation, SeededRandom random, List<int> to)
    {
        if (total - average <= variation)
        {
            to.Add(total);
            return;
        }

        var half = (total / 2) + (variation > 0 ? (int)(random.Next((2L * variation) + 1) - variation) : 0);
        var left = Math.Clamp(half, 1, total - 1);
        Cut(left, average, variation, random, to);
        Cut(total - left, average, variation, random, to);
    }
}
