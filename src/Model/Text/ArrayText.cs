using System.Text;

namespace Headroom.Model.Text;

/// <summary>
/// Arrays as PostgreSQL prints them, <c>{queued,"on hold"}</c>: so it prints the list of an IN.
/// <b>Source:</b> PostgreSQL manual, 8.15.6 (Array Input and Output Syntax).
/// </summary>
public static class ArrayText
{
    /// <summary>Whether a text is an array of constants, none of which is a value of the statement too.</summary>
    /// <param name="text">The text, without the quotes of a literal.</param>
    /// <param name="constants">Literals of the statement, without their quotes.</param>
    /// <param name="values">The values that the statement was planned with; arrays among them stand for their elements.</param>
    public static bool IsOf(string text, IReadOnlySet<string> constants, IReadOnlyList<string?> values) =>
        constants.Count > 0 && Elements(text) is { Count: > 0 } elements && elements.All(constants.Contains)
        && !values.OfType<string>().Any(value => elements.Contains(value) || (Elements(value) ?? []).Any(elements.Contains));

    /// <summary>The elements; null when the text is no array, has several dimensions or an element that is NULL.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<string>? Elements(string text)
    {
        if (text is not ['{', .. var inner, '}'])
        {
            return null;
        }

        List<string> elements = [];
        for (var at = 0; inner.Length > 0 && at <= inner.Length; at++)
        {
            var isQuoted = at < inner.Length && inner[at] == '"';
            var (element, end) = isQuoted ? Quoted(inner, at + 1) : Bare(inner, at);
            var isOne = end == inner.Length || (end < inner.Length && inner[end] == ',');
            if (!isOne || (!isQuoted && (element.Length == 0 || element.Equals("NULL", StringComparison.OrdinalIgnoreCase))))
            {
                return null;
            }

            elements.Add(element);
            at = end;
        }

        return elements;
    }

    private static (string Element, int End) Bare(string text, int at)
    {
        var end = text.AsSpan(at).IndexOfAny(',', '{', '}') is >= 0 and var length ? at + length : text.Length;
        return (text[at..end], end);
    }

    // Past the closing quote; past the text where there is none.
    private static (string Element, int End) Quoted(string text, int at)
    {
        var element = new StringBuilder();
        while (at < text.Length && text[at] != '"')
        {
            at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
            element.Append(text[at++]);
        }

        return (element.ToString(), at + 1);
    }
}
