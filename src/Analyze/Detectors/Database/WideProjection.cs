using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// A list is read with all columns of a wide table: <c>SELECT * FROM articles ORDER BY created_at LIMIT 20</c>, bodies included.
/// </summary>
public static class WideProjection
{
    private const string Id = "wide-projection";

    /// <summary>A row of more bytes than this is worth leaving columns out of.</summary>
    private const double WideRow = 500;

    /// <summary>Free space and visibility maps of a small table, in bytes: they are no values.</summary>
    private const long Maps = 64 * 1024;

    private static readonly string[] WideTypes = ["text", "character varying", "json", "jsonb", "bytea", "xml"];

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load returns several rows with all columns of a wide table.",
            Why = """
                Long values are read from their own storage, unpacked, sent and parsed for each row, though lists seldom show them; and no
                index can answer alone.
                """,
            How = """
                The plan's output has every column of a table, the statement returns more than one row a call, a row has more than 500 bytes
                (the planner's width, or the table's TOAST storage by row), and the statement has at least 1 % of the database's execution
                time under load. PostgreSQL manual, 73.2 (TOAST), 11.9 (Index-Only Scans).
                """,
            Cure = "The columns that the list shows, by name; the long ones where one row is read.",
            Silence = "Narrow tables, and statements that return one row.",
        },
        Detect);

    private static Outcome Detect(
        StatementPlans plans, DatabaseCatalogue catalogue, StatementStatistics? statements, EndpointStatements? endpoints)
    {
        var audit = new PlanAudit(Id, plans, statements, endpoints);
        return audit.Of(
            (plan, sample) => IsList(sample, audit.Load(plan))
                ? sample.Root.Descendants().Select(scan => SightingOf(plan, sample, scan, catalogue)).OfType<Sighting>().Take(1)
                : [],
            _ => false);
    }

    private static bool IsList(PlanSample sample, StatementMetrics? load) =>
        sample.Root.NodeType != "ModifyTable" && (load is { Calls: > 0 } ? load.Rows > load.Calls : PlanTree.Rows(sample.Root) > 1);

    private static Sighting? SightingOf(StatementPlan plan, PlanSample sample, PlanNode scan, DatabaseCatalogue catalogue)
    {
        if (PlanTree.TableOf(scan, catalogue) is not { Columns.Count: > 1 } table)
        {
            return null;
        }

        var returned = sample.Root.Output
            .Select(output => ConditionParts.Column([.. StatementText.Tokens(output)], table, scan.Alias))
            .OfType<ColumnFacts>()
            .Distinct()
            .ToList();
        var stored = Stored(table, catalogue);
        if (returned.Count < table.Columns.Count || (scan.Width <= WideRow && stored <= WideRow))
        {
            return null;
        }

        var name = PlanTree.Name(table);
        List<string> wide = [.. table.Columns.Where(IsWide).Select(column => column.Name)];
        return new Sighting
        {
            Key = plan.StatementId,
            Plan = plan,
            Table = name,
            Columns = wide,
            Severity = Severity.Low,
            Title = $"A list is read with all {table.Columns.Count} columns of {name}",
            Explanation = "Every column of the table is returned for each "
                + $"row{(wide.Count == 0 ? "" : $"; the long ones can only be among {string.Join(", ", wide)}")}.",
            Facts =
            [
                new Fact("bytes of a row", scan.Width, "bytes"),
                new Fact("bytes of a row that are stored apart (TOAST)", stored, "bytes"),
                new Fact("rows returned", PlanTree.Rows(sample.Root), "rows"),
            ],
            Remedies =
            [
                Sighting.Rewrite(
                    "Name the columns that the list shows in place of "
                        + $"all{(wide.Count == 0 ? "" : $", without {string.Join(", ", wide)} unless it shows them")}, "
                        + "and read the rest where one row is asked for.",
                    "Callers that read the left-out columns from the list must ask for the row."),
            ],
            NotTried = "which columns the callers read is not in the evidence",
            Weight = scan.Width + stored,
            Pointers = ["evidence/catalogue.json#/tables"],
        };
    }

    private static bool IsWide(ColumnFacts column) =>
        WideTypes.Contains(column.Type) || column.Type.EndsWith("[]", StringComparison.Ordinal);

    // What is neither table nor index is TOAST; of partitions the indexes are not told apart.
    private static double Stored(TableFacts table, DatabaseCatalogue catalogue)
    {
        var indexes = catalogue.Indexes
            .Where(index => index.Schema == table.Schema && index.Table == table.Name)
            .Sum(index => index.Size.Value);
        var rest = table.Size.Value - (table.Pages * WorkMemory.Page) - indexes - Maps;
        return table is { IsPartitioned: false, Rows: > 0 and var rows } ? Math.Max(0, rest) / (double)rows : 0;
    }
}
