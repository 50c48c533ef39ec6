namespace Headroom.Model.Contracts;

/// <summary>What a table holds, and what was written into it since a moment: numbers and hashes, no values.</summary>
/// <param name="Table">"table" in public, else "schema.table".</param>
/// <param name="Rows">Rows that it holds, a count.</param>
/// <param name="Written">Of those, the ones that were inserted or changed since the moment, a count.</param>
/// <param name="Columns">The written rows, column by column.</param>
public sealed record TableDigest(string Table, long Rows, long Written, IReadOnlyList<ColumnDigest> Columns);

/// <summary>One column of the rows that were written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Nature">What its values say of the service.</param>
/// <param name="Digest">A sum of hashes of the values, whatever the rows' order.</param>
/// <param name="Distinct">Different values, a count.</param>
/// <param name="Length">Characters of all values as text, a count.</param>
public sealed record ColumnDigest(string Name, ColumnNature Nature, string Digest, long Distinct, long Length);

/// <summary>Whether the same write leaves the same value.</summary>
public enum ColumnNature
{
    /// <summary>It does.</summary>
    Value,

    /// <summary>A number drawn from a sequence: it does not where each row has its own.</summary>
    Drawn,

    /// <summary>
    /// A text or bytes: it does not where each row has its own and all are as long in both arms (a token, a salted hash).
    /// </summary>
    Text,

    /// <summary>It never does: a moment of time, a UUID.</summary>
    Own,

    /// <summary>Nobody can tell from outside: a document may hold moments and ids.</summary>
    Document,
}

/// <summary>What the same writes left in the databases of two arms.</summary>
/// <param name="Tables">Tables that were held against each other, a count.</param>
/// <param name="Written">Rows that A's writes left, a count.</param>
/// <param name="Differences">What differs, in the order of tables and columns.</param>
/// <param name="LeftOut">Tables and columns that were not held against each other, each with the reason.</param>
/// <param name="Missing">Why nothing was held against each other; null when it was.</param>
public sealed record RowContract(
    int Tables, long Written, IReadOnlyList<RowDifference> Differences, IReadOnlyList<string> LeftOut, string? Missing)
{
    /// <summary>Nothing was held against each other.</summary>
    public static RowContract None(string why) => new(0, 0, [], [], why);
}

/// <summary>One thing that two arms' writes left differently.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column whose written values differ; null when the number of rows does.</param>
/// <param name="A">What A left.</param>
/// <param name="B">What B left.</param>
public sealed record RowDifference(string Table, string? Column, string A, string B);
