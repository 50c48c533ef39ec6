using System.Globalization;

namespace Headroom.Report.Formats;

/// <summary>Tables as comma-separated values that a spreadsheet opens without running anything.</summary>
/// <remarks>
/// <b>Source:</b> RFC 4180 (lines end in CR LF; a cell with a comma, a quotation mark or a line break stands in quotation marks, each of
/// its own doubled); OWASP, "CSV Injection": a cell that begins like a formula gets an apostrophe before it.
/// </remarks>
internal static class Csv
{
    /// <summary>How a formula begins; the last four are the first ones in full width.</summary>
    private const string Formula = "=+-@\t\n\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>The document: the names of the columns, then the rows; null is an empty cell: unknown.</summary>
    /// <param name="head">The columns.</param>
    /// <param name="rows">Each with a cell for each column.</param>
    public static string Of(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string?>> rows) =>
        string.Concat(rows.Prepend(head).Select(row => string.Join(',', row.Select(Cell)) + "\r\n"));

    /// <summary>
    /// A number as every program reads it: a point, no groups, no exponent, at most six digits after the point; null is unknown.
    /// </summary>
    public static string? Number(double? number) => number?.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>A count.</summary>
    public static string? Number(long? count) => count?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A duration in milliseconds.</summary>
    public static string? Milliseconds(TimeSpan? duration) => Number(duration?.TotalMilliseconds);

    private static string Cell(string? text)
    {
        var plain = Format.Plain((text ?? "").ReplaceLineEndings("\n"));
        var safe = plain is [var first, ..] && Formula.Contains(first) ? $"'{plain}" : plain;
        return safe.AsSpan().IndexOfAny(",\"\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
