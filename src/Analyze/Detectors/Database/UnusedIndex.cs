using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A table is used and one of its indexes never is: <c>idx_scan = 0</c> in the window and since the server counts.</summary>
public static class UnusedIndex
{
    /// <summary>An index that only a weekly job reads shows within a week (7 days); monthly jobs do not.</summary>
    private static readonly TimeSpan LeastAge = TimeSpan.FromDays(7);

    /// <summary>A smaller index (1 MB) costs too little to look at.</summary>
    private static readonly Bytes LeastSize = new(1_000_000);

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<TableActivity, DatabaseCatalogue>(
        new DetectorInfo
        {
            Id = "unused-index",
            Summary = "An index of a table that is used under load was not scanned once since the server counts.",
            Why = NeedlessIndexes.Why,
            How = """
                Its table was read or written in the window; the index was scanned neither in the window nor since the server's statistics
                were reset, at least 7 days ago, which has seen every weekday's jobs; and it is larger than 1 MB. Medium where the table was
                written in the window, else low. PostgreSQL manual, 28.2.21 (pg_stat_all_indexes).
                """,
            Cure = "DROP INDEX CONCURRENTLY, after a look at the standbys: they count their own scans.",
            Silence = """
                Unique indexes and those on which a constraint or the replica identity stands, the only index that serves a foreign key,
                invalid indexes (invalid-index), indexes of partitioned tables and of partitions. Scans on standbys, and statistics that the
                planner takes from an index on an expression, cannot be seen here.
                """,
        },
        Detect);

    private static Outcome Detect(TableActivity activity, DatabaseCatalogue catalogue)
    {
        if (!activity.Tables.Any(table => table.Work > 0))
        {
            return new Outcome.NotRun("no table was used in the window");
        }

        var unused = Unused(activity, catalogue);
        if (unused.Count == 0)
        {
            return activity.TablesLeftOut + activity.IndexesLeftOut == 0
                ? new Outcome.Clean()
                : new Outcome.NotRun(
                    $"{activity.TablesLeftOut} tables and {activity.IndexesLeftOut} indexes were left out of the evidence "
                        + "because they are too many");
        }

        return activity.StatisticsAge switch
        {
            null => new Outcome.NotRun("the server does not say since when it counts"),
            { } age when age < LeastAge => new Outcome.NotRun(
                $"the server has counted for {age.TotalHours:0} h only, of {LeastAge.TotalDays:0} days that it takes to know "
                    + "which indexes nobody uses"),
            { } age => Outcome.Of([.. unused.Select(index => FindingOf(index.Index, index.Place, activity, age, catalogue))]),
        };
    }

    private static List<(IndexFacts Index, int Place)> Unused(TableActivity activity, DatabaseCatalogue catalogue)
    {
        var indexes = catalogue.Indexes.ToLookup(index => (index.Schema, index.Name));
        var plain = Relation.Plain(catalogue);
        return
        [
            .. from use in activity.Indexes.Index()
               where use.Item is { Scans: 0, ScansSinceReset: 0 }
               from index in indexes[(use.Item.Schema, use.Item.Name)]
               where index is { Unique: false, BacksConstraint: false, IsReplicaIdentity: false, Valid: true }
                   && index.Size.Value > LeastSize.Value
                   && plain.Contains((index.Schema, index.Table))
                   && !IsAloneForForeignKey(index, catalogue)
               select (index, use.Index),
        ];
    }

    private static bool IsAloneForForeignKey(IndexFacts index, DatabaseCatalogue catalogue) => catalogue.ForeignKeys.Any(key =>
        ForeignKeys.IsServedBy(key, index) && !catalogue.Indexes.Any(other => other != index && ForeignKeys.IsServedBy(key, other)));

    private static Finding FindingOf(IndexFacts index, int place, TableActivity activity, TimeSpan age, DatabaseCatalogue catalogue)
    {
        var finding = NeedlessIndexes.FindingOf("unused-index", index, catalogue);
        var use = activity.Table(index.Schema, index.Table);
        var writes = use is null ? 0 : use.Inserted + use.Updated + use.Deleted;
        return finding with
        {
            Severity = writes > 0 ? Severity.Medium : Severity.Low,
            Confidence = Confidence.Medium,
            Title = $"Index {index.Name} of {finding.Subject.Table} was not used once since the server counts",
            Explanation = (activity.SinceReset
                ? "The table was used and no statement scanned the index since the statistics were reset. "
                : "The load used the table and no statement scanned the index, in the window or before. ")
                + "Standbys count their own scans, and when it was built the server does not tell: look at both before it goes.",
            Facts =
            [
                .. finding.Facts,
                new Fact("scans since the statistics were reset", 0, "calls"),
                new Fact("days since the statistics were reset", Math.Floor(age.TotalDays), "days"),
                new Fact($"rows written to the table {activity.When}", writes, "rows"),
            ],
            Evidence = [$"evidence/table-activity.json#/indexes/{place}", .. finding.Evidence],
            Remedies =
            [
                NeedlessIndexes.Drop(
                    index,
                    "A standby, a monthly job or a rare report may use it: look at idx_scan on every standby first. "
                        + "Runs outside a transaction and waits for those that use the table."),
            ],
        };
    }
}
