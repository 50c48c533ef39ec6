namespace Headroom.Experiments.Processes;

/// <summary>
/// What Headroom tried to start did not come up; nothing of it is left behind. The message says what was tried, what came back with the
/// last lines of output, and what to do.
/// </summary>
public sealed class StartFailedException : Exception
{
    /// <summary>Says that something did not start.</summary>
    public StartFailedException() : base("What was started did not come up.") { }

    /// <summary>Says what did not start, and why.</summary>
    public StartFailedException(string message) : base(message) { }

    /// <summary>Says what did not start, and which error stopped it.</summary>
    public StartFailedException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Whether it was not started, since something else answered at its health address.</summary>
    public bool IsTaken { get; init; }

    /// <summary>What went wrong without what the process wrote, which may hold secrets: for evidence.</summary>
    public string Headline { get => field ?? Message.Split('\n')[0]; init; }
}
