using MathNet.Numerics;

namespace Headroom.Statistics;

/// <summary>Failures in two independent samples, by the exact distribution of the table with its margins held.</summary>
/// <remarks>
/// <para><b>Source:</b> Fisher, "On the interpretation of chi-squared from contingency tables, and the calculation of P", Journal of the Royal
/// Statistical Society 85 (1922).</para>
/// </remarks>
public static class FisherExact
{
    /// <summary>Probability of at least so many failures in the second sample, when both fail alike: small when the second fails more.</summary>
    /// <param name="failed">Failures in the first sample.</param>
    /// <param name="total">Its size.</param>
    /// <param name="otherFailed">Failures in the second sample.</param>
    /// <param name="otherTotal">Its size.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more failures than cases, or a number is negative or above 2^31 - 1.</exception>
    public static double Greater(long failed, long total, long otherFailed, long otherTotal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(failed);
        ArgumentOutOfRangeException.ThrowIfNegative(otherFailed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(failed, total);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(otherFailed, otherTotal);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(total + otherTotal, int.MaxValue);
        if (otherFailed == 0)
        {
            return 1;
        }

        var (all, failures) = ((int)(total + otherTotal), (int)(failed + otherFailed));
        var ways = SpecialFunctions.BinomialLn(all, (int)otherTotal);
        var sum = 0.0;
        for (var k = Math.Min(failures, (int)otherTotal); k >= otherFailed; k--) // the smallest first: the sum loses nothing
        {
            sum += Math.Exp(SpecialFunctions.BinomialLn(failures, k) + SpecialFunctions.BinomialLn(all - failures, (int)otherTotal - k) - ways);
        }

        return Math.Min(1, sum);
    }
}
