using System.Globalization;
using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A statement reads its whole table, so that it takes longer with every row: <c>SELECT count(*) FROM clips</c>.</summary>
public static class FullScanGrowth
{
    /// <summary>The detector's id, which begins its findings' fingerprints.</summary>
    internal const string Id = "full-scan-growth";

    /// <summary>
    /// An exponent: ten times the rows cost more than six times the buffers. With 1 they cost ten times, with an index hardly more.
    /// </summary>
    private const double InProportion = 0.8;

    /// <summary>An exponent beyond rounding: from here on it grows faster than its table.</summary>
    private const double Faster = 1.2;

    /// <summary>A ratio of the table's rows: who reads fewer, reads a part of it (a partition, a range).</summary>
    private const double LeastPart = 0.5;

    /// <summary>A ratio of the rows read: who returns more wants them all, as exports do; the missing-index detectors' bound.</summary>
    private const double MostReturned = 0.1;

    /// <summary>A statement that ran less often in the window is a job or an export, not a request.</summary>
    private const long FewestCalls = 10;

    /// <summary>
    /// Buffers of one call (80 MiB): from the cache some 50 ms of one processor at 1.5 GB/s, so that twenty calls a second fill it; from a
    /// disk with 200 MB/s 0.4 s.
    /// </summary>
    private const double MostBuffers = 10_240;

    /// <summary>Times the rows of today: the probe has seen a factor of ten below, and projects no further than that above.</summary>
    private const double FurthestRows = 10;

