using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// A statement asks every partition because it does not say which it means: <c>Append -> 400 scans; Filter: customer_id = $1</c> on a table
/// that is partitioned by day.
/// </summary>
public static class UnusedPartitionPruning
{
    private const string Id = "unused-partition-pruning";

    /// <summary>Fewer partitions are asked in no time.</summary>
    private const int FewPartitions = 20;

    /// <summary>Where fewer of the partitions than this return nothing, most were needed.</summary>
    private const double NeedlessPartitions = 0.5;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load reads all partitions of a table, because its condition says nothing that the "
                + "server can choose them by.",
            Why = "Each partition costs planning, a lock and an index search: the time grows with the age of the table, "
                + "for rows that are in a few of them.",
            How = """
                The plan with real parameter values shows all of more than 20 partitions executed under a condition that does not compare
                the partition key itself (of a hash: all its columns with =), and more than half return nothing; the node has at least 1 %
                of the database's execution time under load. PostgreSQL manual, 5.11.4 (Partition Pruning).
                """,
            Cure = "A condition on the partition key; or a key that the statements ask by, or fewer partitions.",
            Silence = """
                Reads of the whole table, conditions on the key that are as wide as the table, rows that are in most partitions, and
                partitions of partitions.
                """,
        },
        Detect);

    private static Outcome Detect(
        StatementPlans plans, DatabaseCatalogue catalogue, StatementStatistics? statements, EndpointStatements? endpoints) =>
        new PlanAudit(Id, plans, statements, endpoints).Of(
            (plan, sample) => sample.Root.Descendants()
                .Where(IsAppend)
                .Select(append => SightingOf(plan, sample, append, catalogue))
                .OfType<Sighting>(),
            node => IsAppend(node) && node.Children.Count > FewPartitions);

    private static bool IsAppend(PlanNode node) => node.NodeType is "Append" or "Merge Append";

    // Of several columns the first one bounds the range.
    private static string Bounded(ColumnFacts column) =>
        $"{Sql.Readable(column.Name)} >= :from AND {Sql.Readable(column.Name)} < :to";

    // A hash keeps no order.
    private static bool IsOfHash(Predicate predicate) =>
        predicate.Kind is PredicateKind.Equal or PredicateKind.AnyOf or PredicateKind.IsNull;

    // In the order of the key.
    private static List<ColumnFacts> ColumnsOf(string key, TableFacts table)
    {
        var tokens = StatementText.Tokens(key).ToList();
        return
        [
            .. ConditionParts.ColumnsIn([.. tokens], table, alias: null)
                .OrderBy(column => tokens.FindIndex(token => token.Identifier == column.Name)),
        ];
    }

    private static Sighting? SightingOf(StatementPlan plan, PlanSample sample, PlanNode append, DatabaseCatalogue catalogue)
    {
        List<PlanNode> scans =
        [
            .. append.Children
                .Select(child => child.Descendants().FirstOrDefault(node => node.Relation is not null))
                .OfType<PlanNode>(),
        ];
        var tables = scans.Select(scan => PlanTree.TableOf(scan, catalogue)).Distinct().ToList();
        if (tables is not [{ IsPartitioned: true, PartitionKey: { } key } table]
            || scans.Count != append.Children.Count
            || scans.Count <= FewPartitions
            || append.Children.Any(child => child.ActualLoops is null or 0)
            || PartitionTree.PartsOf(table, catalogue).Any(part => part.IsPartitioned)
            || scans.Count < PartitionTree.PartsOf(table, catalogue).Count())
        {
            return null;
        }

        var columns = ColumnsOf(key, table);
        var empty = append.Children.Count(child => PlanTree.Rows(child) == 0);
        List<string> conditions =
        [
            .. scans[0].Descendants()
                .SelectMany(node => (string?[])[node.Filter, node.IndexCondition, node.RecheckCondition])
                .OfType<string>(),
        ];
        var compared = conditions.SelectMany(condition => Condition.Predicates(condition, table, scans[0].Alias)).ToList();
        var isHash = key.StartsWith("HASH", StringComparison.Ordinal);
        var isCompared = isHash
            ? columns.All(column => compared.Exists(predicate => predicate.Column == column.Name && IsOfHash(predicate)))
            : columns.Any(column => compared.Exists(predicate => predicate.Column == column.Name));
        if (conditions.Count == 0 || columns.Count == 0 || isCompared || empty <= NeedlessPartitions * scans.Count)
        {
            return null;
        }

        var name = PlanTree.Name(table);
        var keyed = string.Join(", ", columns.Select(column => column.Name));
        var computed = conditions.Any(condition =>
            ConditionParts.ColumnsIn([.. StatementText.Tokens(condition)], table, scans[0].Alias).Any(columns.Contains));
        return new Sighting
        {
            Key = $"{name}:{plan.StatementId}",
            Plan = plan,
            Table = name,
            Columns = [.. columns.Select(column => column.Name)],
            Title = $"{Sighting.Named(plan.Query)} reads every partition of {name}",
            Explanation = $"The table is partitioned by {key}. " + (isHash
                ? "The server chooses a partition only where every column of the key is compared with =, and the condition does not."
                : computed
                ? "The condition computes with the key, and the server prunes by the key itself alone."
                : "The condition does not name the key, so the rows may be in each of them."),
            Facts =
            [
                new Fact("partitions read", scans.Count, "partitions"),
                new Fact("of these without a row", empty, "partitions"),
                new Fact("rows returned by all of them", PlanTree.Rows(append), "rows"),
            ],
            Remedies =
            [
                Sighting.Rewrite(
                    isHash
                        ? "Compare every column of the key with a value: "
                            + $"{string.Join(" ", columns.Select(column => $"AND {Sql.Readable(column.Name)} = :{column.Name}"))}; a range "
                            + "chooses no partition of a hash. Where callers know no value, partition by what they ask by, or into fewer, "
                            + "larger partitions."
                        : computed
                        ? $"Compare {keyed} itself with a value or a range, without a function or a cast around it."
                        : $"Add the bounds that the caller knows to the condition: AND {Bounded(columns[0])}. "
                            + "Where callers know none, partition by what they ask by, or into fewer, larger partitions.",
                    "Rows outside the bounds are no longer found; another partition key means copying the table."),
            ],
            Saves = PlanTree.Part(append, sample) * empty / scans.Count,
            Weight = scans.Count,
            Pointers = ["evidence/catalogue.json#/tables"],
        };
    }
}
