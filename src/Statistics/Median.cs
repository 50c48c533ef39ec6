namespace Headroom.Statistics;

/// <summary>The middle of values: of an even count the mean of the two middles.</summary>
public static class Median
{
    /// <summary>Of values in any order; null without any.</summary>
    public static double? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : OfSorted(sorted);
    }

    /// <summary>Of at least one value, the least first.</summary>
    internal static double OfSorted(IReadOnlyList<double> sorted) => (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
