using Headroom.Report.Tables;
using Headroom.Report.Texts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Texts;

public sealed class MarkdownTests
{
    [Theory]
    [InlineData("< 0.01 %", "< 0.01 %")]
    [InlineData("a <= 300 ms", "a <= 300 ms")]
    [InlineData("<b>", "&lt;b>")]
    [InlineData("</b>", "&lt;/b>")]
    [InlineData("<!-- x", "&lt;!-- x")]
    [InlineData("ends in <", "ends in &lt;")]
    public void Less_than_stays_readable_where_it_opens_no_tag(string text, string markdown) => Markdown.Text(text).ShouldBe(markdown);

    [Theory]
    [InlineData("# x", "\\# x")]
    [InlineData("- x", "\\- x")]
    [InlineData("3. x", "3\\. x")]
    [InlineData("12) x", "12\\) x")]
    [InlineData("3.", "3\\.")]
    [InlineData("3.5 s", "3.5 s")]
    [InlineData("3 x", "3 x")]
    [InlineData("v3. x", "v3. x")]
    [InlineData("1234567890. x", "1234567890. x")]
    public void A_paragraph_begins_no_list_and_no_heading(string text, string markdown) => Markdown.Paragraphs(text).ShouldBe(markdown);

    [Fact]
    public void A_statement_is_whole_unless_it_is_very_long()
    {
        Markdown.Statement(new string('x', 4000)).ShouldBe($"```sql\n{new string('x', 4000)}\n```");
        Markdown.Statement(new string('x', 4001)).ShouldBe($"```sql\n{new string('x', 4000)}…\n-- the whole statement stands in result.json\n```");
        Markdown.Statement($"{new string('x', 3999)}\U0001F600").ShouldStartWith($"```sql\n{new string('x', 3999)}…");
    }

    [Fact]
    public void A_cell_of_very_many_names_is_cut_and_says_so()
    {
        NamesOf(20).ShouldEndWith("| `n0`, " + string.Join(", ", Enumerable.Range(1, 19).Select(static i => $"`n{i}`")) + " |");
        NamesOf(23).ShouldEndWith("`n19` and 3 more |");

        static string NamesOf(int count) => Markdown.Of(Table.Of(
            "Names", "None.", [count], Column<int>.Names("Names", static many => Enumerable.Range(0, many).Select(static i => $"n{i}"))));
    }
}
