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
}
