using System.Runtime.CompilerServices;
using System.Text;

namespace Headroom.Report.Pages;

/// <summary>
/// A piece of a page. It can be made only from a template whose holes are escaped, so that text from outside stays text:
/// <c>Html.Of($"&lt;p&gt;{title}&lt;/p&gt;")</c>.
/// </summary>
/// <param name="Markup">The markup.</param>
internal readonly record struct Html(string Markup)
{
    /// <summary>Nothing.</summary>
    public static Html None { get; } = new("");

    /// <summary>
    /// The template with its holes filled: pieces as they are, text escaped. Numbers do not fit: they pass through <see cref="Format"/>.
    /// </summary>
    public static Html Of(HtmlTemplate template) => new(template.Markup);

    /// <summary>A piece for each item, one after the other.</summary>
    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> piece) => new(string.Join('\n', items.Select(i => piece(i).Markup)));

    /// <summary>The piece when the condition holds, else nothing.</summary>
    public static Html If(bool condition, Func<Html> piece) => condition ? piece() : None;

    /// <summary>The piece for what is known, else nothing.</summary>
    public static Html If(string? known, Func<string, Html> piece) => known is { Length: > 0 } ? piece(known) : None;
}

/// <summary>Escapes what fills the holes of a template.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlTemplate(int literalLength, int formattedCount)
{
    private readonly StringBuilder _markup = new(literalLength + (formattedCount * 32));

    /// <summary>What was made so far.</summary>
    public string Markup => _markup.ToString();

    /// <summary>Takes the template's own markup.</summary>
    public void AppendLiteral(string markup) => _markup.Append(markup);

    /// <summary>Takes a piece.</summary>
    public void AppendFormatted(Html piece) => _markup.Append(piece.Markup);

    /// <summary>Takes text, and makes it safe within an element and within a quoted attribute.</summary>
    public void AppendFormatted(string? text)
    {
        foreach (var c in Format.Plain(text ?? ""))
        {
            _ = c switch
            {
                '<' => _markup.Append("&lt;"),
                '>' => _markup.Append("&gt;"),
                '&' => _markup.Append("&amp;"),
                '"' => _markup.Append("&quot;"),
                '\'' => _markup.Append("&#39;"),
                _ => _markup.Append(c),
            };
        }
    }
}
