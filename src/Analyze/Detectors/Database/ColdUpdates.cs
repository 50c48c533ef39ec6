using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Most updates of a table write to every index: <c>n_tup_hot_upd</c> is less than half of <c>n_tup_upd</c>.</summary>
public static class ColdUpdates
{
    /// <summary>Of fewer updates in the window the share tells nothing, and costs nothing.</summary>
    private const long LeastUpdates = 1_000;

    /// <summary>Below this share of heap-only updates the indexes bear most of the writing.</summary>
    private const double LeastHot = 0.5;

    /// <summary>A page that is told to leave more room than this (in hundredths) holds too few rows for what it gains.</summary>
    private const int LeastFillFactor = 80;

    private const int NewFillFactor = 90;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<TableActivity>(
        new DetectorInfo
        {
            Id = "cold-updates",
            Summary = "Under load, most updates of a table write a new entry to each of its indexes.",
            Why = "Such an update costs as many index writes as there are indexes, their WAL and their bloat, "
                + "where a heap-only update costs none and leaves nothing for vacuum to do in them.",
            How = """
                At least 1,000 rows of the table were updated in the window, and less than half of the updates were heap-only (HOT). An
                update is heap-only when no index holds a column that it changes and its page has room. PostgreSQL manual, 73.7 (Heap-Only
                Tuples).
                """,
            Cure = "A fillfactor that leaves room on each page, where room is what lacks; else one index less on the "
                + "columns that are updated.",
            Silence = """
                Tables with few updates in the window. The counters do not tell which columns are updated, nor which index holds them: read
                the UPDATE statements. From PostgreSQL 16 on they tell how many updates lacked room; before, both causes are possible.
                """,
        },
        Detect);

    private static Outcome Detect(TableActivity activity) => Outcome.Of(
    [
        .. activity.Tables.Index()
            .Where(table => table.Item.Updated >= LeastUpdates && table.Item.HotUpdated < LeastHot * table.Item.Updated)
            .Select(table => FindingOf(table.Item, table.Index, activity)),
    ]);

    private static Finding FindingOf(TableUse table, int place, TableActivity activity)
    {
        var name = Relation.Name(table.Schema, table.Name);
        return new Finding
        {
            Detector = "cold-updates",
            Fingerprint = $"cold-updates:{name}",
            Severity = Severity.Medium,
            Confidence = Confidence.Medium,
            Title = $"Most updates of {name} write to all its indexes",
            Explanation = "An index holds a column that the updates change, or their pages have no room for the new version. "
                + (LacksRoom(table) switch
                {
                    true => "Most of them lacked room.",
                    false => "Most of them had room, so an index holds what they change; which one, the counters do not tell.",
                    null => "Which of the two, and which index, the counters do not tell: read the UPDATE statements.",
                }),
            Facts =
            [
                new Fact("share of heap-only updates", Ratio.Of(table.HotUpdated, table.Updated).Value, "ratio"),
                new Fact($"updates {activity.When}", table.Updated, "rows"),
                .. table.NewPageUpdated is { } moved
                    ? (Fact[])[new Fact("updates that moved to another page for want of room", moved, "rows")]
                    : [],
            ],
            Subject = new Subject { Table = name },
            Evidence = [$"evidence/table-activity.json#/tables/{place}"],
            Remedies = LacksRoom(table) switch
            {
                false => [DropIndex(name)],
                _ when FillFactor(table) <= LeastFillFactor => [DropIndex(name)],
                true => [MakeRoom(table), DropIndex(name)],
                null => [DropIndex(name), MakeRoom(table)],
            },
            Effect = new Effect.Unknown("what the index writes cost was not measured"),
        };
    }

    // Null before PostgreSQL 16.
    private static bool? LacksRoom(TableUse table) =>
        table.NewPageUpdated is { } moved ? moved > (table.Updated - table.HotUpdated) / 2 : null;

    private static int FillFactor(TableUse table) =>
        table.Options.Select(option => option.Split('='))
            .Where(option => option is ["fillfactor", _])
            .Select(option => int.TryParse(option[1], out var factor) ? factor : 100)
            .FirstOrDefault(100);

    private static Remedy MakeRoom(TableUse table) => AlterTable.Set(
        table.Schema, table.Name, table.Options, "fillfactor",
        FormattableString.Invariant($"{Math.Max(LeastFillFactor, Math.Min(NewFillFactor, FillFactor(table) - 10))}"),
        "New pages only: those that are full stay full until the table is rebuilt. The table grows by what is left free, "
            + "and scans read that much more.");

    private static Remedy DropIndex(string table) => new()
    {
        Kind = RemedyKind.Code,
        Scope = RemedyScope.Schema,
        Up = $"Read which columns the UPDATE statements of {table} set, and do without the indexes that hold them (also in predicates "
            + "and INCLUDE), where no statement needs them; or write such columns less often.",
        Risk = "The statements that used the index become slower.",
    };
}
