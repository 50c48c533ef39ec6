namespace Headroom.Model.Text;

/// <summary>A count with its word, so that one is not several.</summary>
public static class Counted
{
    /// <summary>1 line, 2 lines.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The word for one.</param>
    /// <param name="many">The word for several; null where it is that for one with an s.</param>
    public static string Of(long count, string one, string? many = null) => $"{count} {Word(count, one, many)}";

    /// <summary>The word alone: line, lines.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The word for one.</param>
    /// <param name="many">The word for several; null where it is that for one with an s.</param>
    public static string Word(long count, string one, string? many = null) => count == 1 ? one : many ?? one + "s";
}
