using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>The tables, indexes and foreign keys of a database.</summary>
public sealed record DatabaseCatalogue : IEvidence<DatabaseCatalogue>
{
    internal const string KindName = "catalogue";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The server's version as a number: 150018 is 15.18.</summary>
    public required int ServerVersion { get; init; }

    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>Ordinary and partitioned tables outside the system schemas, by schema and name.</summary>
    public required IReadOnlyList<TableFacts> Tables { get; init; }

    /// <summary>
    /// Materialized views outside the system schemas, by schema and name: they can have indexes, and nothing else of a table.
    /// </summary>
    public IReadOnlyList<TableFacts> MaterializedViews { get; init => field = value ?? []; } = []; // null in runs that were recorded before

    /// <summary>Their indexes, by schema, table and name.</summary>
    public required IReadOnlyList<IndexFacts> Indexes { get; init; }

    /// <summary>Their foreign keys, by schema, table and name.</summary>
    public required IReadOnlyList<ForeignKeyFacts> ForeignKeys { get; init; }

    /// <summary>Extensions that are installed in the database or could be, by name.</summary>
    public IReadOnlyList<ExtensionFacts> Extensions { get; init => field = value ?? []; } = []; // null in runs that were recorded before

    /// <summary>The collation of texts that name none: "en_US.UTF-8", "C"; null when it is not known.</summary>
    public string? Collation { get; init; }
}

/// <summary>One extension.</summary>
/// <param name="Name">Name.</param>
/// <param name="Version">The installed version; null when it is available and not installed.</param>
/// <param name="Schema">Where its objects are; null when it is not installed.</param>
public sealed record ExtensionFacts(string Name, string? Version, string? Schema);

/// <summary>One table.</summary>
public sealed record TableFacts
{
    /// <summary>Schema.</summary>
    public required string Schema { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is a partition of another table.</summary>
    public bool IsPartition { get; init; }

    /// <summary>Whether its rows are in its partitions.</summary>
    public bool IsPartitioned { get; init; }

    /// <summary>How rows are dealt out to its partitions, as the server prints it: "RANGE (created_at)"; null when it has none.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>Whether one of its partitions, on any level, is a foreign table; null when it is not known.</summary>
    public bool? HasForeignPartitions { get; init; }

    /// <summary>The partitioned table that it is a part of, with its schema unless that is public; null when it is none.</summary>
    public string? Parent { get; init; }

    /// <summary>Columns of the primary key in its order; empty when there is none.</summary>
    public IReadOnlyList<string> PrimaryKey { get; init => field = value ?? []; } = []; // null in runs that were recorded before

    /// <summary>Rows as the planner estimates them; null when the table was never analysed.</summary>
    public long? Rows { get; init; }

    /// <summary>Pages of 8 kB, without indexes and TOAST.</summary>
    public required long Pages { get; init; }

    /// <summary>Of <see cref="Pages"/>, those that an index-only scan need not look at; null when it is not known.</summary>
    public long? AllVisiblePages { get; init; }

    /// <summary>Size with indexes and TOAST.</summary>
    public required Bytes Size { get; init; }

    /// <summary>Columns in the order of the table.</summary>
    public required IReadOnlyList<ColumnFacts> Columns { get; init; }
}

/// <summary>One column.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Type as the server formats it: "bigint", "character varying(20)"; of a domain the type that it is over.</param>
/// <param name="NotNull">Whether null is forbidden.</param>
/// <param name="DistinctValues">Estimated number of different values; null when never analysed.</param>
/// <param name="NullShare">Estimated share of nulls; null when never analysed.</param>
/// <param name="Collation">The collation of its texts; null for the database's own.</param>
public sealed record ColumnFacts(
    string Name, string Type, bool NotNull, double? DistinctValues, Ratio? NullShare, string? Collation = null);

/// <summary>One index.</summary>
public sealed record IndexFacts
{
    /// <summary>Schema.</summary>
    public required string Schema { get; init; }

    /// <summary>Table.</summary>
    public required string Table { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Access method: "btree".</summary>
    public required string Method { get; init; }

    /// <summary>Key columns in order.</summary>
    public required IReadOnlyList<IndexKey> Keys { get; init; }

    /// <summary>Columns that are stored but not searched.</summary>
    public required IReadOnlyList<string> Included { get; init; }

    /// <summary>Predicate of a partial index as the server prints it, or null.</summary>
    public string? Predicate { get; init; }

    /// <summary>Whether it enforces uniqueness.</summary>
    public required bool Unique { get; init; }

    /// <summary>Whether it is usable.</summary>
    public required bool Valid { get; init; }

    /// <summary>
    /// Whether a constraint (primary key, unique, exclusion) stands on it, or a foreign key that refers to its columns.
    /// </summary>
    public bool BacksConstraint { get; init; }

    /// <summary>Whether logical replication tells rows apart by it.</summary>
    public bool IsReplicaIdentity { get; init; }

    /// <summary>The statement that makes it, as the server prints it; null when it is not known.</summary>
    public string? Definition { get; init; }

    /// <summary>Size.</summary>
    public required Bytes Size { get; init; }
}

/// <summary>One key of an index.</summary>
/// <param name="Column">The column, or null for an expression.</param>
/// <param name="Expression">The key as the server prints it.</param>
/// <param name="Descending">Whether it runs downwards.</param>
/// <param name="NullsFirst">Whether nulls come first.</param>
/// <param name="OperatorClass">The operator class, or null for the type's default one: "text_pattern_ops".</param>
/// <param name="Collation">The collation, or null for the column's own.</param>
public sealed record IndexKey(
    string? Column, string Expression, bool Descending, bool NullsFirst, string? OperatorClass = null, string? Collation = null);

/// <summary>One foreign key.</summary>
/// <param name="Schema">Schema of the referring table.</param>
/// <param name="Table">The referring table.</param>
/// <param name="Name">The constraint.</param>
/// <param name="Columns">The referring columns.</param>
/// <param name="ReferencedTable">The table that is referred to, with its schema unless public.</param>
/// <param name="ReferencedColumns">The columns that are referred to, in the order of <paramref name="Columns"/>.</param>
/// <param name="DeletesAlong">Whether the referring rows go with the row that they refer to (ON DELETE CASCADE).</param>
public sealed record ForeignKeyFacts(
    string Schema,
    string Table,
    string Name,
    IReadOnlyList<string> Columns,
    string ReferencedTable,
    IReadOnlyList<string>? ReferencedColumns = null,
    bool DeletesAlong = false);
