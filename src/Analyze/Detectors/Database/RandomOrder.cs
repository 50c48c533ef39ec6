using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A few rows are drawn by shuffling them all: <c>ORDER BY random() LIMIT 5</c>.</summary>
public static class RandomOrder
{
    private const string Id = "random-order";

    /// <summary>Fewer rows are shuffled in no time.</summary>
    private const double FewestRows = 1000;

    private static readonly string[] Random = ["random", "gen_random_uuid", "uuid_generate_v4", "random_normal"];

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load sorts many rows by a random number to return some of them.",
            Why = "No index can serve the order, so every row is read, given a number and sorted: the time grows with the "
                + "table, not with what is drawn.",
            How = """
                The first key of a sort calls random() (or makes a random UUID), the sort reads more than 1,000 rows, and what it and the
                nodes below it take is at least 1 % of the database's execution time under load.
                """,
            Cure = "TABLESAMPLE, or a random key from which an index is read on.",
            Silence = "Random orders of few rows (a filter leaves some hundred), and random numbers that only break ties.",
        },
        Detect);

    private static Outcome Detect(StatementPlans plans, StatementStatistics? statements, EndpointStatements? endpoints) =>
        new PlanAudit(Id, plans, statements, endpoints).Of(
            (plan, sample) => sample.Root.Descendants()
                .Where(IsRandom)
                .Where(sort => Sorted(sort) > FewestRows)
                .Select(sort => SightingOf(plan, sample, sort))
                .Take(1),
            _ => false);

    private static bool IsRandom(PlanNode node) =>
        node is { NodeType: "Sort" or "Incremental Sort", SortKeys: [var first, ..] } && Calls(first);

    private static bool Calls(string key)
    {
        var tokens = StatementText.Tokens(key).ToArray();
        return tokens.Index().Any(t => t.Index + 1 < tokens.Length && tokens[t.Index + 1].Is("(") && Random.Contains(t.Item.Identifier));
    }

    private static double Sorted(PlanNode sort) => PlanTree.Input(sort) is { } input ? PlanTree.Rows(input) : 0;

    private static Sighting SightingOf(StatementPlan plan, PlanSample sample, PlanNode sort)
    {
        var table = sort.Descendants().Select(node => node.Relation).OfType<string>().FirstOrDefault() ?? "table";
        return new Sighting
        {
            Key = plan.StatementId,
            Plan = plan,
            Title = $"{Sighting.Named(plan.Query)} draws rows by sorting all of them at random",
            Explanation = "Each execution reads all rows that match, gives each a random number and sorts by it; "
                + "what is returned is a few of them.",
            Facts =
            [
                new Fact("rows sorted at random", Sorted(sort), "rows"),
                new Fact("rows returned", PlanTree.Rows(sample.Root), "rows"),
            ],
            Remedies =
            [
                Sighting.Rewrite(
                    $"Draw without a sort: SELECT ... FROM {Sql.Readable(table)} TABLESAMPLE SYSTEM (1) LIMIT n for a rough sample, "
                        + "or start an index at a random key: WHERE id >= (a random value between min(id) and max(id), "
                        + "drawn by the service) ORDER BY id LIMIT n.",
                    "Neither is as even as a shuffle: a sample takes whole pages, a random key favours rows after gaps; "
                        + "where fairness matters keep a column with a random number and an index on it."),
            ],
            Saves = PlanTree.Part(sort, sample) ?? 1,
            Weight = Sorted(sort),
        };
    }
}
