using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Much of a table changed since ANALYZE last looked at it: the planner plans for data that is no longer there.</summary>
public static class StaleStatistics
{
    /// <summary>Of fewer rows any plan is quick.</summary>
    private const long LeastRows = 1_000;

    /// <summary>
    /// The share of rows whose change calls autovacuum's own ANALYZE. <b>Source:</b> PostgreSQL manual, 20.10,
    /// autovacuum_analyze_scale_factor.
    /// </summary>
    private const double StaleShare = 0.1;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<TableActivity>(
        new DetectorInfo
        {
            Id = "stale-statistics",
            Summary = "The planner's statistics of a table are much older than its rows, or were never made.",
            Why = "Row counts that are wrong by a factor choose nested loops for millions of rows, and scans where an index would do: "
                + "a statement becomes slow without any change of the code.",
            How = """
                More than 10 % of a table's rows (at least 1,000 rows: of fewer any plan is quick) changed since the last ANALYZE, which is
                where autovacuum's own default lies; or the table has rows and was never vacuumed nor analysed. PostgreSQL manual, 14.2
                (Statistics Used by the Planner), 25.1.3.
                """,
            Cure = "ANALYZE now, and a lower autovacuum_analyze_scale_factor for the table, so that it comes sooner.",
            Silence = """
                Small tables, tables that were just analysed, and partitioned tables themselves, whose changes the server counts in the
                partitions. What changed in a window of less than two minutes: autovacuum looks once a minute, and had no turn yet.
                """,
        },
        Detect);

    private static Outcome Detect(TableActivity activity)
    {
        List<Finding> findings = [.. activity.Tables.Index()
            .Where(table => table.Item.Rows - AutovacuumTurn.Inserted(table.Item, activity) >= LeastRows
                && (IsStale(table.Item, activity) || WasNeverAnalysed(table.Item)))
            .Select(table => FindingOf(table.Item, table.Index))];
        return findings.Count == 0 && activity.TablesLeftOut > 0
            ? new Outcome.NotRun($"{activity.TablesLeftOut} tables were left out of the evidence because they are too many")
            : Outcome.Of(findings);
    }

    private static bool IsStale(TableUse table, TableActivity activity) =>
        table.ModifiedSinceAnalysis - AutovacuumTurn.Changed(table, activity) > StaleShare * table.Rows;

    private static bool WasNeverAnalysed(TableUse table) => table is { PlannedRows: null, LastAnalysis: null, LastAutomaticAnalysis: null };

    private static Finding FindingOf(TableUse table, int place)
    {
        var name = Relation.Name(table.Schema, table.Name);
        var isOff = AlterTable.IsAutovacuumOff(table.Options);
        return new Finding
        {
            Detector = "stale-statistics",
            Fingerprint = $"stale-statistics:{name}",
            Severity = Severity.Medium,
            Confidence = Confidence.Medium,
            Title = WasNeverAnalysed(table)
                ? $"{name} was never analysed: the planner guesses"
                : $"{name} changed much since it was last analysed",
            Explanation = (table.LastAnalysis ?? table.LastAutomaticAnalysis) is null
                ? "No ANALYZE since the server counts." + (isOff ? " The table's own options keep autovacuum away." : "")
                : "More rows changed since the last ANALYZE than the planner's figures can bear."
                    + (isOff ? " The table's own options keep autovacuum away." : ""),
            Facts =
            [
                new Fact("rows changed since the last ANALYZE", table.ModifiedSinceAnalysis, "rows"),
                new Fact("rows of the table", table.Rows, "rows"),
            ],
            Subject = new Subject { Table = name },
            Evidence = [$"evidence/table-activity.json#/tables/{place}"],
            Remedies =
            [
                AlterTable.Run(
                    "ANALYZE", table.Schema, table.Name, "Reads a sample of the table; plans may change, nearly always for the better."),
                isOff
                    ? AlterTable.EnableAutovacuum(table.Schema, table.Name)
                    : AlterTable.Set(
                        table.Schema, table.Name, table.Options, "autovacuum_analyze_scale_factor", "0.02",
                        "ANALYZE comes for every fiftieth row that changed instead of every tenth."),
            ],
            Effect = new Effect.Unknown("which plans are wrong because of it was not measured"),
        };
    }
}
