using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>
/// How far vacuum is behind: the ages of databases and tables, what vacuum does, and what keeps it from removing dead rows.
/// </summary>
public sealed record Maintenance : IEvidence<Maintenance>
{
    internal const string KindName = "maintenance";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The database that was asked.</summary>
    public required string Database { get; init; }

    /// <summary>All databases of the server, the oldest first.</summary>
    public required IReadOnlyList<DatabaseAge> Databases { get; init; }

    /// <summary>The oldest tables of this database, the oldest first, TOAST counted with its table.</summary>
    public required IReadOnlyList<TableAge> Tables { get; init; }

    /// <summary>Tables that were left out because they are younger than all that are listed.</summary>
    public int TablesLeftOut { get; init; }

    /// <summary>The server's settings of vacuum by name, in the base unit of each as pg_settings has it.</summary>
    public required SortedDictionary<string, string> Settings { get; init; }

    /// <summary>Vacuums under way in this database, by process.</summary>
    public required IReadOnlyList<RunningVacuum> Running { get; init; }

    /// <summary>Tables on which an index was being built or rebuilt, with their schemas unless that is public, sorted.</summary>
    public IReadOnlyList<string> Building { get; init; } = [];

    /// <summary>What keeps vacuum from removing what died since, the oldest first.</summary>
    public required IReadOnlyList<HorizonHolder> Holders { get; init; }

    /// <summary>Other roles' sessions whose snapshots this role may not see: above 0 the list of holders is incomplete.</summary>
    public int SessionsHidden { get; init; }
}

/// <summary>One database.</summary>
/// <param name="Name">Name.</param>
/// <param name="TransactionAge">Transactions since its oldest row that is not frozen. <b>Source:</b> PostgreSQL manual, 25.1.5.</param>
/// <param name="MultixactAge">The same for sets of lockers (multixacts).</param>
public sealed record DatabaseAge(string Name, long TransactionAge, long MultixactAge);

/// <summary>One table.</summary>
public sealed record TableAge
{
    /// <summary>Schema.</summary>
    public required string Schema { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Size of the table itself, without indexes and TOAST, as of its last vacuum or analysis.</summary>
    public required Bytes Size { get; init; }

    /// <summary>Transactions since its oldest row that is not frozen.</summary>
    public required long TransactionAge { get; init; }

    /// <summary>The same for sets of lockers (multixacts).</summary>
    public required long MultixactAge { get; init; }

    /// <summary>The age of its TOAST table; null when it has none.</summary>
    public long? ToastTransactionAge { get; init; }

    /// <summary>The multixact age of its TOAST table; null when it has none.</summary>
    public long? ToastMultixactAge { get; init; }

    /// <summary>Its own storage parameters: "autovacuum_enabled=false".</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}

/// <summary>A vacuum under way.</summary>
/// <param name="Process">The server's process.</param>
/// <param name="Table">The table, with its schema unless that is public; null when this role may not see it.</param>
/// <param name="Phase">Its phase in the server's words; null when this role may not see it.</param>
/// <param name="Scanned">How much of the table it has scanned; null when this role may not see it.</param>
/// <param name="IsAutomatic">Whether autovacuum started it.</param>
public sealed record RunningVacuum(int Process, string? Table, string? Phase, Ratio? Scanned, bool IsAutomatic);

/// <summary>What holds the horizon: rows that died after it stay.</summary>
/// <param name="Kind">"transaction" or "prepared transaction" of this database; "replication slot" or "standby", which hold all.</param>
/// <param name="Name">
/// The role and application of the transaction, the slot's name, the standby's application and address, or the prepared transaction's
/// identifier.
/// </param>
/// <param name="TransactionAge">Transactions since its snapshot.</param>
/// <param name="Since">How long it has been open; null of a slot and of a standby.</param>
/// <param name="IsCatalogueOnly">
/// Whether it holds the system's catalogues alone, as the slot of a logical consumer does. <b>Source:</b> PostgreSQL manual,
/// pg_replication_slots.catalog_xmin.
/// </param>
/// <param name="IsInUse">
/// Whether a standby or a consumer is connected, which moves the horizon on; null of a transaction, and in runs that were recorded before.
/// </param>
public sealed record HorizonHolder(
    string Kind, string Name, long TransactionAge, TimeSpan? Since, bool IsCatalogueOnly = false, bool? IsInUse = null);
