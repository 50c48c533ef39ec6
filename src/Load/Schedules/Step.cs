namespace Headroom.Load.Schedules;

/// <summary>What a schedule says to do next.</summary>
/// <param name="Kind">Start now, wait, or stop for good.</param>
/// <param name="At">
/// Time since the start of the scenario: for <see cref="StepKind.Start"/> when the start was due,
/// for <see cref="StepKind.Wait"/> when to ask again,
/// for <see cref="StepKind.Stop"/> the end of the schedule.
/// </param>
public readonly record struct Step(StepKind Kind, TimeSpan At);

/// <summary>The three answers of a schedule.</summary>
public enum StepKind
{
    /// <summary>An iteration is due.</summary>
    Start,

    /// <summary>Nothing is due yet.</summary>
    Wait,

    /// <summary>Nothing will ever be due again.</summary>
    Stop,
}
