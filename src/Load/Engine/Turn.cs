namespace Headroom.Load.Engine;

/// <summary>What a virtual user does next.</summary>
/// <param name="Kind">Run an iteration, wait, or go home.</param>
/// <param name="Number">The iteration's number in its scenario, from 0.</param>
/// <param name="IntendedNs">When it was meant to start; of a wait: its end.</param>
/// <param name="ReadyNs">When it was due and a virtual user was free for it.</param>
/// <param name="Waited">Whether no virtual user was free when it was due.</param>
internal readonly record struct Turn(TurnKind Kind, long Number, long IntendedNs, long ReadyNs, bool Waited = false)
{
    /// <summary>There is nothing more to do.</summary>
    public static Turn Over => new(TurnKind.Over, 0, 0, 0);

    /// <summary>There is nothing to do until somebody resumes the virtual user.</summary>
    public static Turn Parked => new(TurnKind.Parked, 0, 0, 0);

    /// <summary>There is nothing to do until an instant.</summary>
    public static Turn WaitUntil(long ns) => new(TurnKind.Wait, 0, ns, ns);
}

/// <summary>The kinds of turn.</summary>
internal enum TurnKind
{
    /// <summary>Run an iteration.</summary>
    Run,

    /// <summary>Ask again at an instant.</summary>
    Wait,

    /// <summary>Ask again when resumed.</summary>
    Parked,

    /// <summary>Go home.</summary>
    Over,
}

/// <summary>Gives one scenario's turns to the virtual users of one worker, on its loop's thread.</summary>
internal abstract class Turns
{
    /// <summary>The next turn of a virtual user.</summary>
    public abstract Turn Next(VirtualUser user);

    /// <summary>Lets nothing more start: what stands in line is dropped, who is parked goes home.</summary>
    public abstract void Close();
}
