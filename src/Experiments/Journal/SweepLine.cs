namespace Headroom.Experiments.Journal;

/// <summary>What became of an entry that its owner left behind.</summary>
public enum SweepOutcome
{
    /// <summary>It was there, and is gone now.</summary>
    Removed,

    /// <summary>It was not there any more.</summary>
    AlreadyGone,

    /// <summary>It is still there; the text says why. The entry stays in the journal.</summary>
    Left,

    /// <summary>Its owner lives: nothing was touched.</summary>
    OwnerLives,
}

/// <summary>One line of a sweep's report.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Text">
/// A sentence for people: the thing, and for <see cref="SweepOutcome.Left"/> why and what to do. Holds no secrets.
/// </param>
public sealed record SweepLine(SweepOutcome Outcome, string Text);
