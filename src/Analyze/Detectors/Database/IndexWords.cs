using Headroom.Model.Evidence;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>How findings of missing indexes are worded.</summary>
internal static class IndexWords
{
    /// <summary>What is wrong, where.</summary>
    public static string Title(string detector, IndexDefinition index)
    {
        var columns = string.Join(" and ", index.Columns);
        var rows = index.Predicate is null ? $"rows of {index.TableName}" : $"the rows of {index.TableName} with {index.Predicate}";
        return detector switch
        {
            "unindexed-sort" => $"No index gives {rows} by {string.Join(", ", index.Columns)} in the wanted order: "
                + "rows are read and sorted, or skipped",
            "unindexed-expression" => $"No index finds {rows} by {columns}: the expression is computed for every row",
            "unindexed-pattern" => $"No index finds {rows} by a pattern of {columns}: every text is compared",
            "unindexed-containment" => $"No index looks into {columns} of {index.TableName}: every value is opened",
            "unindexed-foreign-key" => $"Deleting or re-keying a referenced row reads all of {index.TableName}: "
                + $"no index leads with {columns}",
            "uncovered-lookup" => $"Every lookup of {rows} by {columns} visits the table for {string.Join(", ", index.Included)}",
            _ => $"No index finds {rows} by {columns}: the rows are found by reading the others too",
        };
    }

    /// <summary>Why it hurts.</summary>
    public static string Explanation(string detector, ChosenIndex index) => string.Concat(
        detector switch
        {
            "unindexed-sort" => "The plan sorts all rows that match, or reads past others, "
                + "because no index has the filter's columns followed by the order.",
            "unindexed-expression" => "The condition compares an expression, which an index on its column does not hold.",
            "unindexed-pattern" => "A plain index compares texts by the collation's rules and cannot search by a pattern.",
            "unindexed-containment" => "A plain index compares whole values and cannot find what they contain.",
            "unindexed-foreign-key" => "The constraint looks for rows that refer to the changed one, and no index finds them.",
            "uncovered-lookup" => "The rows that the index finds are scattered over the table, so each costs a page of it; "
                + "an index that holds the needed columns costs none.",
            _ => "The plan throws away nearly all rows that it reads, because no index starts with the filter's columns.",
        },
        index.Index.Included is [_, ..] stored && detector != "uncovered-lookup"
            ? $" It stores {string.Join(" and ", stored)} too, so that the table need not be visited."
            : "",
        index.Together.Count == 0 ? "" : $" It is of use together with {string.Join(" and ", index.Together)}.");
}
