namespace Headroom.Model.Evidence;

/// <summary>The same values of the hot statements under a generic plan and under a plan of their own, measured on a clone.</summary>
public sealed record PlanCache : IEvidence<PlanCache>
{
    internal const string KindName = "plan-cache";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The statements, in the order of the load.</summary>
    public required IReadOnlyList<PlanCacheTrial> Statements { get; init; }
}

/// <summary>One statement under both kinds of plan.</summary>
public sealed record PlanCacheTrial
{
    /// <summary>Headroom's own hash of the normalised text.</summary>
    public required string StatementId { get; init; }

    /// <summary>The text, with <c>$n</c> for each value.</summary>
    public required string Query { get; init; }

    /// <summary>The sets of values that were tried; empty when there are none.</summary>
    public required IReadOnlyList<PlanCacheSet> Sets { get; init; }

    /// <summary>Why there are none, or null.</summary>
    public string? Missing { get; init; }
}

/// <summary>One set of values. The values themselves are not kept here.</summary>
/// <param name="Number">Which of the statement's sets in <see cref="StatementParameters"/>, from 0.</param>
/// <param name="Pairs">Pairs of executions: the base arm has the generic plan, the remedy arm a plan for the values.</param>
/// <param name="LeadsToGeneric">
/// Whether a session that executes the prepared statement with this set again and again changes over to the generic plan by itself; null
/// when the server does not say (before PostgreSQL 14).
/// </param>
public sealed record PlanCacheSet(int Number, IReadOnlyList<ArmPair> Pairs, bool? LeadsToGeneric);
