namespace Headroom.Collect.Postgres;

/// <summary>A column as it is stored.</summary>
/// <param name="Length">Bytes of its type; below 0 they vary with the value.</param>
/// <param name="Alignment">Bytes of whose multiple a value's place is: 1, 2, 4 or 8.</param>
/// <param name="Width">Mean bytes of the values that are not null.</param>
/// <param name="NullShare">Share of nulls, 0..1.</param>
public readonly record struct StoredColumn(int Length, int Alignment, double Width, double NullShare);

/// <summary>How many pages rows of a known width need, and so how many of a relation's pages are more than that.</summary>
/// <remarks>
/// <b>Source:</b> PostgreSQL manual, 73.6 (Database Page Layout): a page of 8192 bytes has a header of 24, a row one of 23, and 4 bytes of
/// the page point to it; values lie at multiples of their type's alignment, and rows at multiples of 8; 67.4 (B-Tree): an entry has a
/// header of 8, a page 16 bytes of links. Values of varying length below 127 bytes are not aligned.
/// <para>The error is from the padding, of which only the mean is known, from widths that ANALYZE samples, and in indexes from equal keys
/// that share one entry.</para>
/// </remarks>
public static class BloatEstimate
{
    /// <summary>Absolute error of a table's estimate: padding and sampled widths were off by a tenth, rarely more.</summary>
    public const double TableError = 0.15;

    /// <summary>Absolute error of an index's estimate: entries are shorter than a table's rows, so that padding weighs more.</summary>
    public const double IndexError = 0.2;

    private const double Page = 8192;

    private const double PageHeader = 24;

    private const double Links = 16;

    private const double Pointer = 4;

    private const double RowHeader = 23;

    private const double EntryHeader = 8;

    private const int RowAlignment = 8;

    /// <summary>The longest value of varying length whose own header is one byte, which is not aligned.</summary>
    private const double ShortValue = 126;

    /// <summary>The share of a table's pages that its rows do not need, 0..1.</summary>
    /// <param name="rows">Live rows.</param>
    /// <param name="pages">Pages at the same moment.</param>
    /// <param name="columns">The columns in their order.</param>
    /// <param name="fillFactor">How full a page may be filled, 10..100.</param>
    public static double OfTable(double rows, double pages, IReadOnlyList<StoredColumn> columns, int fillFactor)
    {
        var bitmap = columns.Any(column => column.NullShare > 0) ? Math.Ceiling(columns.Count / 8.0) : 0;
        var row = Data(columns, Up(RowHeader + bitmap)) + Pointer;
        return Share(rows * row / ((Page - PageHeader) * fillFactor / 100), pages);
    }

    /// <summary>The share of a B-tree's pages that its entries do not need, 0..1.</summary>
    /// <param name="entries">Entries.</param>
    /// <param name="pages">Pages at the same moment.</param>
    /// <param name="columns">Keys and included columns in their order.</param>
    /// <param name="fillFactor">How full a leaf may be filled, 10..100.</param>
    public static double OfIndex(double entries, double pages, IReadOnlyList<StoredColumn> columns, int fillFactor)
    {
        var entry = Data(columns, EntryHeader + (columns.Any(column => column.NullShare > 0) ? RowAlignment : 0)) + Pointer;
        return Share(1 + (entries * entry / ((Page - PageHeader - Links) * fillFactor / 100)), pages);
    }

    private static double Data(IReadOnlyList<StoredColumn> columns, double at)
    {
        var isKnown = true; // whether the place is a multiple of what is known, not a mean
        foreach (var column in columns)
        {
            var present = 1 - column.NullShare;
            var isShort = column.Length < 0 && column.Width <= ShortValue;
            var padding = isShort ? 0 : isKnown ? Up(at, column.Alignment) - at : (column.Alignment - 1) / 2.0;
            at += present * (padding + (column.Length > 0 ? column.Length : column.Width));
            isKnown = isKnown && column is { Length: > 0, NullShare: 0 };
        }

        return isKnown ? Up(at) : at + ((RowAlignment - 1) / 2.0);
    }

    private static double Up(double place, int alignment = RowAlignment) => Math.Ceiling(place / alignment) * alignment;

    private static double Share(double needed, double pages) => pages <= 0 ? 0 : Math.Clamp(1 - (Math.Ceiling(needed) / pages), 0, 1);
}
