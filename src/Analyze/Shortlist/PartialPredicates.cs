using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;

namespace Headroom.Analyze.Shortlist;

/// <summary>
/// Which conditions of a scan a partial index may have as its predicate: those that name a kind of rows, and neither an id nor a day that
/// will be past nor a bound that a key serves as well.
/// </summary>
/// <param name="need">The scan.</param>
/// <param name="catalogue">The catalogue, for keys.</param>
internal sealed class PartialPredicates(ScanNeed need, DatabaseCatalogue catalogue)
{
    /// <summary>A column with as many values (a count) or more tells rows apart and does not sort them into kinds.</summary>
    private const double ManyValues = 50;

    /// <summary>A predicate that more than this share of the rows fulfils leaves nothing out.</summary>
    private const double MostRows = 0.5;

    /// <summary>Whether the condition may be a predicate.</summary>
    /// <param name="predicate">A condition that depends on no value.</param>
    public bool Allow(Predicate predicate) => predicate.Kind switch
    {
        PredicateKind.IsNull or PredicateKind.IsNotNull or PredicateKind.IsTrue or PredicateKind.IsFalse => true,
        PredicateKind.Constant when predicate.Operator.Length > 0 => IsSelective(),
        PredicateKind.Equal or PredicateKind.AnyOf or PredicateKind.Constant =>
            predicate.Term.Column is not { } name || Column(name) is not { } column || IsKind(column),
        PredicateKind.Range => false,
        _ => true,
    };

    private ColumnFacts? Column(string name) => need.Table.Columns.FirstOrDefault(column => column.Name == name);

    // What is not analysed is judged by its type. Of an expression nothing is known but its columns, which may have more values than it
    // has.
    private bool IsKind(ColumnFacts column) => !IsKey(column) && !IsOfTime(column)
        && (column.DistinctValues is { } values ? values < ManyValues : column.Type is not ("integer" or "bigint" or "uuid"));

    private static bool IsOfTime(ColumnFacts column) => column.Type == "date" || column.Type.StartsWith("time", StringComparison.Ordinal);

    private bool IsKey(ColumnFacts column) =>
        need.Table.PrimaryKey is [var only] && only == column.Name
        || catalogue.ForeignKeys.Any(key => key.Schema == need.Table.Schema
            && key.Table == need.Table.Name
            && key.Columns.Contains(column.Name))
        || catalogue.Indexes.Any(index =>
            index is { Unique: true, Predicate: null, Keys: [var key] } && key.Column == column.Name
            && index.Schema == need.Table.Schema && index.Table == need.Table.Name);

    private bool IsSelective() => need is not { RowsRead: { } read, RowsUsed: { } used } || used <= read * MostRows;
}
