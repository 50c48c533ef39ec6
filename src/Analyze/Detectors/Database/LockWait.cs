using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// Statements wait for locks that others hold: <c>UPDATE counters ...</c> behind another transaction's <c>UPDATE counters ...</c>.
/// </summary>
public static class LockWait
{
    /// <summary>
    /// A ratio of the active sessions (0..1): below it, waiting for locks is no part of the latency that anybody notices.
    /// </summary>
    private const double LeastShare = 0.01;

    /// <summary>
    /// Waiting sessions summed over the samples, a count: half a second of waiting at ten looks a second; fewer may be one collision.
    /// </summary>
    private const long FewestWaits = 5;

    /// <summary>
    /// The type of the locks that mean what the application makes of them. <b>Source:</b> PostgreSQL manual, 13.3.5 (Advisory Locks).
    /// </summary>
    private const string Advisory = "advisory";

    /// <summary>How long a wait is normal at most, where the server's deadlock_timeout is not known: its default.</summary>
    private static readonly TimeSpan NormalWait = TimeSpan.FromSeconds(1);

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<SessionSamples, ServerSettings>(
        new DetectorInfo
        {
            Id = "lock-wait",
            Summary = "Statements wait for locks that other transactions hold.",
            Why = "Whoever waits for a lock does nothing and keeps its connection: throughput is that of one transaction after the "
                + "other, whatever the machine.",
            How = """
                The sessions are looked at ten times a second. More than 1 % of the active sessions waited for a lock on the same table (at
                least five times), or one waited longer than deadlock_timeout (1 s unless set), which the server itself calls worth a look.
                Who blocks whom is what pg_blocking_pids says; the head of the queue counts as the one that blocks.
                """,
            Cure = "Shorter transactions that lock last, rows in one order, FOR UPDATE SKIP LOCKED for queues, "
                + "counters split over several rows.",
            Silence = """
                Waits for other things than locks; a few short collisions; waits that are mostly for sessions which were executing a
                statement that another finding's index, not refuted, makes fast, or had been executing it for longer than they were idle in
                their transaction since: its slowness holds the lock, and the index is the finding, as severe as both. Whether a wait for an
                advisory lock is meant cannot be seen (a worker that stands by for another one): it is medium.
                """,
        },
        Detect);

    /// <summary>
    /// Whether most waits at a finding's place are for statements that look for their rows without an index, or the others would be no
    /// fault: the transaction that is slow for them is seen between its statements, too. One wait may be seen in both ways; the others count
    /// by the time in which they were seen.
    /// </summary>
    /// <param name="finding">A finding of this detector.</param>
    /// <param name="samples">The sessions.</param>
    /// <param name="settings">The server's settings.</param>
    /// <param name="isSlow">Whether a session waits for such a statement.</param>
    internal static bool IsExplained(Finding finding, SessionSamples samples, ServerSettings? settings, Func<BlockedStatement, bool> isSlow)
    {
        var waits = WaitsOf(finding, samples).ToLookup(isSlow);
        return waits[true].Sum(wait => wait.Waiter.Sessions) > waits[false].Sum(wait => wait.Waiter.Sessions)
            || !IsFault(waits[false].Select(AsSeen), samples, NormalWaitOf(settings));

        BlockedStatement AsSeen(BlockedStatement wait)
        {
            var seen = samples.Window.Duration * wait.Waiter.Sessions / Math.Max(1, samples.Samples);
            return wait.Longest > seen ? wait with { Longest = seen } : wait;
        }
    }

    /// <summary>The waits at a finding's place.</summary>
    internal static IEnumerable<BlockedStatement> WaitsOf(Finding finding, SessionSamples samples) =>
        samples.LockWaits.Where(wait => FingerprintOf(PlaceOf(wait)) == finding.Fingerprint);

    private static string FingerprintOf(string place) => $"lock-wait:{place}";

    private static string PlaceOf(BlockedStatement wait) => wait.Relation ?? $"({wait.LockType})";

    private static Outcome Detect(SessionSamples samples, ServerSettings? settings) => SessionLooks.Outcome(
        samples,
        [
            .. samples.LockWaits.GroupBy(PlaceOf).Where(group => IsFault(group, samples, NormalWaitOf(settings)))
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => FindingOf(group.Key, [.. group], samples)),
        ]);

    private static TimeSpan NormalWaitOf(ServerSettings? settings) =>
        settings?.Number("deadlock_timeout") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : NormalWait;

    private static bool IsFault(IEnumerable<BlockedStatement> waits, SessionSamples samples, TimeSpan normal)
    {
        var sessions = waits.Sum(wait => wait.Waiter.Sessions);
        return waits.Any(wait => wait.Longest > normal) || (sessions >= FewestWaits && sessions > LeastShare * samples.ActiveSessions);
    }

    private static Finding FindingOf(string place, List<BlockedStatement> waits, SessionSamples samples)
    {
        var worst = waits.MaxBy(wait => wait.Waiter.Sessions)!;
        var isAdvisory = worst.LockType == Advisory;
        return new Finding
        {
            Detector = "lock-wait",
            Fingerprint = FingerprintOf(place),
            Severity = isAdvisory ? Severity.Medium : Severity.High,
            Confidence = Confidence.High,
            Title = worst.Relation is { } table
                ? $"Statements wait for locks on {table}"
                : $"Statements wait for locks of type {worst.LockType}",
            Explanation = $"Mostly \"{SessionLooks.Said(worst.Waiter)}\" waited ({worst.Mode} on {worst.LockType}) "
                + $"for a session that was {worst.BlockerState}; its last statement: {SessionLooks.Said(worst.Blocker)}"
                + (isAdvisory ? " The application takes such a lock on purpose: where one is to work at a time, waive the finding." : ""),
            Facts =
            [
                new Fact(
                    "share of the active sessions that waited here",
                    (double)waits.Sum(wait => wait.Waiter.Sessions) / Math.Max(1, samples.ActiveSessions), "ratio"),
                new Fact("longest wait", waits.Max(wait => wait.Longest).TotalMilliseconds, "ms"),
                new Fact("waiting sessions, summed over the samples", waits.Sum(wait => wait.Waiter.Sessions), "sessions"),
            ],
            Subject = new Subject { Table = worst.Relation, StatementId = worst.Waiter.StatementId, Query = worst.Waiter.Query },
            Evidence = ["evidence/session-samples.json#/lock_waits"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Code,
                    Up = isAdvisory
                        ? "Hold the lock for what must not happen twice alone; take it by a finer key; where the work can wait, try it "
                            + "(pg_try_advisory_lock) and come back later, instead of keeping a connection."
                        : "Make the blocking transaction short: lock late and commit at once; take rows in one order; read queues with "
                            + "FOR UPDATE SKIP LOCKED; split a hot row into several.",
                    Risk = "The order in which locks are taken must stay the same everywhere, or waits become deadlocks.",
                },
            ],
            Effect = new Effect.Unknown("it is a change of the code"),
        };
    }
}
