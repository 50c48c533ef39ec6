namespace Headroom.Model.Text;

/// <summary>A text cut to a bound (characters: UTF-16 code units), never within a surrogate pair.</summary>
public static class Shortened
{
    /// <summary>A text that fits, or its beginning with an ellipsis, both within the bound.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Characters, the ellipsis among them; one or more.</param>
    public static string Of(string text, int most) => text.Length <= most ? text : Start(text, most - 1) + "…";

    /// <summary>The same of a text on one line, each run of white space one space.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Characters, the ellipsis among them; one or more.</param>
    public static string Line(string text, int most) =>
        Of(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), most);

    /// <summary>The beginning of a text, without an ellipsis.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Characters; none or more.</param>
    public static string Start(string text, int most) =>
        text.Length <= most ? text : text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
