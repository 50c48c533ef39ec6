using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// An index-only scan looks into the table all the same: <c>Heap Fetches: 48000</c>, because its pages are not marked all-visible.
/// </summary>
public static class IndexOnlyScanHeapFetches
{
    private const string Id = "index-only-scan-heap-fetches";

    /// <summary>A scan that looks up more than this share of its rows is index-only by name.</summary>
    private const double MostFetched = 0.5;

    /// <summary>Fewer rows looked up are no burden.</summary>
    private const double FewestFetches = 1000;

    /// <summary>A table with more of its pages marked is as visible as writes let it be.</summary>
    private const double Visible = 0.95;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "An index-only scan under load looks most of its rows up in the table, because VACUUM has not marked its pages.",
            Why = "The index was built to spare the table; without the marks every row costs a page of the table besides.",
            How = """
                The plan with real parameter values shows an index-only scan with heap fetches for more than half of its rows, and more than
                1,000; fewer than 95 % of the table's pages are marked all-visible, and the scan has at least 1 % of the database's
                execution time under load. PostgreSQL manual, 11.9 (Index-Only Scans), 25.1.4 (Updating the Visibility Map).
                """,
            Cure = "VACUUM of the table, and an autovacuum that comes often enough for it.",
            Silence = "Tables whose pages are marked but for the newest, and scans of few rows.",
        },
        Detect);

    private static Outcome Detect(
        StatementPlans plans, DatabaseCatalogue catalogue, StatementStatistics? statements, EndpointStatements? endpoints) =>
        new PlanAudit(Id, plans, statements, endpoints).Of(
            (plan, sample) => sample.Root.Descendants()
                .Where(IsFetching)
                .Select(scan => SightingOf(plan, sample, scan, catalogue))
                .OfType<Sighting>(),
            node => node.NodeType == "Index Only Scan");

    // What is looked up and found dead is returned by no scan: the fetches may be more than the rows.
    private static bool IsFetching(PlanNode scan) =>
        scan.HeapFetches > FewestFetches && scan.HeapFetches > MostFetched * PlanTree.Rows(scan);

    private static Sighting? SightingOf(StatementPlan plan, PlanSample sample, PlanNode scan, DatabaseCatalogue catalogue)
    {
        if (PlanTree.TableOf(scan, catalogue) is not { Pages: > 0, AllVisiblePages: { } visible } table || visible >= Visible * table.Pages)
        {
            return null;
        }

        var name = PlanTree.Name(table);
        return new Sighting
        {
            Key = name,
            Plan = plan,
            Table = name,
            Title = $"Index-only scans of {name} look most rows up in the table",
            Explanation = "The pages of the table are not marked all-visible, so that each row that the index gives is looked up, "
                + "to see whether it is still there.",
            Facts =
            [
                new Fact("rows looked up in the table", scan.HeapFetches!.Value, "rows"),
                new Fact("rows returned by the scan", PlanTree.Rows(scan), "rows"),
                new Fact("share of the table's pages marked all-visible", (double)visible / table.Pages, "ratio"),
            ],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Maintenance,
                    Scope = RemedyScope.Config,
                    Up = $"VACUUM (ANALYZE) {Sql.Identifier(table.Schema, table.Name)};",
                    Risk = "Reads the table once and locks out neither reads nor writes; marks last until the page is written again, "
                        + "so autovacuum must come as often: lower autovacuum_vacuum_scale_factor and "
                        + "autovacuum_vacuum_insert_scale_factor of the table when it comes back.",
                },
            ],
            NotTried = "the statement after VACUUM",
            Saves = PlanTree.OwnPart(scan, sample),
            Weight = scan.HeapFetches.Value,
            Pointers = ["evidence/catalogue.json#/tables"],
        };
    }
}
