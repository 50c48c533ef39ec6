using Headroom.Model.Text;
using Headroom.Report.Tables;
using Headroom.Report.Texts;

namespace Headroom.Report.Pages;

/// <summary>What every section of the page is made of.</summary>
internal static class Parts
{
    private const int MostRows = 500; // a count: a page is to open on a phone
    private const int MostNames = 10; // a count, in one cell
    private const int LongestQuery = 10_000; // characters: a statement that a program wrote can have millions

    /// <summary>A section with its heading, which the navigation leads to.</summary>
    public static Html Section(string id, string heading, Html body) => Html.Of($"""
        <section id="{id}" aria-labelledby="{id}-heading">
        <h2 id="{id}-heading">{heading}</h2>
        {body}
        </section>

        """);

    /// <summary>A state: its sign for the eye, its word for everybody.</summary>
    public static Html State(string label, Tone tone) =>
        Html.Of($"""<span class="state {Class(tone)}">{Sign(tone)}{label}</span>""");

    /// <summary>The sign of a tone, that a screen reader leaves out.</summary>
    public static Html Sign(Tone tone) =>
        Html.If(Markdown.Sign(tone), sign => Html.Of($"""<span class="sign" aria-hidden="true">{sign}</span> """));

    /// <summary>The class of a tone in the style sheet.</summary>
    public static string Class(Tone tone) => tone.ToString().ToLowerInvariant();

    /// <summary>A paragraph for each line.</summary>
    public static Html Paragraphs(string text) => Html.Each(
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        line => Html.Of($"<p>{line}</p>"));

    /// <summary>Code that one click selects whole. Its lines break, so that nothing of it has to be scrolled to.</summary>
    public static Html Code(string code) => Html.Of($"<pre><code>{code.Trim('\n')}</code></pre>");

    /// <summary>A statement; of a very long one the beginning, and where the rest is.</summary>
    public static Html Query(string query)
    {
        if (query.Length <= LongestQuery)
        {
            return Code(query);
        }

        return Html.Of($"""
            {Code(Shortened.Start(query, LongestQuery) + " …")}
            <p class="soft">The beginning of {Format.Count(query.Length)} characters: <code>result.json</code> has all</p>
            """);
    }

    /// <summary>Something long that opens on demand.</summary>
    public static Html Fold(string summary, Html body) => Html.Of($"""
        <details class="fold"><summary>{summary}</summary>
        {body}
        </details>
        """);

    /// <summary>A list, or nothing when it is empty.</summary>
    public static Html Items(IReadOnlyList<string> items) =>
        Html.If(items.Count > 0, () => Html.Of($"<ul>{Html.Each(items, i => Html.Of($"<li>{i}</li>"))}</ul>"));

    /// <summary>A table that scrolls within its own box; of a very long one the first rows.</summary>
    public static Html Of(Table table) => table.Rows.Count == 0
        ? Html.Of($"""<p class="soft">{table.WhenEmpty}</p>""")
        : Html.Of($"""
            <div class="scroll" role="group" tabindex="0" aria-label="{table.Caption}"><table>
            <caption>{table.Caption}</caption>
            <thead><tr>{Html.Each(table.Columns, Head)}</tr></thead>
            <tbody>
            {Html.Each(table.Rows.Take(MostRows), row => Row(table.Columns, row))}
            </tbody></table></div>{Html.If(table.Rows.Count > MostRows, () => More(table.Rows.Count - MostRows))}
            """);

    /// <summary>How many are left out, and where they are.</summary>
    public static Html More(int count) =>
        Html.Of($"""<p class="soft">and {Format.Count(count)} more: <code>result.json</code> has all</p>""");

    private static Html Head(ColumnHead column) => Html.Of($"""<th scope="col"{Numeric(column)}>{column.Name}</th>""");

    private static Html Row(IReadOnlyList<ColumnHead> columns, IReadOnlyList<Cell> cells)
    {
        var name = cells.TakeWhile(c => c.Kind == CellKind.State).Count();
        return Html.Of($"<tr>{Html.Each(cells.Select((cell, i) => (cell, i)), c => c.i == name
            ? Html.Of($"""<th scope="row"{Numeric(columns[c.i])}>{Content(c.cell)}</th>""")
            : Html.Of($"<td{Numeric(columns[c.i])}>{Content(c.cell)}</td>"))}</tr>");
    }

    private static Html Numeric(ColumnHead column) => column.Numeric ? new Html(" class=\"n\"") : Html.None;

    private static Html Names(IReadOnlyList<string> names)
    {
        var more = Html.If(names.Count > MostNames, () => Html.Of($"and {Format.Count(names.Count - MostNames)} more"));
        return Html.Of($"{Html.Each(names.Take(MostNames), name => Html.Of($"<code>{name}</code><br>"))}{more}");
    }

    private static Html Content(Cell cell) => (cell.Kind, cell.Text) switch
    {
        (_, Format.Unknown) or (CellKind.Names, "") => Html.Of($"""<span class="soft">{Format.Unknown}</span>"""),
        (CellKind.Names, _) => Names(cell.Text.Split('\n')),
        (CellKind.Code, _) => Html.Of($"<code>{cell.Text}</code>"),
        (CellKind.State, _) => State(cell.Text, cell.Tone),
        (CellKind.Query, { Length: > 90 }) => Html.Of(
            $"""<details class="query"><summary><code>{Format.Short(cell.Text, 80)}</code></summary>{Query(cell.Text)}</details>"""),
        (CellKind.Query, _) => Html.Of($"<code>{cell.Text}</code>"),
        _ => Html.Of($"{cell.Text}"),
    };
}
