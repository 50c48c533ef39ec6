using Headroom.Model.Text;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model;

public sealed class ShortenedTests
{
    [Theory]
    [InlineData("SELECT 1", 8, "SELECT 1")]
    [InlineData("SELECT 1", 7, "SELECT…")]
    [InlineData("SELECT 1", 1, "…")]
    [InlineData("", 1, "")]
    [InlineData("ab\U0001F600", 4, "ab\U0001F600")]
    [InlineData("ab\U0001F600c", 4, "ab…")]
    [InlineData("ab\U0001F600cd", 5, "ab\U0001F600…")]
    [InlineData("\U0001F600\U0001F600", 2, "…")]
    public void A_text_that_is_too_long_ends_in_an_ellipsis_within_the_bound(string text, int most, string expected) =>
        Shortened.Of(text, most).ShouldBe(expected);

    [Theory]
    [InlineData("  SELECT\t1,\r\n  2 ", 12, "SELECT 1, 2")]
    [InlineData("SELECT\n1,\n2", 9, "SELECT 1…")]
    public void A_line_has_one_space_for_each_run_of_white_space(string text, int most, string expected) =>
        Shortened.Line(text, most).ShouldBe(expected);

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abc", 2, "ab")]
    [InlineData("abc", 0, "")]
    [InlineData("a\U0001F600", 2, "a")]
    public void The_beginning_has_no_ellipsis(string text, int most, string expected) => Shortened.Start(text, most).ShouldBe(expected);
}
