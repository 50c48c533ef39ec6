namespace Headroom.Load.Engine;

/// <summary>Leave to run one iteration.</summary>
/// <param name="Number">The iteration's number, from 0; negative sends the virtual user home.</param>
/// <param name="IntendedNs">When it was meant to start.</param>
/// <param name="ReadyNs">When it was due and a virtual user was free for it.</param>
internal readonly record struct Turn(long Number, long IntendedNs, long ReadyNs)
{
    /// <summary>There is nothing more to do.</summary>
    public static Turn Over => new(-1, 0, 0);

    /// <summary>Whether there is nothing more to do.</summary>
    public bool IsOver => Number < 0;

    /// <summary>Whether it was due before a virtual user was free.</summary>
    public bool Waited => ReadyNs > IntendedNs;
}
