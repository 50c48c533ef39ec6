using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Dependencies;

/// <summary>
/// The service says that a write is done, is killed, and the write is gone:
/// <code>
/// caller   POST ==> 201
/// service           |-- in memory, to be written later --x killed
/// database  (no row)
/// </code>
/// </summary>
public static class LostWrite
{
    private const string Id = "lost-write";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<KillProbe>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "Writes that were acknowledged are not in the database after the service was killed.",
            Why = """
                A caller who was told that his write is done does not send it again. What a service keeps in memory to write it later is
                lost with the process: at a crash, when memory runs out, when a machine or a container is taken away.
                """,
            How = """
                Needs `probes.kill`, `start` and `postgres` in the plan, and a write in the load that inserts the same rows each time it is
                sent alone. Three bursts of 20 of each such write are sent; after the last answer of the second the service is killed
                (SIGKILL) and started again. Found when fewer rows were inserted than the acknowledged requests of that burst promise, while
                in the bursts before and after it promise and rows are the same. The rows are those that INSERT statements wrote, in
                pg_stat_statements; what was rolled back counts, so that the loss is at least that. High: data is gone, and nobody was told.
                """,
            Cure = "Answer once the write is stored (in the database, or in a queue that outlives the process), "
                + "or 202 where the caller may lose it.",
            Silence = "Writes whose rows vary, or that do not match without a kill either: values that repeat, upserts, "
                + "work that is put off for more than two seconds. Changes and deletions, and what is not in PostgreSQL. "
                + "What the database itself loses when it is killed.",
        },
        Detect);

    private static Outcome Detect(KillProbe probe)
    {
        List<(WrittenTable Table, int Index)> told =
        [
            .. probe.Writes.Index().Where(one => one.Item.Lost() is not null).Select(one => (one.Item, one.Index)),
        ];
        var others = string.Join(", ", probe.Writes.Where(write => write.Lost() is null).Select(write => write.Table));
        List<string> untold =
        [
            .. probe.WritesMissing is { } missing ? [missing] : Array.Empty<string>(),
            .. others.Length > 0 ? [$"acknowledged writes and rows of {others} differ without a kill, too"] : Array.Empty<string>(),
        ];
        return told.Count == 0 ? new Outcome.NotRun(string.Join("; ", untold.DefaultIfEmpty("no write of the load was looked at")))
            : Outcome.Of([.. told.Select(one => FindingOf(one.Table, one.Index)).OfType<Finding>()]) with { Untold = untold };
    }

    private static Finding? FindingOf(WrittenTable table, int index) => table.Lost() is not (> 0 and var lost) ? null : new FaultFinding
    {
        Detector = Id,
        Key = table.Table,
        Table = table.Table,
        Severity = Severity.High,
        Title = $"Acknowledged rows of {table.Table} are lost when the service is killed",
        Explanation = "The requests were answered with success, the service was killed right after the last answer, "
            + "and the rows are not in the database. Without a kill all of them are.",
        Facts =
        [
            new Fact("rows lost, at least", lost, "rows"),
            new Fact("rows that were acknowledged", table.Killed.Promised, "rows"),
            new Fact("rows that were inserted", table.Killed.Inserted, "rows"),
            new Fact("rows of the bursts without a kill, all inserted", table.Before.Promised + table.After.Promised, "rows"),
        ],
        Endpoints = [],
        Evidence = [$"evidence/kill-probe.json#/writes/{index}"],
        Up = $"Insert into {table.Table} before the request is answered; where that is too slow, put the write into a queue that "
            + "outlives the process (an outbox table, a log, a broker that confirms) and answer then.",
        Risk = "The request waits for the write: its latency grows by one round trip or more.",
    }.ToFinding();
}
