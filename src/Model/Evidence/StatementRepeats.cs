namespace Headroom.Model.Evidence;

/// <summary>
/// How often the service asked its database what it had asked just before: the same statement with the same values. No value is kept.
/// </summary>
/// <remarks>
/// Counted in the log of a server that Headroom started, while every endpoint runs alone with values drawn as the load draws them.
/// </remarks>
public sealed record StatementRepeats : IEvidence<StatementRepeats>
{
    internal const string KindName = "statement-repeats";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>How long before the same may have been asked to count as a repeat.</summary>
    public required TimeSpan Within { get; init; }

    /// <summary>By statement, in the order of their ids.</summary>
    public required IReadOnlyList<StatementRepeat> Statements { get; init; }
}

/// <summary>One statement.</summary>
/// <param name="StatementId">The statement.</param>
/// <param name="Executions">How often it was executed.</param>
/// <param name="Repeats">How many of these had the values of one within the time before.</param>
public sealed record StatementRepeat(string StatementId, long Executions, long Repeats);
