using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// A large table is read from end to end, again and again: <c>seq_tup_read / seq_scan</c> over ten thousand, every second.
/// </summary>
public static class LargeSequentialScans
{
    /// <summary>Reading fewer rows (in one scan) is as fast as an index.</summary>
    private const double LargeScan = 10_000;

    /// <summary>Rarer scans (per second) are reports and jobs.</summary>
    private const double OftenPerSecond = 1;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<TableActivity, StatementStatistics>(
        new DetectorInfo
        {
            Id = "large-sequential-scans",
            Summary = "Under load a large table is read from end to end more than once a second.",
            Why = "The time of such a statement grows with the table; the pages that it reads push others out of the cache, "
                + "and at a few requests a second the processors do nothing else.",
            How = """
                The table's sequential scans in the window read more than 10,000 rows each on average (an index wins from there on), and
                there was more than one a second (rarer ones are reports and jobs). The costliest statement whose main table it is, is named
                where statement statistics are there. PostgreSQL manual, 28.2.19 (pg_stat_all_tables).
                """,
            Cure = "Follow it to its statements: an index for their filter or order (unindexed-filter, unindexed-sort), "
                + "fewer calls, or a cache.",
            Silence = "Tables for which another finding has an index that was not refuted: that is the finding. Small tables, "
                + "rare scans, and index scans, however many rows they read. Scans that a LIMIT ends early count with "
                + "the rows that they read.",
        },
        Detect);

    private static Outcome Detect(TableActivity activity, StatementStatistics? statements) => activity.Window.Duration <= TimeSpan.Zero
        ? new Outcome.NotRun(activity.SinceReset
            ? "the tables were not watched, and since when the server counts is not known: there are no rates"
            : "the tables were not watched for any time")
        : Outcome.Of(
        [
            .. activity.Tables.Index()
                .Where(table => table.Item.SequentialScans > 0 && (double)table.Item.SequentialRows / table.Item.SequentialScans > LargeScan
                    && PerSecond.Of(table.Item.SequentialScans, activity.Window.Duration).Value > OftenPerSecond)
                .Select(table => FindingOf(table.Item, table.Index, activity, statements)),
        ]);

    private static Finding FindingOf(TableUse table, int place, TableActivity activity, StatementStatistics? statements)
    {
        var name = Relation.Name(table.Schema, table.Name);
        var costliest = statements?.Statements.FirstOrDefault(statement => StatementText.MainTable(statement.Query) == name);
        return new Finding
        {
            Detector = "large-sequential-scans",
            Fingerprint = $"large-sequential-scans:{name}",
            Severity = Severity.Medium,
            Confidence = Confidence.Medium,
            Title = $"{name} is read from end to end {(activity.SinceReset ? "again and again" : "under load")}",
            Explanation = (costliest is null
                ? "The counters do not tell which statements do it: look at the plans of those that read the table."
                : "The counters do not tell which statements do it; the costliest one that is mainly about the table is named here.")
                + (activity.SinceReset ? " The rates are means since the statistics were reset." : ""),
            Facts =
            [
                new Fact("sequential scans", PerSecond.Of(table.SequentialScans, activity.Window.Duration).Value, "per_s"),
                new Fact("rows read by one of them", (double)table.SequentialRows / table.SequentialScans, "rows"),
                new Fact("index scans", PerSecond.Of(table.IndexScans, activity.Window.Duration).Value, "per_s"),
            ],
            Subject = new Subject { Table = name, StatementId = costliest?.StatementId, Query = costliest?.Query },
            Evidence = [$"evidence/table-activity.json#/tables/{place}"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Code,
                    Up = $"Find the statements that scan {name} (EXPLAIN shows Seq Scan), and give their filter or order an index, "
                        + "read less of it, or ask less often.",
                    Risk = "An index that few statements use costs every write.",
                },
            ],
            Effect = new Effect.Unknown("which statement does it decides what a cure saves"),
        };
    }
}
