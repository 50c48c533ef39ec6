using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Two transactions wait for each other, and the server ends one: <c>A locks 1, then 2; B locks 2, then 1</c>.</summary>
public static class Deadlock
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<DatabaseActivity, SessionSamples>(
        new DetectorInfo
        {
            Id = "deadlock",
            Summary = "Transactions wait for each other until the server ends one of them.",
            Why = "Each costs its transactions at least deadlock_timeout (one second by default), and one of them its work: "
                + "a user sees an error or a slow retry.",
            How = "pg_stat_database counted a deadlock in the window. In statistics since their last reset it may be long ago: "
                + "the finding is then only medium.",
            Cure = "Take locks in one order everywhere: sort the ids before an UPDATE of several rows, lock parents before children.",
            Silence = "Waits that end by themselves.",
        },
        Detect);

    private static Outcome Detect(DatabaseActivity activity, SessionSamples? samples) =>
        activity.Counters.Deadlocks == 0 ? new Outcome.Clean() : Outcome.Of([FindingOf(activity, samples)]);

    private static Finding FindingOf(DatabaseActivity activity, SessionSamples? samples)
    {
        var seen = samples?.LockWaits.Select(wait => wait.Relation)
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList() ?? [];
        return new Finding
        {
            Detector = "deadlock",
            Fingerprint = $"deadlock:{activity.Database}",
            Severity = activity.SinceReset ? Severity.Medium : Severity.High,
            Confidence = Confidence.High,
            Title = $"Transactions in {activity.Database} deadlock",
            Explanation = "The server ended transactions because they waited for each other"
                + (activity.SinceReset ? " (since its statistics were reset)" : "")
                + ". Its log has both statements of "
                + $"each{(seen.Count == 0 ? "" : $"; lock waits were seen on {string.Join(", ", seen)}")}.",
            Facts =
            [
                new Fact(
                    activity.SinceReset ? "deadlocks since the statistics were reset" : "deadlocks in the window",
                    activity.Counters.Deadlocks, "deadlocks"),
            ],
            Subject = new Subject { Table = seen is [var only] ? only : null },
            Evidence = ["evidence/database-activity.json#/counters/deadlocks"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Code,
                    Up = "Take locks in one order in all transactions (sort ids before updating several rows; parents before children), "
                        + "and retry what was ended with SQLSTATE 40P01.",
                    Risk = "A transaction that is left out of the order still deadlocks with the others.",
                },
            ],
            Effect = new Effect.Unknown("it is a change of the code"),
        };
    }
}
