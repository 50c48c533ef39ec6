using Headroom.Model.Evidence;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// What a short window did to a table before autovacuum had a chance to see to it: a load of a minute changes most of the rows of a small
/// table, and that is no fault.
/// </summary>
internal static class AutovacuumTurn
{
    /// <summary>
    /// Autovacuum looks at a database once a minute: after two of these it has come by and had a minute to work. <b>Source:</b> PostgreSQL
    /// manual, 20.10, autovacuum_naptime.
    /// </summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(2);

    /// <summary>Rows inserted, updated and deleted that are not due yet.</summary>
    public static long Changed(TableUse table, TableActivity activity) =>
        IsDue(table, activity) ? 0 : table.Inserted + table.Updated + table.Deleted;

    /// <summary>Rows inserted that are not due yet.</summary>
    public static long Inserted(TableUse table, TableActivity activity) => IsDue(table, activity) ? 0 : table.Inserted;

    /// <summary>Rows updated and deleted, whose old versions are dead, that are not due yet.</summary>
    public static long Died(TableUse table, TableActivity activity) => IsDue(table, activity) ? 0 : table.Updated + table.Deleted;

    // Where the table's own options keep autovacuum away it never comes; what was counted since a reset is no load that has just ended.
    private static bool IsDue(TableUse table, TableActivity activity) =>
        activity.SinceReset || activity.Window.Duration >= Turn || AlterTable.IsAutovacuumOff(table.Options);
}
