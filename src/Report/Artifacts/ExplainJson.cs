using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headroom.Model.Evidence;

namespace Headroom.Report.Artifacts;

/// <summary>
/// A plan in the form of PostgreSQL's own EXPLAIN (FORMAT JSON), so that every viewer of plans reads it; values are <c>$n</c>.
/// </summary>
public static class ExplainJson
{
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document of one statement: an array of one plan for each set of values.</summary>
    /// <param name="plan">The statement with its plans.</param>
    public static string Render(StatementPlan plan) =>
        new JsonArray([.. plan.Samples.Select(sample => Sample(plan, sample))]).ToJsonString(Readable) + "\n";

    private static JsonObject Sample(StatementPlan plan, PlanSample sample)
    {
        var document = new JsonObject { ["Query Text"] = plan.Query, ["Plan"] = Node(sample.Root) };
        if (sample.ExecutionTime is { } time)
        {
            document["Execution Time"] = Rounded(time);
        }

        return document;
    }

    private static JsonObject Node(PlanNode node)
    {
        var json = new JsonObject { ["Node Type"] = node.NodeType };
        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }

        Add("Parent Relationship", node.ParentRelationship);
        Add("Subplan Name", node.SubplanName);
        Add("Strategy", node.Strategy);
        Add("Join Type", node.JoinType);
        Add("Scan Direction", node.Index is null ? null : node.Backward ? "Backward" : "Forward");
        Add("Index Name", node.Index);
        Add("Relation Name", node.Relation);
        Add("Schema", node.Schema);
        Add("Alias", node.Alias);
        Add("Startup Cost", node.StartupCost);
        Add("Total Cost", node.TotalCost);
        Add("Plan Rows", node.EstimatedRows);
        Add("Plan Width", node.Width);
        Add("Actual Total Time", node.ActualTime is { } time ? Rounded(time) : null);
        Add("Actual Rows", node.ActualRows);
        Add("Actual Loops", node.ActualLoops);
        Add("Output", Texts(node.Output));
        Add("Group Key", Texts(node.GroupKeys));
        Add("Sort Key", Texts(node.SortKeys));
        Add("Sort Method", node.SortMethod);
        Add(node.SortMethod is null ? "Disk Usage" : "Sort Space Used", node.DiskUsage is { } disk ? disk.Value / 1024 : null);
        Add("Hash Batches", node.HashBatches);
        Add("Index Cond", node.IndexCondition);
        Add("Recheck Cond", node.RecheckCondition);
        Add(JoinConditionName(node.NodeType), node.JoinCondition);
        Add("Filter", node.Filter);
        Add("Rows Removed by Filter", node.RowsRemoved);
        Add("Rows Removed by Join Filter", node.RowsRemovedByJoin);
        Add("Rows Removed by Index Recheck", node.RowsRemovedByRecheck);
        Add("Heap Fetches", node.HeapFetches);
        Add("Shared Hit Blocks", node.Buffers);
        Add("Temp Written Blocks", node.TempBlocksWritten is > 0 and var written ? written : null);
        Add("Plans", node.Children.Count == 0 ? null : new JsonArray([.. node.Children.Select(Node)]));
        return json;
    }

    private static string JoinConditionName(string nodeType) =>
        nodeType switch { "Hash Join" => "Hash Cond", "Merge Join" => "Merge Cond", _ => "Join Filter" };

    private static JsonArray? Texts(IReadOnlyList<string> texts) =>
        texts.Count == 0 ? null : new JsonArray([.. texts.Select(text => JsonValue.Create(text))]);

    private static double Rounded(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
