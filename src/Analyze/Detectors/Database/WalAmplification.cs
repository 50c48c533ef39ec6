using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Most of the write-ahead log is whole pages, written because a checkpoint came before.</summary>
public static class WalAmplification
{
    /// <summary>A ratio of the log (0..1).</summary>
    private const double LeastShare = 0.50;

    /// <summary>Bytes a second (1 MB/s): less log costs nothing worth saving.</summary>
    private const double LeastRate = 1_000_000;

    /// <summary>Bytes that a whole page counts with: half a block, since the hole in the middle of a page is left out.</summary>
    /// <remarks>
    /// <b>Source:</b> PostgreSQL, xloginsert.c (XLogRecordAssemble: "hole"); pages of a B-tree are at least half full after a split.
    /// </remarks>
    private const double LeastImage = 4096;

    /// <summary>
    /// Seconds between two checkpoints where the server's own figure is not known: its default. <b>Source:</b> PostgreSQL manual, 20.5.2.
    /// </summary>
    private const double DefaultInterval = 300;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementStatistics, ServerSettings>(
        new DetectorInfo
        {
            Id = "wal-amplification",
            Summary = "Most of the write-ahead log is whole pages instead of changes.",
            Why = "Every commit waits for the log: a change of a few bytes costs kilobytes of disk and of network to each standby.",
            How = """
                The load's statements wrote more than 1 MB of log a second, and more than half of it was full page images, each counted as
                half a block. A page is written whole at its first change after a checkpoint (PostgreSQL manual, 30.5, WAL Configuration),
                so that the share falls until the next one: a window shorter than checkpoint_timeout may have seen the worst part alone, and
                weighs low.
                """,
            Cure = "Rarer checkpoints (max_wal_size, checkpoint_timeout), wal_compression, and keys that grow (a random UUID changes a "
                + "page of its own for each row).",
            Silence = "Servers with wal_compression, where the size of an image is not known; less than 1 MB/s.",
        },
        Detect);

    private static Outcome Detect(StatementStatistics statistics, ServerSettings? settings)
    {
        if (statistics.IsWorkload)
        {
            return new Outcome.NotApplicable("a workload runs on a clone: what the server itself counts of statements was not looked at");
        }

        if (settings?.Find("wal_compression") is { Value: not "off" })
        {
            return new Outcome.NotApplicable("wal_compression is on: full page images are small already");
        }

        if (statistics.Statements.All(statement => statement.WalSize is null))
        {
            return new Outcome.NotApplicable("the server does not count the write-ahead log of statements");
        }

        var log = statistics.Statements.Sum(statement => statement.WalSize?.Value ?? 0);
        var images = statistics.Statements.Sum(statement => statement.FullPageImages);
        if (log > 0 && statistics.Window.Duration <= TimeSpan.Zero)
        {
            return new Outcome.NotApplicable("since when the log was written is not known");
        }

        var rate = PerSecond.Of(log, statistics.Window.Duration);
        return rate.Value > LeastRate && images * LeastImage > LeastShare * log
            ? Outcome.Of([FindingOf(statistics, settings, rate, images, log)])
            : new Outcome.Clean();
    }

    private static Finding FindingOf(StatementStatistics statistics, ServerSettings? settings, PerSecond rate, long images, long log)
    {
        var top = statistics.Statements.MaxBy(statement => statement.FullPageImages)!;
        var isShort = statistics.Window.Duration < TimeSpan.FromSeconds(settings?.Number("checkpoint_timeout") ?? DefaultInterval);
        return new Finding
        {
            Detector = "wal-amplification",
            Fingerprint = "wal-amplification:full_page_writes",
            Severity = isShort ? Severity.Low : Severity.Medium,
            Confidence = Confidence.Medium,
            Title = "Most of the write-ahead log is whole pages instead of changes",
            Explanation = $"Most of them are written by: {SessionLooks.Said(new SampledStatement(top.StatementId, top.Query, 1))}"
                + (isShort
                    ? " The load was shorter than the time between two checkpoints: right after one the share is at its highest."
                    : ""),
            Facts =
            [
                new Fact("share of the log that is whole pages, at least", Ratio.Of(images * LeastImage, log).Value, "ratio"),
                new Fact("write-ahead log", rate.Value, "bytes/s"),
                new Fact("whole pages", images, "pages"),
                new Fact(
                    "log for each row written by that statement",
                    (double)(top.WalSize?.Value ?? 0) / Math.Max(1, top.Rows), "bytes/row"),
            ],
            Subject = new Subject { Table = StatementText.MainTable(top.Query), StatementId = top.StatementId, Query = top.Query },
            Evidence = ["evidence/statements.json#/statements"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Setting,
                    Scope = RemedyScope.Config,
                    Up = "ALTER SYSTEM SET wal_compression = on; SELECT pg_reload_conf();",
                    Down = "ALTER SYSTEM RESET wal_compression; SELECT pg_reload_conf();",
                    Risk = "Costs processor time for each page; the larger gain is rarer checkpoints: max_wal_size and checkpoint_timeout.",
                },
            ],
            Effect = new Effect.Unknown("the log belongs to the whole server: no clone shows it"),
        };
    }
}
