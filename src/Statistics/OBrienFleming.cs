namespace Headroom.Statistics;

/// <summary>A moment at which an experiment may end early.</summary>
/// <param name="Number">1 for the first look.</param>
/// <param name="Share">The share of the planned pairs that are measured by then, 0..1.</param>
/// <param name="Z">How far from zero, in standard deviations, the result must lie to end the experiment.</param>
public sealed record Look(int Number, double Share, double Z)
{
    /// <summary>The two-sided probability that a result without an effect lies beyond <see cref="Z"/>, 0..1.</summary>
    public double Alpha { get; } = StandardNormal.Beyond(Z);

    /// <summary>Of an interval at this look, 0..1.</summary>
    public double Confidence => 1 - Alpha;

    /// <summary>Whether no look follows.</summary>
    public bool IsLast => Share >= 1;

    /// <summary>The count of pairs at which this look is due.</summary>
    public int PairsOf(int planned) => (int)Math.Ceiling(planned * Share);
}

/// <summary>Four looks at an experiment that share a false positive rate of 1 %.</summary>
/// <remarks>
/// Looking often and stopping at the first p below 1 % is wrong in 2 to 3 % of the experiments without an effect. The boundary
/// z = 2.609 / sqrt(share) is nearly unreachable at first and costs the last look little: its own alpha is 0.9 %.
/// <para><b>Source:</b> O'Brien and Fleming, "A multiple testing procedure for clinical trials", Biometrics 35 (1979); the constant for
/// four looks and 1 % is in Jennison and Turnbull, Group Sequential Methods, table 2.3.</para>
/// </remarks>
public static class OBrienFleming
{
    /// <summary>The rate of false positives of all looks together, two-sided, 0..1.</summary>
    public const double Alpha = 0.01;

    /// <summary>The looks at 25, 50, 75 and 100 % of the planned pairs.</summary>
    public static IReadOnlyList<Look> Looks { get; } = [new(1, 0.25, 5.218), new(2, 0.5, 3.690), new(3, 0.75, 3.013), new(4, 1, 2.609)];
}
