using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Sorts and hashes do not fit into <c>work_mem</c> and go through files.</summary>
public static class TempFileWrites
{
    /// <summary>Bytes a second (1 MB/s): less is a report now and then.</summary>
    private const double LeastRate = 1_000_000;

    /// <summary>
    /// How much more memory than its file a sort or hash needs, as a factor: rows are packed in files, and not in memory.
    /// </summary>
    private const double MemoryPerFile = 3;

    /// <summary>More memory than this for each sort is no advice for a role, in megabytes.</summary>
    private const double MostMegabytes = 256;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<DatabaseActivity, StatementStatistics>(
        new DetectorInfo
        {
            Id = "temp-file-writes",
            Summary = "Sorts and hashes go through temporary files.",
            Why = "What is written and read again on disk takes many times as long as in memory, and competes with everybody else's reads.",
            How = "pg_stat_database counted more than 1 MB of temporary files a second in the window.",
            Cure = "An index in the order of the sort, or fewer rows and columns in it; else more work_mem for the role or statement, "
                + "about three times the file.",
            Silence = "Less than 1 MB/s; statistics since a reset whose time the server does not know.",
        },
        Detect);

    private static Outcome Detect(DatabaseActivity activity, StatementStatistics? statistics) =>
        activity.Counters.TempSize.Value == 0 ? new Outcome.Clean()
        : activity.Window.Duration <= TimeSpan.Zero ? new Outcome.NotRun("temporary files were written, but since when is not known")
        : PerSecond.Of(activity.Counters.TempSize.Value, activity.Window.Duration) is { Value: > LeastRate } rate
            ? Outcome.Of([FindingOf(activity, statistics, rate)])
        : new Outcome.Clean();

    private static Finding FindingOf(DatabaseActivity activity, StatementStatistics? statistics, PerSecond rate)
    {
        var top = statistics?.Statements
            .Where(statement => statement.TempBlocksWritten > 0)
            .MaxBy(statement => statement.TempBlocksWritten);
        var file = (double)activity.Counters.TempSize.Value / Math.Max(1, activity.Counters.TempFiles);
        return new Finding
        {
            Detector = "temp-file-writes",
            Fingerprint = $"temp-file-writes:{activity.Database}",
            Severity = Severity.Medium,
            Confidence = top is null ? Confidence.Medium : Confidence.High,
            Title = $"Sorts and hashes in {activity.Database} go through temporary files",
            Explanation = (activity.SinceReset ? "The rate is the mean since the statistics were reset. " : "") + (top is null
                ? "Which statement does it is not known."
                : $"Mostly: {SessionLooks.Said(new SampledStatement(top.StatementId, top.Query, 1))}"),
            Facts =
            [
                new Fact("written to temporary files", rate.Value, "bytes/s"),
                new Fact("temporary files", activity.Counters.TempFiles, "files"),
                new Fact("mean size of a file", file, "bytes"),
                .. top is null
                    ? Array.Empty<Fact>()
                    :
                    [
                        new Fact(
                            "temporary blocks a call of this statement",
                            (double)top.TempBlocksWritten / Math.Max(1, top.Calls), "blocks/call"),
                    ],
            ],
            Subject = new Subject { StatementId = top?.StatementId, Query = top?.Query, Role = top?.Roles is [var only] ? only : null },
            Evidence = ["evidence/database-activity.json#/counters/temp_size_bytes"],
            Remedies = [.. Remedies(top, file)],
            Effect = new Effect.Unknown("nobody executed the statements with more memory"),
        };
    }

    private static IEnumerable<Remedy> Remedies(StatementMetrics? top, double file)
    {
        yield return new Remedy
        {
            Kind = RemedyKind.Code,
            Scope = RemedyScope.Code,
            Up = "Sort and hash less: an index in the order that is asked for, a filter or a limit before the sort, fewer columns in it.",
            Risk = "None, as long as the result stays the same.",
        };
        var megabytes = Math.Ceiling(MemoryPerFile * file / (1 << 20));
        if (top?.Roles is [var role] && megabytes <= MostMegabytes)
        {
            yield return RoleLimits.Remedy(
                role, "work_mem", $"{megabytes:0}MB",
                "Every sort and hash of every session of the role may take that much: multiply it by the connections before setting it.");
        }
    }
}
