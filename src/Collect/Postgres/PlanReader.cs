using System.Text;
using System.Text.Json;
using Headroom.Model.Evidence;
using Headroom.Model.Text;
using Headroom.Model.Units;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>Reads EXPLAIN (FORMAT JSON) as typed nodes; values in conditions become <c>$n</c>.</summary>
public static class PlanReader
{
    /// <summary>Deeper plans than this are no plans.</summary>
    private const int DeepestPlan = 200;

    internal static JsonDocumentOptions Options { get; } = new() { MaxDepth = 4 * DeepestPlan };

    private static readonly HashSet<string> EmptyConstants = [];

    // What becomes of literals.
    private sealed record Shown(IReadOnlyList<string?> Values, IReadOnlySet<string> Constants);

    /// <summary>The plan of an EXPLAIN.</summary>
    /// <param name="json">What the server printed.</param>
    /// <param name="values">The values that the statement was planned with, in order.</param>
    /// <param name="executed">Whether it was EXPLAIN ANALYZE.</param>
    /// <param name="constants">Literals that belong to the statement's text and may be shown, without their quotes; null: none.</param>
    /// <exception cref="PostgresException">There is no plan: a rule rewrites the statement to nothing.</exception>
    public static PlanSample Read(string json, IReadOnlyList<string?> values, bool executed, IReadOnlySet<string>? constants = null)
    {
        var shown = new Shown(values, constants ?? EmptyConstants);
        using var document = JsonDocument.Parse(json, Options);
        var parts = Explained(document.RootElement);
        var time = parts.Aggregate((double?)0, static (sum, part) => sum + Number(part, "Execution Time"));
        return new PlanSample(
            executed,
            executed && time is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            Together([.. parts.Select(part => Node(part.GetProperty("Plan"), shown))]));
    }

    /// <summary>
    /// The parts of an EXPLAIN that hold a plan, in the order in which they are executed: several, where a rule makes several statements of
    /// one.
    /// </summary>
    /// <param name="explain">All that the server printed.</param>
    /// <exception cref="PostgresException">
    /// There is none, as a rule (DO INSTEAD NOTHING, NOTIFY) rewrites the statement: to the caller it is one that the server refuses.
    /// <b>Source:</b> PostgreSQL manual, 41.4 (Rules on INSERT, UPDATE, and DELETE).
    /// </exception>
    public static IReadOnlyList<JsonElement> Explained(JsonElement explain)
    {
        JsonElement[] parts =
        [
            .. explain.EnumerateArray()
                .Where(static part => part.ValueKind == JsonValueKind.Object && part.TryGetProperty("Plan", out _)),
        ];
        return parts.Length > 0 ? parts : throw new PostgresException(
            "a rule rewrites the statement to nothing that has a plan", "ERROR", "ERROR", PostgresErrorCodes.FeatureNotSupported);
    }

    /// <summary>
    /// A condition in which every literal is <c>$n</c> where it is the n-th value, and <c>$0</c> where it is a constant of the statement.
    /// Of a LIKE pattern the shape stays visible: <c>~~ ($1 || '%')</c>.
    /// </summary>
    public static string Redacted(string condition, IReadOnlyList<string?> values) =>
        Redacted(condition, new Shown(values, EmptyConstants));

