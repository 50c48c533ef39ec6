using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Databases;

/// <summary>What the advice rests on.</summary>
/// <param name="Catalogue">The catalogue of the source.</param>
/// <param name="Statements">The statements with their values and calls; those that only pay are not searched for.</param>
internal sealed record AdviceInput(DatabaseCatalogue Catalogue, IReadOnlyList<RequestedStatement> Statements)
{
    /// <summary>
    /// Rows that other statements write into a table in the load window, by the table's name in findings; empty when not known.
    /// </summary>
    public IReadOnlyDictionary<string, double> OtherRowsWritten { get; init; } = new Dictionary<string, double>();

    /// <summary>How long candidates may be tried.</summary>
    public TimeSpan SearchBudget { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>How closely one index is measured, and how long that may take.</summary>
    public TrialLimits Proofs { get; init; } = new();

    /// <summary>
    /// Rows that were written into each table while it was watched, by the table's name in findings; an update that no index notices is
    /// left out.
    /// </summary>
    /// <param name="activity">What was seen, or null.</param>
    public static IReadOnlyDictionary<string, double> RowsWritten(TableActivity? activity) => (activity?.Tables ?? [])
        .GroupBy(table => table.Schema == "public" ? table.Name : $"{table.Schema}.{table.Name}", StringComparer.Ordinal)
        .ToDictionary(
            same => same.Key, // "a.b" may be a table of the schema a, and one of public whose name has a dot
            same => same.Sum(table => (double)(table.Inserted + table.Updated - table.HotUpdated)),
            StringComparer.Ordinal);
}
