using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>The database spends its time on reading blocks that do not stay in its shared buffers.</summary>
public static class LowCacheHit
{
    /// <summary>A ratio of the buffers (0..1): many short statements on a working set that fits find nearly all of their blocks.</summary>
    private const double LeastHit = 0.99;

    /// <summary>
    /// A ratio of the execution time (0..1): reads that cost less come from the operating system's cache, and matter to nobody.
    /// </summary>
    private const double LeastTime = 0.10;

    /// <summary>A ratio of the execution time (0..1): from here on reading is most of what the database does.</summary>
    private const double MostOfTheTime = 0.50;

    /// <summary>Buffers in the window, a count (780 MB): fewer are a database that warms up.</summary>
    private const long FewestBuffers = 100_000;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementStatistics, ServerSettings>(
        new DetectorInfo
        {
            Id = "low-cache-hit",
            Summary = "The database spends its time on reading blocks that are not in its shared buffers.",
            Why = "A block from the disk takes a thousand times as long as one from memory, and readers push out each other's blocks.",
            How = """
                Under load, less than 99 % of at least 100,000 buffers were hits, and reading the others took more than 10 % of the
                execution time (track_io_timing). The ratio alone says nothing: blocks from the operating system's cache cost hardly more
                than hits.
                """,
            Cure = "First statements that touch fewer blocks (indexes, limits); then larger shared_buffers, of which a quarter of "
                + "the memory is a good start.",
            Silence = "Reads that take no time, or that nobody timed (track_io_timing is off by default); "
                + "windows in which hardly a block was touched.",
        },
        Detect);

    private static Outcome Detect(StatementStatistics statistics, ServerSettings? settings)
    {
        if (statistics.IsWorkload)
        {
            return new Outcome.NotApplicable("a workload runs on a clone: what the server itself counts of statements was not looked at");
        }

        var all = statistics.Statements;
        var (buffers, read) = (all.Sum(s => s.Buffers), all.Sum(s => s.BuffersRead));
        if (buffers < FewestBuffers || read <= (1 - LeastHit) * buffers)
        {
            return new Outcome.Clean();
        }

        if (all.Any(s => s.ReadTime is null))
        {
            return new Outcome.NotApplicable(
                "blocks were read from outside the shared buffers, but track_io_timing is off: whether that took time is not known");
        }

        var share = Ratio.Of(all.Sum(s => s.ReadTime!.Value.TotalMilliseconds), all.Sum(s => s.ExecutionTime.TotalMilliseconds));
        return share.Value > LeastTime
            ? Outcome.Of([FindingOf(statistics, settings, 1 - ((double)read / buffers), share)])
            : new Outcome.Clean();
    }

    private static Finding FindingOf(StatementStatistics statistics, ServerSettings? settings, double hit, Ratio share)
    {
        var top = statistics.Statements.MaxBy(statement => statement.ReadTime)!;
        return new Finding
        {
            Detector = "low-cache-hit",
            Fingerprint = "low-cache-hit:shared_buffers",
            Severity = share.Value > MostOfTheTime ? Severity.Medium : Severity.Low,
            Confidence = Confidence.Medium,
            Title = "The database spends its time on reading blocks that are not in its shared buffers",
            Explanation = $"The statement that reads longest: {SessionLooks.Said(new SampledStatement(top.StatementId, top.Query, 1))}",
            Facts =
            [
                new Fact("share of the execution time spent on reading", share.Value, "ratio"),
                new Fact("buffers found in the shared buffers", hit, "ratio"),
                new Fact(
                    "share of all reads that this statement made",
                    (double)top.BuffersRead / Math.Max(1, statistics.Statements.Sum(s => s.BuffersRead)), "ratio"),
                .. settings?.Number("shared_buffers") is { } blocks ? [new Fact("shared_buffers", blocks, "blocks")] : Array.Empty<Fact>(),
            ],
            Subject = new Subject { StatementId = top.StatementId, Query = top.Query },
            Share = share,
            Evidence = ["evidence/statements.json#/statements"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Schema,
                    Up = "Let the statements that read most touch fewer blocks: an index, a limit, fewer columns. "
                        + "Larger shared_buffers only where that is done.",
                    Risk = "None by itself; larger shared_buffers need a restart and take memory from everything else on the machine.",
                },
            ],
            Effect = new Effect.Unknown("nobody tried how much of the working set more memory would hold"),
        };
    }
}
