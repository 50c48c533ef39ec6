using MathNet.Numerics;

namespace Headroom.Statistics;

/// <summary>Failures in two independent samples, by the exact distribution of the table with its margins held.</summary>
/// <remarks>
/// <para><b>Source:</b> Fisher, "On the interpretation of chi-squared from contingency tables, and the calculation of P", Journal of
/// the Royal Statistical Society 85 (1922).</para>
/// </remarks>
public static class FisherExact
{
    /// <summary>Terms below this part of the sum change nothing.</summary>
    private const double Negligible = 1e-17;

    /// <summary>
    /// Probability of at least so many failures in the second sample, when both fail alike: small when the second fails more.
    /// </summary>
    /// <param name="failed">Failures in the first sample.</param>
    /// <param name="total">Its size.</param>
    /// <param name="otherFailed">Failures in the second sample.</param>
    /// <param name="otherTotal">Its size.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more failures than cases, or a number is negative.</exception>
    public static double Greater(long failed, long total, long otherFailed, long otherTotal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(failed);
        ArgumentOutOfRangeException.ThrowIfNegative(otherFailed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(failed, total);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(otherFailed, otherTotal);
        if (otherFailed == 0)
        {
            return 1;
        }

        double all = total + otherTotal, failures = failed + otherFailed, most = Math.Min(failures, otherTotal);
        var term = Math.Exp(Ways(failures, otherFailed) + Ways(all - failures, otherTotal - otherFailed) - Ways(all, otherTotal));
        var sum = 0.0;
        for (double k = otherFailed; k <= most; k++)
        {
            sum += term;
            var ratio = (failures - k) * (otherTotal - k) / ((k + 1) * (all - failures - otherTotal + k + 1));
            term *= ratio;
            if (ratio < 1 && term <= Negligible * sum)
            {
                break; // past the mode, each is smaller than the last; where all are too small for a number, all are 0
            }
        }

        return Math.Min(1, sum);
    }

    private static double Ways(double n, double k) =>
        SpecialFunctions.GammaLn(n + 1) - SpecialFunctions.GammaLn(k + 1) - SpecialFunctions.GammaLn(n - k + 1);
}
