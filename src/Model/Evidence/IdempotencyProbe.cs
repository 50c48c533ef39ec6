using Headroom.Model.Contracts;

namespace Headroom.Model.Evidence;

/// <summary>The idempotency probe: the same write twice, one after the other and at once, and what the second one did.</summary>
public sealed record IdempotencyProbe : IEvidence<IdempotencyProbe>
{
    internal const string KindName = "idempotency-probe";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>By endpoint.</summary>
    public required IReadOnlyList<EndpointRetries> Endpoints { get; init; }
}

/// <summary>One endpoint's repeated writes.</summary>
public sealed record EndpointRetries
{
    /// <summary>"METHOD /route/{template}".</summary>
    public required string Endpoint { get; init; }

    /// <summary>The header with its idempotency key; null where the plan says that the request is safe to repeat.</summary>
    public string? KeyHeader { get; init; }

    /// <summary>Whether the rows that were inserted could be counted.</summary>
    public required bool CountsRows { get; init; }

    /// <summary>The rounds, each with a request of its own.</summary>
    public required IReadOnlyList<RetryRound> Rounds { get; init; }

    /// <summary>Why there are no rounds, or null.</summary>
    public string? Missing { get; init; }
}

/// <summary>One request, sent twice.</summary>
public sealed record RetryRound
{
    /// <summary>Whether both were on their way at once; else the second was sent after the first was answered.</summary>
    public required bool AtOnce { get; init; }

    /// <summary>The status of the first; null without a whole response.</summary>
    public int? FirstStatus { get; init; }

    /// <summary>The status of the second.</summary>
    public int? SecondStatus { get; init; }

    /// <summary>What the second answer has otherwise, at most five places; values are not kept.</summary>
    public required IReadOnlyList<ContractDifference> Differences { get; init; }

    /// <summary>Rows that were inserted, by table.</summary>
    public required IReadOnlyList<InsertedRows> Inserted { get; init; }
}

/// <summary>Rows that a round inserted into a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="ByFirst">By the first request; of two at once: by both.</param>
/// <param name="BySecond">By the second request; of two at once: 0.</param>
public sealed record InsertedRows(string Table, long ByFirst, long BySecond);
