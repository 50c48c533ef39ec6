namespace Headroom.Experiments.Processes;

/// <summary>The end of a process by itself.</summary>
/// <param name="At">When, by the clock of this machine.</param>
/// <param name="ExitCode">Its exit code; 128 and the number of the signal where a signal ended it.</param>
public sealed record ProcessEnd(DateTimeOffset At, int ExitCode);