    /// <summary>A share of the load's time or buffers from which on it is one of the main things that the database does.</summary>
    private const double MainLoad = 0.1;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<GrowthProbe, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load reads its whole table: it takes longer with every row that is added.",
            Why = "It is fast in every test, and slower each month, until the processors do nothing else; nobody has changed anything.",
            How = """
                On a clone the statement was executed with its own values while the table had one row in ten, three in ten, and all. Its
                buffers grow at least with the 0.8th power of the rows between any two neighbouring sizes, for all values (1 is in
                proportion, 0 is what an index does); at each size it reads at least half of the table without an index condition, and
                returns at most a tenth of what it reads; it has at least 1 % of the load's time or buffers, in ten calls or more. One call
                touches 10,240 buffers (80 MiB) now, or would before the table has ten times its rows: that is a projection, and its
                finding is low and says at how many rows.
                """,
            Cure = """
                A limit, or a bounded range with an index; for totals a counter or a summary table that writes keep, or an answer that is
                kept for a while; for counts of pages none, or an estimate.
                """,
            Silence = """
                Tables below 8 MiB. Statements that return more than a tenth of what they read (unlimited-result is about them). Index
                conditions: whether a range grows with its table, or stays as long as it is, cannot be seen by taking rows away. Statements
                that read everything for some of their values only. Those for which a missing index or another cause of the scan is found:
                that finding names it.
                """,
        },
        Detect);

    /// <summary>What the growth says beside the cause of it, in one sentence.</summary>
    internal static string Sentence(Finding growth) => string.Create(
        CultureInfo.InvariantCulture,
        $"On a clone with fewer rows its buffers grow with the table (exponent {growth.Facts[0].Value:0.00}).");

    private sealed record Grown(GrowthTrial Trial, int Place, GrowthFit Fit);

    private static Outcome Detect(GrowthProbe probe, StatementStatistics? statements, EndpointStatements? endpoints)
    {
        if (probe.Statements.Count == 0)
        {
            return new Outcome.NotApplicable("no statement reads most in a table of 8 MiB or more");
        }

        if (probe.Statements.All(trial => trial.Points.Count == 0))
        {
            return new Outcome.NotRun(string.Join("; ", probe.Statements.Select(trial => trial.Missing).OfType<string>().Distinct()));
        }

        var shares = statements is null ? null : new LoadShares(statements, endpoints);
        return Outcome.Of(
        [
            .. probe.Statements.Index()
                .Select(trial => GrowthFit.Of(trial.Item) is { } fit ? new Grown(trial.Item, trial.Index, fit) : null).OfType<Grown>()
                .Where(grown => grown.Fit.Low >= InProportion && grown.Fit.RowsAt(MostBuffers) <= FurthestRows * grown.Fit.Rows)
                .Where(grown => grown.Trial.Points.All(IsFullScan) && IsWorthwhile(grown.Trial.StatementId, shares))
                .Select(grown => FindingOf(grown, shares)),
        ]);
    }

    private static bool IsFullScan(GrowthPoint point) => point.Executions.All(execution =>
        execution.RowsScanned >= LeastPart * point.TableRows && execution.RowsReturned <= MostReturned * execution.RowsScanned);

    // Of statements that nobody timed the share is not known.
    private static bool IsWorthwhile(string statement, LoadShares? shares) => shares is not { IsKnown: true }
        || (shares.Find(statement)?.Calls >= FewestCalls && ShareOf(statement, shares) >= PlanAudit.WorthwhileLoad);

    private static double ShareOf(string statement, LoadShares? shares) =>
        shares is null ? 0 : Math.Max(shares.Of(statement).Value, shares.BuffersOf(statement)?.Value ?? 0);

    private static Finding FindingOf(Grown grown, LoadShares? shares)
    {
        var (trial, fit) = (grown.Trial, grown.Fit);
        var isNow = fit.Buffers >= MostBuffers;
        var endpoints = shares?.EndpointsOf(trial.StatementId) ?? [];
        return new Finding
        {
            Detector = Id,
            Fingerprint = $"{Id}:{trial.StatementId}",
            Severity = !isNow ? Severity.Low : ShareOf(trial.StatementId, shares) >= MainLoad ? Severity.High : Severity.Medium,
            Confidence = isNow ? Confidence.High : Confidence.Medium,
            Title = $"A statement reads all of {trial.Table}, and grows {(fit.Low > Faster ? "faster than" : "with")} it",
            Explanation = "On a clone it was executed with one row in ten, three in ten and all of them: "
                + "its buffers grow with the table, since no index and no limit bounds what it reads."
                + (isNow ? "" : " It is no burden yet; at how many rows it becomes one is projected from the three sizes."),
            Facts =
            [
                new Fact("exponent of the buffers over the rows (0: an index serves it; 1: in proportion)", fit.Exponent, ""),
                new Fact("the same, least between two sizes", fit.Low, ""),
                new Fact("the same, greatest between two sizes", fit.High, ""),
                new Fact("rows of the table", fit.Rows, "rows"),
                new Fact("buffers of a call on the clone", Math.Round(fit.Buffers), "buffers/call"),
                new Fact("time of a call on the clone", fit.Time.TotalMilliseconds, "ms"),
                .. isNow ? Array.Empty<Fact>()
                    :
                    [
                        new Fact(
                            "rows at which a call touches 10,240 buffers (80 MiB), projected",
                            Math.Round(fit.RowsAt(MostBuffers)), "rows"),
                    ],
                .. shares?.FactsOf(trial.StatementId) ?? [],
            ],
            Subject = new Subject
            {
                Endpoint = endpoints is [var first, ..] ? first : null,
                Table = trial.Table,
                StatementId = trial.StatementId,
                Query = trial.Query,
            },
            Endpoints = endpoints,
            Share = shares is { IsKnown: true } ? shares.Of(trial.StatementId) : null,
            BufferShare = shares?.BuffersOf(trial.StatementId),
            Evidence = [$"evidence/growth-probe.json#/statements/{grown.Place}"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Code,
                    Up = $"Bound what the statement reads of {trial.Table}: a limit, or a range that an index serves; "
                        + "keep totals in a counter or a summary table, or keep the answer for a while.",
                    Risk = "A counter that every write changes makes writes wait for each other; a kept answer is old.",
                },
            ],
            Effect = new Effect.Unknown("it depends on how the statement is bounded"),
        };
    }
}
