namespace Headroom.Load.Scenarios;

/// <summary>The most that a plan may ask for, whoever wrote it.</summary>
public static class Ceilings
{
    /// <summary>Most virtual users of a scenario.</summary>
    public const int Vus = 10_000;

    /// <summary>Highest rate of a scenario, iterations a second.</summary>
    public const double Rate = 100_000;

    /// <summary>Most iterations of a scenario that counts them, or of each of its virtual users.</summary>
    public const long Iterations = 1_000_000_000;

    /// <summary>Longest run.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromHours(24);

    /// <summary>Longest time limit, think time and graceful stop.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromHours(1);
}
