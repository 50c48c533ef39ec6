namespace Headroom.Collect.Postgres;

/// <summary>How long whoever looks at a server rests after a look, so that the server is busy with looks for a tenth of the time at most.</summary>
/// <remarks>
/// A token bucket: time earns a tenth of itself, a look spends what it took. What was earned is kept up to <see cref="MostCredit"/>, so that
/// one look that hangs after short ones is no reason to look away for long; where all looks are long, nothing is left of it soon.
/// </remarks>
internal sealed class LookBudget
{
    /// <summary>A look in so many times its own length, a count.</summary>
    private const int Share = 10;

    /// <summary>What ten seconds earn.</summary>
    public static readonly TimeSpan MostCredit = TimeSpan.FromSeconds(1);

    private TimeSpan _credit, _at;

    /// <summary>The rest after a look.</summary>
    /// <param name="begun">When it began, later than the end of the one before.</param>
    /// <param name="took">What it took.</param>
    public TimeSpan RestAfter(TimeSpan begun, TimeSpan took)
    {
        var earned = _credit + ((begun - _at) / Share);
        _credit = (earned < MostCredit ? earned : MostCredit) + (took / Share) - took;
        _at = begun + took;
        return _credit < TimeSpan.Zero ? -_credit * Share : TimeSpan.Zero;
    }
}
