namespace Headroom.Cli.Audits;

/// <summary>What a probe that puts something at fault may take.</summary>
/// <remarks>
/// <code>
/// one dependency      the service starts, each request alone | the steps of the probe
///   as a rule         half a minute                          | Steps
///   at its longest    five minutes                           | Steps, and what is waited for after them: Waits
/// </code>
/// </remarks>
/// <param name="Steps">The steps of the probe for one dependency, where nothing is waited for longer than planned.</param>
/// <param name="Waits">What requests that are answered late may add to them.</param>
internal readonly record struct FaultTime(TimeSpan Steps, TimeSpan Waits)
{
    /// <summary>So many dependencies are probed, each as long as it takes as a rule; further ones where there is time.</summary>
    public const int Dependencies = 5;

    private static readonly TimeSpan s_preparing = TimeSpan.FromSeconds(30);

    /// <summary>A minute for the start of the service, one for its requests alone, and what the last of them waits for limits.</summary>
    private static readonly TimeSpan s_longestPreparing = TimeSpan.FromMinutes(5);

    /// <summary>The end of the service and of its wires.</summary>
    private static readonly TimeSpan s_ending = TimeSpan.FromMinutes(1);

    /// <summary>A dependency that has not begun after it is left out; what has begun ends by itself.</summary>
    public TimeSpan Budget => Dependencies * (s_preparing + Steps);

    /// <summary>A dependency that takes longer is cut off.</summary>
    public TimeSpan One => s_longestPreparing + Steps + Waits;

    /// <summary>The whole probe: the last dependency began just within the budget.</summary>
    public TimeSpan All => Budget + One + s_ending;
}
