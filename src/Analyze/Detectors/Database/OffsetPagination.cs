using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Pages are reached by counting past all rows before them: <c>ORDER BY created_at LIMIT 20 OFFSET 50000</c>.</summary>
public static class OffsetPagination
{
    private const string Id = "offset-pagination";

    /// <summary>A limit whose input is more than this many times what it returns spends its time on skipping.</summary>
    private const double WastefulInput = 20;

    /// <summary>Fewer rows skipped are no burden.</summary>
    private const double WastefulRows = 1000;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load reaches its page by OFFSET, and reads all rows before it to throw them away.",
            Why = """
                Each page costs more than the one before; a crawler on page 5,000 costs as much as thousands of readers of page 1, and rows
                move between pages while people leaf.
                """,
            How = """
                The text has OFFSET, and the plan with real parameter values shows a limit whose input has more than 20 times the rows that
                it returns, and more than 1,000 rows more; what is skipped has at least 1 % of the database's execution time under load.
                PostgreSQL manual, 7.6 (LIMIT and OFFSET).
                """,
            Cure = "Keyset pagination: the next page starts after the last row of the one before, WHERE (key, id) > ($1, $2) "
                + "ORDER BY key, id LIMIT n.",
            Silence = "OFFSET 0 and first pages; statements whose OFFSET was never seen with a value (guessed values take 0).",
        },
        Detect);

    private static Outcome Detect(
        StatementPlans plans, DatabaseCatalogue? catalogue, StatementStatistics? statements, EndpointStatements? endpoints) =>
        new PlanAudit(Id, plans, statements, endpoints).Of(
            (plan, sample) => HasOffset(plan.Query) && sample.Executed
                ? sample.Root.Descendants()
                    .Where(node => node.NodeType == "Limit")
                    .Select(limit => SightingOf(plan, sample, limit, catalogue))
                    .OfType<Sighting>()
                    .Take(1)
                : [],
            (plan, node) => node.NodeType == "Limit" && HasOffset(plan.Query));

    private static bool HasOffset(string query) => StatementText.Tokens(query).Any(token => token.Is("offset"));

    private static Sighting? SightingOf(StatementPlan plan, PlanSample sample, PlanNode limit, DatabaseCatalogue? catalogue)
    {
        var returned = PlanTree.Rows(limit);
        var read = PlanTree.Input(limit) is { } input ? PlanTree.Rows(input) : 0;
        if (read <= WastefulInput * Math.Max(1, returned) || read - returned <= WastefulRows)
        {
            return null;
        }

        return new Sighting
        {
            Key = plan.StatementId,
            Plan = plan,
            Title = $"{Sighting.Named(plan.Query)} reads all pages before the one that it returns",
            Explanation = "OFFSET finds the page by reading and counting all rows before it, in the order of the "
                + "statement, at each request.",
            Facts = [new Fact("rows read to reach the page", read, "rows"), new Fact("rows of the page", returned, "rows")],
            Remedies =
            [
                Sighting.Rewrite(
                    $"Ask for the page after the last row that the client has, in place of OFFSET: {Keyset(limit, catalogue)}",
                    "Clients keep the last row's key in place of a page number and cannot jump to page n; the order must be unique (add "
                        + "the primary key), and an index must have it."),
            ],
            Saves = (PlanTree.Part(limit, sample) ?? 1) * (1 - (returned / read)),
            Weight = read,
        };
    }

    private static string Keyset(PlanNode limit, DatabaseCatalogue? catalogue)
    {
        var keys = limit.Descendants().FirstOrDefault(node => node.SortKeys.Count > 0)?.SortKeys ?? [];
        var tables = catalogue is null
            ? []
            : limit.Descendants().Select(scan => PlanTree.TableOf(scan, catalogue)).OfType<TableFacts>().Distinct().ToList();
        var primary = tables is [var only] ? only.PrimaryKey : [];
        List<string> columns =
        [
            .. keys.Select(key => StatementText.Tokens(key).LastOrDefault(IsName).Text).Where(name => name is not null),
        ];
        var isDescending = keys.Count > 0 && keys.All(key => key.Contains(" DESC", StringComparison.Ordinal));
        var isMixed = !isDescending && keys.Any(key => key.Contains(" DESC", StringComparison.Ordinal));
        columns = [.. columns.Concat(primary.Select(Sql.Readable)).Distinct(StringComparer.Ordinal)];
        return columns.Count == 0 || isMixed || keys.Any(key => key.Contains('('))
            ? "WHERE (order columns, primary key) > (those of the last row), with the same ORDER BY and LIMIT."
            : $"WHERE ({string.Join(", ", columns)}) "
                + $"{(isDescending ? "<" : ">")} ({string.Join(", ", columns.Select(c => $":last_{c.Trim('"')}"))}) "
                + $"ORDER BY {string.Join(", ", columns.Select(c => isDescending ? $"{c} DESC" : c))} LIMIT n.";
    }

    private static bool IsName(SqlToken token) => token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier && !IsDirection(token);

    private static bool IsDirection(SqlToken token) =>
        token.Is("asc") || token.Is("desc") || token.Is("nulls") || token.Is("first") || token.Is("last");
}
