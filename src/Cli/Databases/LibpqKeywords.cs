using System.Text;
using System.Text.RegularExpressions;

namespace Headroom.Cli.Databases;

/// <summary>
/// Reads keywords and values as libpq does: blanks may stand around <c>=</c>, values with blanks stand between single quotes, and
/// <c>\</c> takes the next character as it is.
/// </summary>
/// <remarks><b>Source:</b> PostgreSQL manual, section 34.1.1.1, "Keyword/Value Connection Strings".</remarks>
internal static partial class LibpqKeywords
{
    private const string Unclosed = @"a value between quotes has no end, or no blank behind it; write \' for a quote within, and \\ for \";

    /// <summary>Whether a text is meant so: in others semicolons stand between the keywords.</summary>
    public static bool Are(string text)
    {
        var bare = QuotedValue().Replace(text, "=");
        return bare.Any(char.IsWhiteSpace) && !bare.Contains(';', StringComparison.Ordinal);
    }

    /// <summary>The keywords and their values, in their order; the value of a word without <c>=</c> is null.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="BadInputException">A quote is not closed; the message holds no value.</exception>
    public static IReadOnlyList<(string Keyword, string? Value)> Of(string text)
    {
        List<(string Keyword, string? Value)> pairs = [];
        var rest = text.AsSpan().TrimStart();
        while (!rest.IsEmpty)
        {
            var end = 0;
            while (end < rest.Length && rest[end] != '=' && !char.IsWhiteSpace(rest[end]))
            {
                end++;
            }

            var keyword = rest[..end].ToString();
            rest = rest[end..].TrimStart();
            string? value = null;
            if (rest is ['=', ..])
            {
                rest = rest[1..].TrimStart();
                value = ValueAt(rest, out var length);
                rest = rest[length..].TrimStart();
            }

            pairs.Add((keyword, value));
        }

        return pairs;
    }

    private static string ValueAt(ReadOnlySpan<char> text, out int length)
    {
        var isQuoted = text is ['\'', ..];
        var value = new StringBuilder();
        var at = isQuoted ? 1 : 0;
        while (at < text.Length && !(isQuoted ? text[at] == '\'' : char.IsWhiteSpace(text[at])))
        {
            at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
            value.Append(text[at]);
            at++;
        }

        length = isQuoted ? at + 1 : at;
        return length > text.Length || (isQuoted && length < text.Length && !char.IsWhiteSpace(text[length]))
            ? throw new BadInputException(Unclosed)
            : value.ToString();
    }

    [GeneratedRegex(
        """=\s*'([^'\\]|\\.)*'""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex QuotedValue();
}
