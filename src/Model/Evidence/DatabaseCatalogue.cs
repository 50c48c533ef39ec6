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

    /// <summary>Their indexes, by schema, table and name.</summary>
    public required IReadOnlyList<IndexFacts> Indexes { get; init; }

    /// <summary>Their foreign keys, by schema, table and name.</summary>
    public required IReadOnlyList<ForeignKeyFacts> ForeignKeys { get; init; }
}

/// <summary>One table.</summary>
public sealed record TableFacts
{
    /// <summary>Schema.</summary>
    public required string Schema { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is a partition of another table.</summary>
    public bool IsPartition { get; init; }

    /// <summary>Rows as the planner estimates them; null when the table was never analysed.</summary>
    public long? Rows { get; init; }

    /// <summary>Pages of 8 kB, without indexes and TOAST.</summary>
    public required long Pages { get; init; }

    /// <summary>Size with indexes and TOAST.</summary>
    public required Bytes Size { get; init; }

    /// <summary>Columns in the order of the table.</summary>
    public required IReadOnlyList<ColumnFacts> Columns { get; init; }
}

/// <summary>One column.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Type as the server formats it: "bigint", "character varying(20)".</param>
/// <param name="NotNull">Whether null is forbidden.</param>
/// <param name="DistinctValues">Estimated number of different values; null when never analysed.</param>
/// <param name="NullShare">Estimated share of nulls; null when never analysed.</param>
public sealed record ColumnFacts(string Name, string Type, bool NotNull, double? DistinctValues, Ratio? NullShare);

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

    /// <summary>Size.</summary>
    public required Bytes Size { get; init; }
}

/// <summary>One key of an index.</summary>
/// <param name="Column">The column, or null for an expression.</param>
/// <param name="Expression">The key as the server prints it.</param>
/// <param name="Descending">Whether it runs downwards.</param>
/// <param name="NullsFirst">Whether nulls come first.</param>
public sealed record IndexKey(string? Column, string Expression, bool Descending, bool NullsFirst);

/// <summary>One foreign key.</summary>
/// <param name="Schema">Schema of the referring table.</param>
/// <param name="Table">The referring table.</param>
/// <param name="Name">The constraint.</param>
/// <param name="Columns">The referring columns.</param>
/// <param name="ReferencedTable">The table that is referred to, with its schema unless public.</param>
public sealed record ForeignKeyFacts(string Schema, string Table, string Name, IReadOnlyList<string> Columns, string ReferencedTable);
