using System.Text;
using System.Text.Json;
using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres;

/// <summary>Reads EXPLAIN (FORMAT JSON) as typed nodes; values in conditions become <c>$n</c>.</summary>
public static class PlanReader
{
    /// <summary>Deeper plans than this are no plans.</summary>
    private const int DeepestPlan = 200;

    internal static JsonDocumentOptions Options { get; } = new() { MaxDepth = 4 * DeepestPlan };

    /// <summary>The plan of an EXPLAIN.</summary>
    /// <param name="json">What the server printed.</param>
    /// <param name="values">The values that the statement was planned with, in order.</param>
    /// <param name="executed">Whether it was EXPLAIN ANALYZE.</param>
    public static PlanSample Read(string json, IReadOnlyList<string?> values, bool executed)
    {
        using var document = JsonDocument.Parse(json, Options);
        var top = document.RootElement[0];
        return new PlanSample(
            executed,
            executed && top.TryGetProperty("Execution Time", out var time) ? TimeSpan.FromMilliseconds(time.GetDouble()) : null,
            Node(top.GetProperty("Plan"), values));
    }

    /// <summary>A condition in which every literal is <c>$n</c> where it is the n-th value, and <c>$0</c> where it is a constant of the statement.</summary>
    public static string Redacted(string condition, IReadOnlyList<string?> values)
    {
        var text = new StringBuilder(condition.Length);
        var end = 0;
        foreach (var token in StatementText.Tokens(condition))
        {
            text.Append(condition, end, token.Start - end);
            text.Append(token.Kind == SqlTokenKind.Literal ? Parameter(token.Text, values) : token.Text);
            end = token.Start + token.Text.Length;
        }

        return text.Append(condition, end, condition.Length - end).ToString();
    }

    /// <summary>A message of the server in which the values that it quotes are <c>$n</c>: <c>invalid input syntax for type bigint: $1</c>.</summary>
    public static string WithoutValues(string message, IReadOnlyList<string?> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            message = values[i] is { } value ? message.Replace($"\"{value}\"", $"${i + 1}", StringComparison.Ordinal) : message;
        }

        return message;
    }

    private static string Parameter(string literal, IReadOnlyList<string?> values)
    {
        var quote = literal.IndexOf('\'', StringComparison.Ordinal);
        var plain = quote >= 0 ? literal[(quote + 1)..^1].Replace("''", "'", StringComparison.Ordinal) : literal;
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] == plain)
            {
                return $"${i + 1}";
            }
        }

        return "$0";
    }

    private static PlanNode Node(JsonElement node, IReadOnlyList<string?> values) => new()
    {
        NodeType = Text(node, "Node Type") ?? "unknown",
        Schema = Text(node, "Schema"),
        Relation = Text(node, "Relation Name"),
        Alias = Text(node, "Alias"),
        Index = Text(node, "Index Name"),
        Backward = Text(node, "Scan Direction") == "Backward",
        Filter = Condition(node, "Filter", values),
        IndexCondition = Condition(node, "Index Cond", values),
        JoinCondition = Condition(node, "Hash Cond", values) ?? Condition(node, "Merge Cond", values) ?? Condition(node, "Join Filter", values),
        SortKeys = Texts(node, "Sort Key", values),
        EstimatedRows = Number(node, "Plan Rows") ?? 0,
        ActualRows = Number(node, "Actual Rows"),
        ActualLoops = Number(node, "Actual Loops"),
        RowsRemoved = Number(node, "Rows Removed by Filter"),
        Buffers = Number(node, "Shared Hit Blocks") is { } hit ? (long)(hit + (Number(node, "Shared Read Blocks") ?? 0)) : null,
        ParentRelationship = Text(node, "Parent Relationship"),
        Children = node.TryGetProperty("Plans", out var plans) ? [.. plans.EnumerateArray().Select(child => Node(child, values))] : [],
    };

    private static string? Condition(JsonElement node, string name, IReadOnlyList<string?> values) =>
        Text(node, name) is { } condition ? Redacted(condition, values) : null;

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement node, string name) => node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static List<string> Texts(JsonElement node, string name, IReadOnlyList<string?> values) =>
        node.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(item => Redacted(item.GetString()!, values))] : [];
}
