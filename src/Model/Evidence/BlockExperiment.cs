using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>Raw measurements of two arms under the same load, in pairs of blocks.</summary>
public sealed record BlockExperiment : IEvidence<BlockExperiment>
{
    internal const string KindName = "blocks";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The base arm.</summary>
    public required BlockArm A { get; init; }

    /// <summary>The arm that is held against it.</summary>
    public required BlockArm B { get; init; }

    /// <summary>The quantile of the latency that decides, fixed before the first block.</summary>
    public required Ratio Quantile { get; init; }

    /// <summary>How long a block is recorded.</summary>
    public required TimeSpan Block { get; init; }

    /// <summary>Load before each block that is not recorded.</summary>
    public required TimeSpan Settle { get; init; }

    /// <summary>Iterations that start a second.</summary>
    public required PerSecond Rate { get; init; }

    /// <summary>The pairs before the experiment, which say how many it needs.</summary>
    public required BlockPilot Pilot { get; init; }

    /// <summary>How many pairs were planned; 0 when the pilot showed that the budget does not do.</summary>
    public required int PlannedPairs { get; init; }

    /// <summary>The pairs in the order in which they were taken.</summary>
    public required IReadOnlyList<PairOfBlocks> Pairs { get; init; }

    /// <summary>Why it ended before the planned pairs without a look that decided, or null.</summary>
    public string? EndedBecause { get; init; }

    /// <summary>Why statements of the arms' databases were not counted in some block; null when they were, or none is named.</summary>
    public string? UncountedBecause { get; init; }

    /// <summary>Why the arms' processor time was not counted in some block; null when it was, or their processes are not known.</summary>
    public string? UntimedBecause { get; init; }

    /// <summary>Whether it was interrupted.</summary>
    public bool Interrupted { get; init; }
}

/// <summary>One arm.</summary>
/// <param name="Name">"A" or "B".</param>
/// <param name="Url">Where the load goes.</param>
/// <param name="Start">The command that started it, or the place of the plan that holds it; null when it ran already.</param>
/// <param name="Revision">The git revision whose files it was started among, as it was asked for, or null.</param>
/// <param name="Database">What its database is, when it is a clone of its own: "a clone with remedy.sql"; else null.</param>
public sealed record BlockArm(string Name, Uri Url, string? Start = null, string? Revision = null, string? Database = null);

/// <summary>What the pilot showed.</summary>
public sealed record BlockPilot
{
    /// <summary>Its pairs.</summary>
    public required IReadOnlyList<PairOfBlocks> Pairs { get; init; }

    /// <summary>
    /// Deviation of ln(B / A) of the quantile from pair to pair, from the width of its 99 % interval; null when too few pairs have one, or
    /// failures make it infinite.
    /// </summary>
    public double? Spread { get; init; }

    /// <summary>
    /// Share of the machine's processors that neither the generator nor the arms and what they stand on used; null when that is not known.
    /// </summary>
    public Ratio? Foreign { get; init; }

    /// <summary>Pairs that see the wanted effect; null without a spread.</summary>
    public int? PairsNeeded { get; init; }

    /// <summary>How long those take; null without a spread.</summary>
    public TimeSpan? TimeNeeded { get; init; }
}

/// <summary>The same load on both arms, one right after the other.</summary>
/// <param name="BaseFirst">Whether A came first; a coin says so.</param>
/// <param name="A">What was measured of A.</param>
/// <param name="B">What was measured of B.</param>
/// <param name="OnlyAFailed">Requests that A failed and B did not: both got the same ones.</param>
/// <param name="OnlyBFailed">Requests that B failed and A did not.</param>
public sealed record PairOfBlocks(bool BaseFirst, Block A, Block B, long OnlyAFailed = 0, long OnlyBFailed = 0);

/// <summary>What was measured of one arm in one block.</summary>
public sealed record Block
{
    /// <summary>The name in <see cref="Work"/> of the requests that a cache before the arm answered, as a share of all (0..1).</summary>
    public const string CacheHits = "cache_hits";

    /// <summary>When its load began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Requests that were meant to start in the block and ended, in whatever way.</summary>
    public required long Requests { get; init; }

    /// <summary>How many of them failed.</summary>
    public required long Failed { get; init; }

    /// <summary>
    /// Median of the latency from the intended start; a request that failed counts as slower than every other. Null when it is among those,
    /// or there are none.
    /// </summary>
    public TimeSpan? P50 { get; init; }

    /// <summary>p95, in the same way.</summary>
    public TimeSpan? P95 { get; init; }

    /// <summary>p99, in the same way.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>By endpoint, in the load's order.</summary>
    public required IReadOnlyList<BlockEndpoint> Endpoints { get; init; }

    /// <summary>
    /// What the independent probe took meanwhile, in the mean: a fixed piece of work and a round trip to this process itself.
    /// </summary>
    public required TimeSpan Probe { get; init; }

    /// <summary>Arrivals that the generator was too late for.</summary>
    public long DroppedByGenerator { get; init; }

    /// <summary>Arrivals that had to wait for a virtual user, since every one was busy: a ratio.</summary>
    public double WaitedShare { get; init; }

    /// <summary>How busy a sending thread of the generator was, a ratio; null where it is not known.</summary>
    public double? SenderBusy { get; init; }

    /// <summary>By how much the generator itself was late: the quantile that decides of the time between due and sent.</summary>
    public TimeSpan SendLag { get; init; }

    /// <summary>
    /// Work a request, by name with its unit: <c>cpu_ms</c>, <c>received_bytes</c>, <c>statements</c>, <c>rows</c>, <c>buffers</c>,
    /// <c>cache_hits</c>. What was not counted is not there.
    /// </summary>
    public required IReadOnlyDictionary<string, double> Work { get; init; }

    /// <summary>The quantile that was asked for, of those that a block has.</summary>
    /// <param name="quantile">0.5, 0.95 or 0.99.</param>
    public TimeSpan? At(Ratio quantile) => quantile.Value switch
    {
        0.5 => P50,
        0.95 => P95,
        0.99 => P99,
        _ => throw new ArgumentOutOfRangeException(nameof(quantile), quantile.Value, "a block has p50, p95 and p99"),
    };
}

/// <summary>One endpoint in one block.</summary>
/// <param name="Endpoint">"METHOD /route/{template}".</param>
/// <param name="Requests">Requests that ended.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="P95">As <see cref="Block.P95"/>.</param>
public sealed record BlockEndpoint(string Endpoint, long Requests, long Failed, TimeSpan? P95);
