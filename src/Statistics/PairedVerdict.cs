namespace Headroom.Statistics;

/// <summary>What a paired experiment says.</summary>
public abstract record PairedVerdict
{
    private PairedVerdict()
    {
    }

    /// <summary>The remedy is better by 3 % or more, and chance alone would hardly say so.</summary>
    public sealed record Improved : PairedVerdict;

    /// <summary>The remedy is worse by 3 % or more, and chance alone would hardly say so.</summary>
    public sealed record Regressed : PairedVerdict;

    /// <summary>The remedy makes no difference that matters: the whole interval lies within 5 % of no change.</summary>
    public sealed record Equivalent : PairedVerdict;

    /// <summary>The measurement cannot tell.</summary>
    /// <param name="Reason">Why not, in one sentence.</param>
    /// <param name="PairsNeeded">Undisturbed pairs that are still needed in noise like this; null when the pairs do not say, or only weeks
    /// would do.</param>
    /// <param name="TimeNeeded">How long these pairs take, disturbed ones included at the rate seen; null with
    /// <paramref name="PairsNeeded"/>.</param>
    public sealed record Inconclusive(string Reason, int? PairsNeeded, TimeSpan? TimeNeeded) : PairedVerdict;

    /// <summary>The measurement is not fit to judge by.</summary>
    /// <param name="Reason">Why not, in one sentence.</param>
    public sealed record Unfit(string Reason) : PairedVerdict;
}
