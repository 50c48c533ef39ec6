using System.Globalization;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Analyze.Baselines;

/// <summary>What the loads of two runs let one say of their failures.</summary>
/// <param name="NotWorse">Why more failures of the fresh run are no proof that it got worse, or null when they are.</param>
/// <param name="NotBetter">Why fewer failures of the fresh run are no proof that it is as good, or null when they are.</param>
/// <remarks>
/// A load makes failures. A run that had a lighter load and failed more got worse; one that had a heavier load and failed no more is as
/// good: only the other two directions say nothing.
/// </remarks>
internal sealed record LoadLikeness(string? NotWorse, string? NotBetter)
{
    /// <summary>Rates within this ratio of each other are the same load.</summary>
    private const double SameRate = 0.1;

    /// <summary>Standard errors of a ratio of two counts that chance does not reach: beyond three are 3 of 1,000.</summary>
    private const double BeyondChance = 3;

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

    /// <summary>What follows for one endpoint: the same load may ask it more or less often.</summary>
    /// <remarks>
    /// <b>Source:</b> the logarithm of a ratio of two Poisson counts n and m has the variance 1/n + 1/m (delta method).
    /// </remarks>
    /// <param name="was">The endpoint in the base run.</param>
    /// <param name="now">The endpoint in the fresh run.</param>
    /// <param name="longer">How many times as long the fresh run lasted, or null.</param>
    public LoadLikeness At(RouteTally was, RouteTally now, double? longer)
    {
        if (longer is not { } times || !double.IsFinite(times) || times <= 0
            || was.Requests is not (> 0 and var before) || now.Requests is not (> 0 and var after))
        {
            return this;
        }

        var change = Math.Log(after / (before * times));
        return Math.Abs(change) <= Math.Log(1 + SameRate) + (BeyondChance * Math.Sqrt((1.0 / before) + (1.0 / after))) ? this
            : change > 0 ? this with { NotWorse = NotWorse ?? "its part of the load is heavier than in the base run" }
            : this with { NotBetter = NotBetter ?? "its part of the load is lighter than in the base run" };
    }

    private static LoadLikeness OfRates(PerSecond was, PerSecond now)
    {
        var loads = string.Create(CultureInfo.InvariantCulture, $"{was.Value:0.##}/s in the base run, {now.Value:0.##}/s in the fresh one");
        return new LoadLikeness(
            now.Value > was.Value * (1 + SameRate) ? $"the load is heavier: {loads}" : null,
            now.Value < was.Value * (1 - SameRate) ? $"the load is lighter: {loads}" : null);
    }

    private static LoadLikeness Unknown(string source) => new($"{source} does not tell its rate", $"{source} does not tell its rate");
}
