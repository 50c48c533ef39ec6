using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>How much of its range each sequence has used up.</summary>
public sealed record Sequences : IEvidence<Sequences>
{
    internal const string KindName = "sequences";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The sequences that were called, those that have used the greatest share first.</summary>
    public required IReadOnlyList<SequenceUse> Used { get; init; }

    /// <summary>Called sequences that were left out because they have used less than all that are listed.</summary>
    public int LeftOut { get; init; }

    /// <summary>Sequences that were never called.</summary>
    public int NeverCalled { get; init; }

    /// <summary>The first of those that this role may not read, with their schemas, sorted.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    /// <summary>How many this role may not read.</summary>
    public int HiddenCount { get; init; }
}

/// <summary>One sequence.</summary>
public sealed record SequenceUse
{
    /// <summary>Schema.</summary>
    public required string Schema { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Type of the sequence: "bigint".</summary>
    public required string Type { get; init; }

    /// <summary>The last value that was written to disk: up to its cache ahead of the last value that was given out.</summary>
    public required long Last { get; init; }

    /// <summary>Least value.</summary>
    public required long Least { get; init; }

    /// <summary>Greatest value.</summary>
    public required long Greatest { get; init; }

    /// <summary>Step; below 0 it counts downwards.</summary>
    public required long Increment { get; init; }

    /// <summary>Whether it starts again at its end.</summary>
    public required bool Cycles { get; init; }

    /// <summary>The columns that it fills, by schema, table and name.</summary>
    public required IReadOnlyList<SequenceColumn> Columns { get; init; }

    /// <summary>The last value that both the sequence and every column that it fills can hold.</summary>
    public required long Limit { get; init; }

    /// <summary>The part of its way to <see cref="Limit"/> that is behind it.</summary>
    public required Ratio Used { get; init; }
}

/// <summary>A column that a sequence fills.</summary>
/// <param name="Schema">Schema of the table.</param>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Type">The column's type, that of a domain's base: "integer".</param>
public sealed record SequenceColumn(string Schema, string Table, string Column, string Type);
