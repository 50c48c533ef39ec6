namespace Headroom.Statistics;

/// <summary>Several tests at once, with one rate of false positives for all of them together.</summary>
/// <remarks><b>Source:</b> Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6
/// (1979).</remarks>
public static class Holm
{
    /// <summary>
    /// The adjusted p values, in the order of what was given: those below alpha may be rejected together, and any of them is wrong with a
    /// probability of at most alpha.
    /// </summary>
    public static IReadOnlyList<double> Adjusted(IReadOnlyList<double> pValues)
    {
        var adjusted = new double[pValues.Count];
        var greatest = 0.0;
        foreach (var (place, index) in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]).Index())
        {
            greatest = Math.Max(greatest, Math.Min(1, pValues[index] * (pValues.Count - place)));
            adjusted[index] = greatest;
        }

        return adjusted;
    }
}