    /// <summary>A literal's text without its quotes.</summary>
    internal static string Plain(string literal)
    {
        var quote = literal.IndexOf('\'', StringComparison.Ordinal);
        if (quote < 0 || literal.Length < quote + 2)
        {
            return literal;
        }

        var plain = literal[(quote + 1)..^1].Replace("''", "'", StringComparison.Ordinal);
        return literal[0] is 'E' or 'e' ? plain.Replace(@"\\", @"\", StringComparison.Ordinal) : plain;
    }

    private static string Redacted(string condition, Shown shown)
    {
        var text = new StringBuilder(condition.Length);
        var end = 0;
        SqlToken[] tokens = [.. StatementText.Tokens(condition)];
        foreach (var (at, token) in tokens.Index())
        {
            text.Append(condition, end, token.Start - end);
            text.Append(token.Kind == SqlTokenKind.Literal ? Literal(tokens, at, shown) : token.Text);
            end = token.Start + token.Text.Length;
        }

        return text.Append(condition, end, condition.Length - end).ToString();
    }

    private static string Literal(SqlToken[] tokens, int at, Shown shown)
    {
        var isNumberOfPlan = at > 0 && (tokens[at - 1].Is("subplan") || tokens[at - 1].Is("initplan"));
        if (isNumberOfPlan || (PatternShapes.IsWildcard(tokens[at]) && IsJoined(tokens, at)))
        {
            return tokens[at].Text;
        }

        var value = Plain(tokens[at].Text);
        var parameter = Parameter(value, shown);
        var isConstant = shown.Constants.Contains(value)
            || (!IsListOfPatterns(tokens, at) && ArrayText.IsOf(value, shown.Constants, shown.Values));
        return at > 0 && PatternShapes.IsOperator(tokens[at - 1]) ? PatternShapes.Shown(PatternShapes.Of(value), parameter ?? "$0")
            : parameter ?? (isConstant ? tokens[at].Text : "$0");
    }

    // ~~ ANY ('{a%,b%}'): of patterns the shapes are told, and of a list there is no single one.
    private static bool IsListOfPatterns(SqlToken[] tokens, int at) =>
        at > 2 && tokens[at - 1].Is("(") && (tokens[at - 2].Is("any") || tokens[at - 2].Is("all"))
        && PatternShapes.IsOperator(tokens[at - 3]);

    // The statement's own wildcard around a parameter: ($1 || '%'::text).
    private static bool IsJoined(SqlToken[] tokens, int at)
    {
        var after = at + 2 < tokens.Length && tokens[at + 1].Is("::") ? at + 3 : at + 1;
        return (at > 0 && tokens[at - 1].Is("||")) || (after < tokens.Length && tokens[after].Is("||"));
    }

    private static string? Parameter(string value, Shown shown)
    {
        for (var i = 0; i < shown.Values.Count; i++)
        {
            if (shown.Values[i] == value)
            {
                return $"${i + 1}";
            }
        }

        return null;
    }

    // What is not known of one plan is not known of all.
    private static PlanNode Together(IReadOnlyList<PlanNode> plans) => plans is [var only] ? only : new PlanNode
    {
        NodeType = PlanNode.Rule,
        TotalCost = plans.Sum(plan => plan.TotalCost),
        EstimatedRows = plans.Sum(plan => plan.EstimatedRows),
        ActualRows = plans.Aggregate((double?)0, static (sum, plan) => sum + plan.ActualRows),
        ActualLoops = plans.Max(plan => plan.ActualLoops),
        ActualTime = plans.Aggregate((TimeSpan?)TimeSpan.Zero, static (sum, plan) => sum + plan.ActualTime),
        Buffers = plans.Aggregate((long?)0, static (sum, plan) => sum + plan.Buffers),
        TempBlocksWritten = plans.Aggregate((long?)0, static (sum, plan) => sum + plan.TempBlocksWritten),
        Children = plans,
    };

    private static PlanNode Node(JsonElement node, Shown shown) => new()
    {
        NodeType = Text(node, "Node Type") ?? "unknown",
        Schema = Text(node, "Schema"),
        Relation = Text(node, "Relation Name"),
        Alias = Text(node, "Alias"),
        Index = Text(node, "Index Name"),
        Backward = Text(node, "Scan Direction") == "Backward",
        Filter = Condition(node, "Filter", shown),
        IndexCondition = Condition(node, "Index Cond", shown),
        JoinCondition = Condition(node, "Hash Cond", shown) ?? Condition(node, "Merge Cond", shown)
            ?? Condition(node, "Join Filter", shown),
        JoinFilter = Condition(node, "Join Filter", shown),
        RecheckCondition = Condition(node, "Recheck Cond", shown),
        JoinType = Text(node, "Join Type"),
        IsInnerUnique = node.TryGetProperty("Inner Unique", out var unique) && unique.ValueKind == JsonValueKind.True,
        SubplanName = Text(node, "Subplan Name"),
        Strategy = Text(node, "Strategy"),
        SortKeys = Texts(node, "Sort Key", shown),
        PresortedKeys = Texts(node, "Presorted Key", shown).Count,
        GroupKeys = Texts(node, "Group Key", shown),
        Output = Texts(node, "Output", shown),
        Width = (int)(Number(node, "Plan Width") ?? 0),
        StartupCost = Number(node, "Startup Cost"),
        TotalCost = Number(node, "Total Cost") ?? 0,
        EstimatedRows = Number(node, "Plan Rows") ?? 0,
        ActualRows = Number(node, "Actual Rows"),
        ActualLoops = Number(node, "Actual Loops"),
        RowsRemoved = Number(node, "Rows Removed by Filter"),
        RowsRemovedByJoin = Number(node, "Rows Removed by Join Filter"),
        RowsRemovedByRecheck = Number(node, "Rows Removed by Index Recheck"),
        ExactPages = (long?)Number(node, "Exact Heap Blocks"),
        LossyPages = (long?)Number(node, "Lossy Heap Blocks"),
        ActualTime = Number(node, "Actual Total Time") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
        TempBlocksWritten = (long?)Number(node, "Temp Written Blocks"),
        SortMethod = Text(node, "Sort Method"),
        DiskUsage = OnDisk(node),
        HashBatches = (int?)Number(node, "Hash Batches"),
        HeapFetches = (long?)Number(node, "Heap Fetches"),
        Buffers = Number(node, "Shared Hit Blocks") is { } hit ? (long)(hit + (Number(node, "Shared Read Blocks") ?? 0)) : null,
        ParentRelationship = Text(node, "Parent Relationship"),
        Children = node.TryGetProperty("Plans", out var plans) ? [.. plans.EnumerateArray().Select(child => Node(child, shown))] : [],
    };

    // A sort says what kind of space it used, an aggregate what it used of which; in kB, and for each parallel process.
    private static Bytes? OnDisk(JsonElement node)
    {
        IEnumerable<JsonElement> workers = node.TryGetProperty("Workers", out var list) ? [.. list.EnumerateArray()] : [];
        var kilobytes = workers.Prepend(node).Max(DiskKilobytes);
        return kilobytes > 0 ? new Bytes((long)kilobytes * 1024) : null;
    }

    private static double DiskKilobytes(JsonElement process)
    {
        string[] groups = ["Full-sort Groups", "Pre-sorted Groups"];
        var incremental = groups.Max(name =>
            process.TryGetProperty(name, out var group) && group.TryGetProperty("Sort Space Disk", out var disk)
                ? Number(disk, "Peak Sort Space Used") ?? 0 : 0);
        var own = Text(process, "Sort Space Type") == "Disk" ? Number(process, "Sort Space Used") : Number(process, "Disk Usage");
        return Math.Max(incremental, own ?? 0);
    }

    private static string? Condition(JsonElement node, string name, Shown shown) =>
        Text(node, name) is { } condition ? Redacted(condition, shown) : null;

    private static string? Text(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static List<string> Texts(JsonElement node, string name, Shown shown) =>
        node.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(item => Redacted(item.GetString()!, shown))] : [];
}
