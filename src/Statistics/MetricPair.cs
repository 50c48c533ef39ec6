namespace Headroom.Statistics;

/// <summary>A block of each arm, measured side by side in an order drawn by chance.</summary>
/// <param name="Base">The metric of the base arm's block, of 0 and above, less is better; plus infinity when the block failed or timed
/// out.</param>
/// <param name="Remedy">The metric of the remedy arm's block, likewise.</param>
/// <param name="IsDisturbed">Whether an independent probe saw the machine change between the halves; the pair is dropped unread.</param>
public sealed record MetricPair(double Base, double Remedy, bool IsDisturbed = false)
{
    /// <summary>
    /// How far the independent probe's readings in the two halves may lie apart, as a ratio: beyond, the pair is disturbed.
    /// </summary>
    /// <remarks>The probe knows neither arm (a spin of 1 ms and a null endpoint every 20 ms), so that dropping a pair favours
    /// none.</remarks>
    public const double ProbeTolerance = 0.15;

    /// <summary>d = ln(remedy / base): below 0 the remedy is better; 0 when both are zero or both failed.</summary>
    public double LogRatio => Logarithm(Base, Remedy);

    /// <summary>Whether the probe's readings of the two halves differ by more than <see cref="ProbeTolerance"/>.</summary>
    public static bool Disturbs(double oneHalf, double otherHalf) =>
        Math.Max(oneHalf, otherHalf) > Math.Min(oneHalf, otherHalf) * (1 + ProbeTolerance);

    /// <summary>ln(to / from), infinite when one of them is zero or infinite, 0 when both are.</summary>
    internal static double Logarithm(double from, double to) => from.Equals(to) ? 0 : Math.Log(to) - Math.Log(from);
}
