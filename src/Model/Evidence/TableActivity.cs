namespace Headroom.Model.Evidence;

/// <summary>
/// What tables and indexes did in the window, and the state in which it left them: the difference of two snapshots of the server's table
/// statistics.
/// </summary>
public sealed record TableActivity : IEvidence<TableActivity>
{
    internal const string KindName = "table-activity";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <summary>By the server's own clock, as all times here are.</summary>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>
    /// Whether the window reaches back to the last reset of this database's statistics, instead of being a load's own. When that was is not
    /// always known: then the window has no length, and there are no rates.
    /// </summary>
    public bool SinceReset { get; init; }

    /// <summary>How long the server had been counting when the window ended; null when it does not say.</summary>
    public required TimeSpan? StatisticsAge { get; init; }

    /// <summary>Tables outside the system schemas, whether or not they are listed.</summary>
    public required int TablesSeen { get; init; }

    /// <summary>
    /// Tables that something happened to, or that wait for vacuum or analysis: those with the most work in the window first.
    /// </summary>
    public required IReadOnlyList<TableUse> Tables { get; init; }

    /// <summary>The indexes of the tables that were used in the window, in the order of <see cref="Tables"/>, then by name.</summary>
    public required IReadOnlyList<IndexUse> Indexes { get; init; }

    /// <summary>Tables that belong to <see cref="Tables"/> and were left out because they are too many.</summary>
    public int TablesLeftOut { get; init; }

    /// <summary>Indexes of listed tables that were left out because they are too many.</summary>
    public int IndexesLeftOut { get; init; }

    /// <summary>When its counters counted, in words: "in the window".</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string When => SinceReset ? "since the statistics were reset" : "in the window";

    /// <summary>A listed table, or null.</summary>
    public TableUse? Table(string schema, string name) => Tables.FirstOrDefault(table => table.Schema == schema && table.Name == name);
}

/// <summary>One table: counters are of the window, states are of its end.</summary>
public sealed record TableUse
{
    /// <summary>Schema.</summary>
    public required string Schema { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Sequential scans begun in the window.</summary>
    public long SequentialScans { get; init; }

    /// <summary>Rows that those scans read.</summary>
    public long SequentialRows { get; init; }

    /// <summary>Index scans begun in the window.</summary>
    public long IndexScans { get; init; }

    /// <summary>Rows inserted in the window.</summary>
    public long Inserted { get; init; }

    /// <summary>Rows updated in the window, <see cref="HotUpdated"/> and <see cref="NewPageUpdated"/> among them.</summary>
    public long Updated { get; init; }

    /// <summary>Rows deleted in the window.</summary>
    public long Deleted { get; init; }

    /// <summary>Updates that no index had to learn of (heap-only tuples).</summary>
    public long HotUpdated { get; init; }

    /// <summary>Updates whose new version found no room on the page of the old one; null before PostgreSQL 16.</summary>
    public long? NewPageUpdated { get; init; }

    /// <summary>Pages of the table itself found in shared buffers in the window.</summary>
    public long HeapHit { get; init; }

    /// <summary>Pages of the table itself read from outside the shared buffers.</summary>
    public long HeapRead { get; init; }

    /// <summary>Pages of its indexes found in shared buffers in the window.</summary>
    public long IndexHit { get; init; }

    /// <summary>Pages of its indexes read from outside the shared buffers.</summary>
    public long IndexRead { get; init; }

    /// <summary>Rows that live, as the server counts; it forgets them when its statistics are reset.</summary>
    public long LiveRows { get; init; }

    /// <summary>Versions of rows that nobody can see any more and no vacuum has removed, as the server counts.</summary>
    public long DeadRows { get; init; }

    /// <summary>Rows changed since the planner's statistics were made.</summary>
    public long ModifiedSinceAnalysis { get; init; }

    /// <summary>Rows as the planner estimates them; null when the table was never vacuumed nor analysed.</summary>
    public long? PlannedRows { get; init; }

    /// <summary>Pages of 8 kB as the planner knows them.</summary>
    public long Pages { get; init; }

    /// <summary>The last vacuum by hand; null when there was none since the statistics were reset.</summary>
    public DateTimeOffset? LastVacuum { get; init; }

    /// <summary>The last vacuum by autovacuum; null when there was none since the statistics were reset.</summary>
    public DateTimeOffset? LastAutovacuum { get; init; }

    /// <summary>The last ANALYZE by hand; null when there was none since the statistics were reset.</summary>
    public DateTimeOffset? LastAnalysis { get; init; }

    /// <summary>The last ANALYZE by autovacuum; null when there was none since the statistics were reset.</summary>
    public DateTimeOffset? LastAutomaticAnalysis { get; init; }

    /// <summary>The table's own storage parameters as they are written: "fillfactor=90", "autovacuum_enabled=false".</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Scans and changes of rows in the window: 0 means that nobody used the table.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Work => SequentialScans + SequentialRows + IndexScans + Inserted + Updated + Deleted;

    /// <summary>The greatest of what is known of the number of rows.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Rows => Math.Max(LiveRows, PlannedRows ?? 0);
}

/// <summary>One index.</summary>
public sealed record IndexUse
{
    /// <summary>Schema.</summary>
    public required string Schema { get; init; }

    /// <summary>Table.</summary>
    public required string Table { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Scans begun in the window.</summary>
    public required long Scans { get; init; }

    /// <summary>Index entries that those scans returned.</summary>
    public required long EntriesRead { get; init; }

    /// <summary>Scans since the statistics were reset, those of the window included.</summary>
    public required long ScansSinceReset { get; init; }

    /// <summary>When it was last scanned; null before PostgreSQL 16, or when it was not since the statistics were reset.</summary>
    public DateTimeOffset? LastScan { get; init; }
}
