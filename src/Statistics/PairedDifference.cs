namespace Headroom.Statistics;

/// <summary>The typical difference of paired measurements, with its 99 % interval.</summary>
/// <param name="Difference">A - B, in the measurements' unit: above 0, B is less.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="Pairs">How many pairs it rests on.</param>
public sealed record PairedDifference(double Difference, double Low, double High, int Pairs)
{
    /// <summary>The Hodges-Lehmann estimate of a - b and its 99 % interval, or null below <see cref="PairedRatio.FewestPairs"/>.</summary>
    /// <param name="differences">a - b of each pair.</param>
    public static PairedDifference? Estimate(IReadOnlyList<double> differences)
    {
        if (differences.Count < PairedRatio.FewestPairs)
        {
            return null;
        }

        var centre = HodgesLehmann.Of(differences, PairedRatio.Confidence);
        return new PairedDifference(centre.Estimate, centre.Low, centre.High, differences.Count);
    }
}
