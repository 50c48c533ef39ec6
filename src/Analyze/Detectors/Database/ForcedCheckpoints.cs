using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Checkpoints come because the write-ahead log is full, not because their time has come.</summary>
public static class ForcedCheckpoints
{
    /// <summary>Requested checkpoints, a count: one or two may be a backup, or somebody who asked.</summary>
    private const long Fewest = 3;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<DatabaseActivity, ServerSettings>(
        new DetectorInfo
        {
            Id = "forced-checkpoints",
            Summary = "Checkpoints are forced by a full write-ahead log instead of being spread over time.",
            Why = "Each writes all dirty buffers in a hurry, and every page is written whole into the log after it: "
                + "latency rises and falls with them.",
            How = """
                In the window at least three checkpoints were requested, and more than were timed (pg_stat_bgwriter; pg_stat_checkpointer
                from 17 on). PostgreSQL manual, 30.5 (WAL Configuration).
                """,
            Cure = "A max_wal_size that holds the log of checkpoint_timeout under load.",
            Silence = "One or two requested checkpoints; checkpoints that are timed; servers that were not watched.",
        },
        Detect);

    // Copies of databases and backups, Headroom's own clones among them, request checkpoints, too: no load tells them apart.
    private static Outcome Detect(DatabaseActivity activity, ServerSettings? settings) => activity.SinceReset
        ? new Outcome.NotRun("the server was not watched: what requested the checkpoints since its statistics were reset is not known")
        : Outcome.Of(activity.Checkpoints is { Requested: >= Fewest } checkpoints && checkpoints.Requested > checkpoints.Timed
            ? [FindingOf(activity, settings)]
            : []);

    private static Finding FindingOf(DatabaseActivity activity, ServerSettings? settings)
    {
        var wanted = WantedGigabytes(activity, settings);
        return new Finding
        {
            Detector = "forced-checkpoints",
            Fingerprint = "forced-checkpoints:max_wal_size",
            Severity = Severity.Medium,
            Confidence = Confidence.Medium,
            Title = "Checkpoints are forced by a full write-ahead log",
            Explanation = "More checkpoints were requested than timed. Statements of CHECKPOINT, backups and CREATE DATABASE request "
                + "them, too: the server's log names the reason of each.",
            Facts =
            [
                new Fact("requested checkpoints", activity.Checkpoints.Requested, "checkpoints"),
                new Fact("timed checkpoints", activity.Checkpoints.Timed, "checkpoints"),
                .. settings?.Number("max_wal_size") is { } megabytes
                    ? [new Fact("max_wal_size", megabytes * 1024 * 1024, "bytes")]
                    : Array.Empty<Fact>(),
            ],
            Subject = new Subject(),
            Evidence = ["evidence/database-activity.json#/checkpoints"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Setting,
                    Scope = RemedyScope.Config,
                    Up = wanted is { } size
                        ? $"ALTER SYSTEM SET max_wal_size = '{size}GB'; SELECT pg_reload_conf();"
                        : "Set max_wal_size to twice the write-ahead log of one checkpoint_timeout under load, and reload.",
                    Down = "ALTER SYSTEM RESET max_wal_size; SELECT pg_reload_conf();",
                    Risk = "Takes as much disk as it says, and recovery after a crash takes longer.",
                },
            ],
            Effect = new Effect.Unknown("checkpoints belong to the whole server: no clone shows it"),
        };
    }

    // A checkpoint begins when the log has grown by max_wal_size / (1 + checkpoint_completion_target) since the one before
    // (xlog.c, CalculateCheckpointSegments): twice the log of one checkpoint_timeout is enough for any target.
    private static int? WantedGigabytes(DatabaseActivity activity, ServerSettings? settings)
    {
        if (activity is not { Wal: { } wal, Window.Duration.TotalSeconds: > 0 and var seconds }
            || settings?.Number("checkpoint_timeout") is not { } timeout)
        {
            return null;
        }

        var wanted = (int)Math.Ceiling(2 * wal.Size.Value / seconds * timeout / (1L << 30));
        return settings.Number("max_wal_size") is { } megabytes && wanted <= megabytes / 1024 ? null : Math.Max(1, wanted);
    }
}
