using Headroom.Report.Formats;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Formats;

public sealed class MentionsTests
{
    [Theory]
    [InlineData("ask @team now", "ask @|team now")]
    [InlineData("a@b, @ c, @{d}", "a@|b, @ c, @{d}")]
    [InlineData("`@a` @b", "`@a` @|b")]
    [InlineData("``x ` @a`` @b", "``x ` @a`` @|b")]
    [InlineData("\\`@a\\` @b", "\\`@|a\\` @|b")]
    [InlineData("`@a", "`@|a")]
    [InlineData("``@a`", "``@|a`")]
    [InlineData("`a``@b` @c", "`a``@b` @|c")]
    [InlineData("@a `@b` @c `@d` @e", "@|a `@b` @|c `@d` @|e")]
    [InlineData("@a\\", "@|a\\")]
    [InlineData("", "")]
    public void A_name_after_a_sign_calls_nobody_and_code_stays_as_it_is(string line, string quiet) =>
        Mentions.Quiet(line).ShouldBe(quiet.Replace('|', '\u200B'));

    [Theory]
    [InlineData("@a\n```sql\n@b\n``\n@c\n```\n@d", "@|a\n```sql\n@b\n``\n@c\n```\n@|d")]
    [InlineData("````\n```\n@a\n````\n@b", "````\n```\n@a\n````\n@|b")]
    [InlineData("``` `` ``` @a", "``` `` ``` @|a")]
    public void A_block_of_code_stays_as_it_is(string markdown, string quiet) =>
        Mentions.Quiet(markdown).ShouldBe(quiet.Replace('|', '\u200B'));
}
