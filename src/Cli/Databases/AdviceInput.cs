using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Databases;

/// <summary>What the advice rests on.</summary>
/// <param name="Catalogue">The catalogue of the source.</param>
/// <param name="Statements">The statements with their values and calls; those that only pay are not searched for.</param>
internal sealed record AdviceInput(DatabaseCatalogue Catalogue, IReadOnlyList<RequestedStatement> Statements)
{
    /// <summary>Rows that other statements write into a table in the load window, by its schema and name; empty when not known.</summary>
    public IReadOnlyDictionary<(string Schema, string Table), double> OtherRowsWritten { get; init; } =
        new Dictionary<(string Schema, string Table), double>();

    /// <summary>How long candidates may be tried.</summary>
    public TimeSpan SearchBudget { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>How closely one index is measured, and how long that may take.</summary>
    public TrialLimits Proofs { get; init; } = new();

    /// <summary>
    /// Rows that were written into each table while the statements were counted, by its schema and name; an update that no index notices is
    /// left out. Where either was counted since a reset, the two windows differ: then it is the tables' rate over the statements' window,
    /// and not known where one of them has no length.
    /// </summary>
    /// <param name="activity">What was seen of the tables, or null.</param>
    /// <param name="statements">What was seen of the statements, or null.</param>
    public static IReadOnlyDictionary<(string Schema, string Table), double> RowsWritten(
        TableActivity? activity, StatementStatistics? statements)
    {
        var isOfPast = activity?.SinceReset == true || statements?.SinceReset == true;
        var windows = !isOfPast ? 1
            : activity is { Window.Duration: var seen } && statements is { Window.Duration: var counted } && seen > TimeSpan.Zero
                ? counted / seen
                : 0;
        return windows <= 0 ? new Dictionary<(string Schema, string Table), double>() : (activity?.Tables ?? []).ToDictionary(
            table => (table.Schema, Table: table.Name), table => windows * (table.Inserted + table.Updated - table.HotUpdated));
    }
}
