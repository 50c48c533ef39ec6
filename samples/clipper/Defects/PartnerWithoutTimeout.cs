using Clipper.Api;

namespace Clipper.Defects;

/// <summary>
/// The calls of the partner networks. Broken: nothing ends the wait for a partner that accepts and never answers, and every request waits
/// anew. Cured: a call ends after two seconds, and after five failures in a row a circuit breaker answers for the partners.
/// </summary>
public static class PartnerWithoutTimeout
{
    public static readonly Defect Defect = new(
        "partner-without-timeout",
        "The partner networks are asked without a time limit; the cure has one of two seconds, and a circuit breaker.");

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>How long one call may take.</summary>
    public static TimeSpan Patience(Switches switches) => switches.On(Defect) ? Timeout.InfiniteTimeSpan : Limit;

    /// <summary>Asks, behind the breaker where there is one.</summary>
    public static Task<int?> Ask(Switches switches, Breaker breaker, Func<Task<int?>> ask) =>
        switches.On(Defect) ? ask() : breaker.Ask(ask);
}
