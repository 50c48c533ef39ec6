using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Experiments.Proofs;

/// <summary>An index remedy to try.</summary>
/// <param name="Fingerprint">The finding that it belongs to.</param>
/// <param name="Remedy">The remedy: one statement up, one down.</param>
/// <param name="Statements">What to execute with and without it.</param>
/// <param name="OtherRowsWritten">Rows that other statements wrote into its table in the load window; null when it is not known.</param>
public sealed record IndexRequest(
    string Fingerprint, Remedy Remedy, IReadOnlyList<RequestedStatement> Statements, double? OtherRowsWritten = null);

/// <summary>A statement to execute in both arms.</summary>
/// <param name="StatementId">The statement.</param>
/// <param name="Query">Its text, with <c>$n</c> for each value.</param>
/// <param name="Calls">Its executions under load: its weight.</param>
/// <param name="Sets">
/// Sets of values in the order of <c>$1, $2</c>, as the server prints them; null is SQL's NULL. Empty for a text without any.
/// </param>
/// <param name="Constants">Literals of the text that its author wrote, without quotes; they may be shown.</param>
/// <param name="Pays">Whether it is there for what the remedy costs it, not for what it gains.</param>
public sealed record RequestedStatement(
    string StatementId, string Query, long Calls, IReadOnlyList<IReadOnlyList<string?>> Sets, IReadOnlySet<string>? Constants = null,
    bool Pays = false)
{
    /// <summary>What people call it; its id where it has no name.</summary>
    public string Name { get => field ?? StatementId; init; }

    /// <summary>Where its values are from.</summary>
    public ParameterSource Source { get; init; } = ParameterSource.Workload;

    /// <summary>What its names are looked up in, quoted where it must be; null for the session's own.</summary>
    public string? SearchPath { get; init; }

    /// <summary>What to run before it in its transaction, or null.</summary>
    public string? Prepare => SearchPath is null ? null : $"SET LOCAL search_path = {SearchPath}";

    /// <summary>The statement without its values: they are for the server alone.</summary>
    public override string ToString() => $"{nameof(RequestedStatement)} {StatementId}";
}
