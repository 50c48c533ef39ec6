using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>
/// The part of their lifetime over which entries expired that had been filled at one moment, the first and the last tenth of them left out.
/// </summary>
/// <remarks>
/// An entry that a sweep filled anew was still there when the sweep before it began, and gone when it ended itself. So it is known within a
/// sweep or two at either end when a tenth and when nine tenths of the entries had expired:
/// <code>
///   sweep      1     2     3     4     5       of 16 entries a tenth is reached in sweep 2, nine tenths in sweep 4
///   fills      0     2     7     5     2
///   most       [=====================]         from the begin of sweep 1 to the end of sweep 4
///   least                  [=]                 from the end of sweep 2 to the begin of sweep 3
/// </code>
/// What the filling itself took may have spread them, too: the least is less by it. Both are in lifetimes.
/// </remarks>
/// <param name="Least">The least that the measurement allows.</param>
/// <param name="Most">The most that it allows.</param>
/// <param name="Age">How old the median entry was, at most, when it was filled anew.</param>
internal sealed record ExpirySpread(double Least, double Most, TimeSpan Age)
{
    /// <summary>
    /// Where fewer of the entries are filled at once they have no moment in common; where more than the rest are filled early, the plan's
    /// lifetime is not theirs.
    /// </summary>
    private const double Nearly = 0.9;

    /// <summary>In lifetimes: what is filled anew before lives shorter than planned, or is kept by each of several processes.</summary>
    private const double Early = 0.5;

    /// <summary>One for each round in which the entries were filled together, and filled anew later.</summary>
    public static IReadOnlyList<ExpirySpread> Of(EndpointExpiry endpoint) =>
        [.. endpoint.Rounds.Select(round => Of(round, endpoint.Entries, endpoint.Lifetime)).OfType<ExpirySpread>()];

    private static ExpirySpread? Of(ExpiryRound round, int entries, TimeSpan lifetime)
    {
        var early = round.Sweeps.Where(sweep => sweep.Ended < lifetime * Early).Sum(sweep => sweep.Fills);
        if (round.Filled < Nearly * entries || early > (1 - Nearly) * entries)
        {
            return null;
        }

        if (Reaching((1 - Nearly) * entries) is not { } first || Reaching(0.5 * entries) is not { } middle
            || Reaching(Nearly * entries) is not { } last)
        {
            return null;
        }

        var least = BegunBefore(last) - round.Sweeps[first].Ended - round.Filling;
        var most = round.Sweeps[last].Ended - BegunBefore(first);
        return new ExpirySpread(Math.Max(0, least / lifetime), most / lifetime, round.Sweeps[middle].Ended);

        TimeSpan BegunBefore(int sweep) => sweep == 0 ? TimeSpan.Zero : round.Sweeps[sweep - 1].Begun;

        // The sweep by whose end so many entries had been filled anew.
        int? Reaching(double count)
        {
            var filled = 0.0;
            foreach (var (index, sweep) in round.Sweeps.Index())
            {
                filled += sweep.Fills;
                if (filled >= count)
                {
                    return index;
                }
            }

            return null;
        }
    }
}
