using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>Raw measurements of an index on a pair of clones: base without it, remedy with it.</summary>
public sealed record IndexExperiment : IEvidence<IndexExperiment>
{
    internal const string KindName = "proof";

    /// <summary>The fewest pairs of executions of a statement that a verdict may rest on, a count.</summary>
    /// <remarks>
    /// Eight pairs have a 99 % interval, but it is the range of all of them: one stray pair decides. With twelve it leaves strays out.
    /// <para><b>Source:</b> Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., section 3.3: the interval's ends are
    /// Walsh averages, of which it takes the extreme ones when there are eight pairs.</para>
    /// </remarks>
    public const int FewestPairs = 12;

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The fingerprint of the finding that the remedy belongs to.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The remedy that was applied to the second clone.</summary>
    public required Remedy Remedy { get; init; }

    /// <summary>How the clones were made.</summary>
    public required string CloneMethod { get; init; }

    /// <summary>What was executed, the costliest under load first.</summary>
    public required IReadOnlyList<StatementTrial> Statements { get; init; }

    /// <summary>The cost to writes: batches of inserts into the table.</summary>
    public required IReadOnlyList<ArmPair> InsertBatches { get; init; }

    /// <summary>Rows of one batch.</summary>
    public required int InsertRows { get; init; }

    /// <summary>
    /// Rows written into the table in the load window by statements that are not among <see cref="Statements"/>: they pay what a row of a
    /// batch pays. Null when it is not known.
    /// </summary>
    public double? OtherRowsWritten { get; init; }

    /// <summary>Size of the index.</summary>
    public required Bytes IndexSize { get; init; }

    /// <summary>How long it took to build, on the clone.</summary>
    public required TimeSpan BuildTime { get; init; }
}

/// <summary>One statement in an experiment.</summary>
/// <param name="StatementId">The statement.</param>
/// <param name="Calls">Its executions in the load window: its weight.</param>
/// <param name="Pairs">The pairs after the first, which was thrown away.</param>
/// <param name="Pays">Whether it was executed for what the remedy costs it, not for what it gains.</param>
public sealed record StatementTrial(string StatementId, long Calls, IReadOnlyList<ArmPair> Pairs, bool Pays = false);

/// <summary>The same work in both arms, one right after the other, in an order drawn by chance.</summary>
/// <param name="BaseFirst">Whether the base arm ran first.</param>
/// <param name="BaseTime">Execution time in the base arm; the time limit, a lower bound, when it was cut short.</param>
/// <param name="RemedyTime">Execution time in the remedy arm; the time limit, a lower bound, when it was cut short.</param>
/// <param name="BaseBuffers">
/// Shared buffers in the base arm; null when it was cut short or fired triggers, since nobody counted them all.
/// </param>
/// <param name="RemedyBuffers">
/// Shared buffers in the remedy arm; null when it was cut short or fired triggers, since nobody counted them all.
/// </param>
/// <param name="BaseCutShort">Whether the base arm reached the time limit.</param>
/// <param name="RemedyCutShort">Whether the remedy arm reached the time limit.</param>
public sealed record ArmPair(
    bool BaseFirst,
    TimeSpan BaseTime,
    TimeSpan RemedyTime,
    long? BaseBuffers,
    long? RemedyBuffers,
    bool BaseCutShort = false,
    bool RemedyCutShort = false);
