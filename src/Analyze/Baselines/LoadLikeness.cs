using System.Globalization;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Analyze.Baselines;

/// <summary>What the loads of two runs let one say of their failures.</summary>
/// <param name="NotWorse">Why more failures of the fresh run are no proof that it got worse, or null when they are.</param>
/// <param name="NotBetter">Why fewer failures of the fresh run are no proof that it is as good, or null when they are.</param>
/// <remarks>
/// A load makes failures. A run that had a lighter load and failed more got worse; one that had a heavier load and failed no more is as good: only
/// the other two directions say nothing.
/// </remarks>
internal sealed record LoadLikeness(string? NotWorse, string? NotBetter)
{
    /// <summary>Rates within this ratio of each other are the same load.</summary>
    private const double SameRate = 0.1;

    /// <summary>What follows from two runs.</summary>
    /// <param name="earlier">The run that was recorded before.</param>
    /// <param name="later">The fresh run.</param>
    /// <param name="untrusted">Why one of the runs cannot be trusted, or null.</param>
    public static LoadLikeness Of(BaselineRow earlier, BaselineRow later, string? untrusted) => (untrusted, earlier.Rate, later.Rate) switch
    {
        ({ } why, _, _) => new LoadLikeness(why, why),
        (_, { } was, { } now) => OfRates(was, now),
        (_, null, _) => Unknown(earlier.Source),
        _ => Unknown(later.Source),
    };

    private static LoadLikeness OfRates(PerSecond was, PerSecond now)
    {
        var loads = string.Create(CultureInfo.InvariantCulture, $"{was.Value:0.##}/s in the base run, {now.Value:0.##}/s in the fresh one");
        return new LoadLikeness(
            now.Value > was.Value * (1 + SameRate) ? $"the load is heavier: {loads}" : null,
            now.Value < was.Value * (1 - SameRate) ? $"the load is lighter: {loads}" : null);
    }

    private static LoadLikeness Unknown(string source) => new($"{source} does not tell its rate", $"{source} does not tell its rate");
}
