using MathNet.Numerics.Distributions;

namespace Headroom.Statistics;

/// <summary>The normal distribution with mean 0 and deviation 1.</summary>
/// <remarks><b>Source:</b> MathNet.Numerics, whose error function is that of the Boost C++ libraries.</remarks>
internal static class StandardNormal
{
    /// <summary>P(Z &lt;= z).</summary>
    public static double UpTo(double z) => Normal.CDF(0, 1, z);

    /// <summary>P(|Z| >= z), for z of 0 and above.</summary>
    public static double Beyond(double z) => Math.Min(1, 2 * Normal.CDF(0, 1, -z));

    /// <summary>The z that Z does not exceed with the given probability (0..1).</summary>
    public static double Quantile(double probability) => Normal.InvCDF(0, 1, probability);
}
