using System.Globalization;
using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>A plan as lines of text, one for each node and one for each of its conditions, with <c>$n</c> and never a value.</summary>
internal static class ExplainText
{
    /// <summary>Nodes deeper than this (a count) are not moved further to the right.</summary>
    private const int Deepest = 20;

    /// <summary>The lines, parents before children.</summary>
    /// <param name="root">The root of the plan.</param>
    public static IEnumerable<string> Of(PlanNode root) => Of(root, 0);

    private static IEnumerable<string> Of(PlanNode node, int depth)
    {
        var indent = new string(' ', 2 * Math.Min(depth, Deepest));
        yield return $"{indent}{Name(node)}  ({Counts(node)})";
        foreach (var (what, value) in Details(node))
        {
            if (value is not null)
            {
                yield return $"{indent}    {what}: {value}";
            }
        }

        foreach (var line in node.Children.SelectMany(child => Of(child, depth + 1)))
        {
            yield return line;
        }
    }

    private static string Name(PlanNode node)
    {
        var table = node.Relation is null ? "" : $" on {(node.Schema is null or "public" ? "" : $"{node.Schema}.")}{node.Relation}";
        return $"{node.NodeType}{(node.Index is { } index ? $" using {index}" : "")}{table}";
    }

    private static string Counts(PlanNode node) => node.ActualRows is { } rows
        ? $"rows={Number(rows)} estimated={Number(node.EstimatedRows)} loops={Number(node.ActualLoops)}"
            + (node.ActualTime is { } time ? $" time={Number(time.TotalMilliseconds)} ms" : "")
            + (node.Buffers is { } buffers ? $" buffers={Number(buffers)}" : "")
        : $"planned, not executed: rows={Number(node.EstimatedRows)} cost={Number(node.TotalCost)}";

    private static (string What, string? Value)[] Details(PlanNode node) =>
    [
        ("Index condition", node.IndexCondition),
        ("Recheck condition", node.RecheckCondition),
        ("Filter", node.Filter),
        ("Rows removed by the filter", Known(node.RowsRemoved)),
        ("Join condition", node.JoinCondition),
        ("Join filter", node.JoinFilter),
        ("Sort key", node.SortKeys.Count == 0 ? null : string.Join(", ", node.SortKeys)),
        ("Sort method", node.SortMethod),
        ("Group key", node.GroupKeys.Count == 0 ? null : string.Join(", ", node.GroupKeys)),
        ("Temporary blocks written", Known(node.TempBlocksWritten)),
        ("Batches of the hash table", node.HashBatches is > 1 and var batches ? Number(batches) : null),
        ("Heap fetches", Known(node.HeapFetches)),
        ("Lossy pages", Known(node.LossyPages)),
    ];

    private static string? Known(double? number) => number is > 0 and var known ? Number(known) : null;

    private static string Number(double? number) => number is { } known ? known.ToString("0.###", CultureInfo.InvariantCulture) : "?";
}
