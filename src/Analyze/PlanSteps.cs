using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Text;

namespace Headroom.Analyze;

/// <summary>A plan as the result holds it: few numbers a step, and no more steps than a person reads.</summary>
internal static class PlanSteps
{
    /// <summary>
    /// Levels (a count); what lies deeper is in the evidence alone. Two levels of JSON each, of the 64 that readers take.
    /// </summary>
    private const int Deepest = 16;

    /// <summary>Steps of a plan (a count).</summary>
    private const int MostSteps = 60;

    /// <summary>Characters of a condition (a count).</summary>
    private const int LongestDetail = 300;

    /// <summary>
    /// The plan that touched most buffers; one that was executed before one that was only planned. Null when there is none.
    /// </summary>
    public static PlanStep? Of(StatementPlan? plan)
    {
        var samples = plan?.Samples ?? [];
        var sample = samples.Where(s => s.Executed).MaxBy(s => s.Root.Buffers ?? 0) ?? (samples is [var first, ..] ? first : null);
        var room = MostSteps;
        return sample is null ? null : Step(sample.Root, 1, ref room);
    }

    private static PlanStep Step(PlanNode node, int depth, ref int room)
    {
        room--;
        var below = new List<PlanStep>();
        foreach (var child in node.Children)
        {
            if (depth < Deepest && room > 0)
            {
                below.Add(Step(child, depth + 1, ref room));
            }
        }

        return new PlanStep
        {
            Does = Does(node),
            Details = [.. Details(node)],
            EstimatedRows = node.EstimatedRows,
            Rows = node.ActualRows * node.ActualLoops,
            Loops = node.ActualLoops,
            RowsRemoved = Removed(node) is > 0 and var removed ? removed : null,
            Buffers = node.Buffers,
            Time = node is { ActualTime: { } time, ActualLoops: { } loops } ? time * loops : null,
            Steps = below,
            Left = node.Children.Count - below.Count,
        };
    }

    private static double? Removed(PlanNode node) =>
        ((node.RowsRemoved ?? 0) + (node.RowsRemovedByJoin ?? 0) + (node.RowsRemovedByRecheck ?? 0)) * node.ActualLoops;

    private static string Does(PlanNode node)
    {
        var table = node.Relation is { } relation ? node.Schema is { } schema and not "public" ? $"{schema}.{relation}" : relation : null;
        return string.Concat(
            node.NodeType,
            node.Index is { } index ? $" using {index}" : "",
            table is null ? "" : $" on {table}",
            node.SubplanName is { } name ? $" ({name})" : "");
    }

    private static IEnumerable<string> Details(PlanNode node)
    {
        (string Name, string? Text)[] all =
        [
            ("index condition", node.IndexCondition), ("join condition", node.JoinCondition),
            ("join filter", node.JoinFilter == node.JoinCondition ? null : node.JoinFilter),
            ("checked again", node.RecheckCondition), ("filter", node.Filter), ("sorted by", Joined(node.SortKeys)),
            ("sort", node.SortMethod),
            ("grouped by", Joined(node.GroupKeys)),
        ];
        return all.Where(detail => detail.Text is not null).Select(detail => Shortened.Of($"{detail.Name}: {detail.Text}", LongestDetail));
    }

    private static string? Joined(IReadOnlyList<string> keys) => keys.Count == 0 ? null : string.Join(", ", keys);
}
