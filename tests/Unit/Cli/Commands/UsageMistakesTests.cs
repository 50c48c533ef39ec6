using Headroom.Cli.Commands;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Commands;

public sealed class UsageMistakesTests
{
    [Theory]
    [InlineData("audti", "headroom: audti: did you mean audit?")]
    [InlineData("db gaurd", "headroom: gaurd: did you mean guard?")]
    [InlineData("audit --basline x", "headroom: --basline: did you mean --baseline?")]
    public void A_misspelt_word_is_told_with_what_it_was_meant_to_be(string line, string told)
    {
        var lines = Of(line);

        lines.ShouldContain(told);
        lines.ShouldNotContain(static each => each.StartsWith("  "));
    }

    [Theory]
    [InlineData("")]
    [InlineData("frobnicate")]
    public void Without_a_command_that_is_known_the_commands_are_listed(string line)
    {
        var lines = Of(line);

        lines.ShouldContain(static each => each.StartsWith("  audit "));
        lines.ShouldNotContain(static each => each.StartsWith("  docs "), "it is hidden");
        lines[^1].ShouldBe("headroom --help shows the commands, headroom COMMAND --help the options of one");
    }

    [Fact]
    public void A_word_that_is_no_command_is_named_and_not_that_there_is_none()
    {
        Of("frobnicate")[0].ShouldContain("'frobnicate'");
        Of("frobnicate").ShouldNotContain(static line => line.Contains("Required command"));
        Of("db")[^1].ShouldBe("headroom db --help shows the commands, headroom db COMMAND --help the options of one");
    }

    [Theory]
    [InlineData("init --bogus", "headroom init --help shows its options")]
    [InlineData("db guard --bogus", "headroom db guard --help shows its options")]
    public void The_last_line_leads_to_the_options_of_the_command(string line, string told) => Of(line)[^1].ShouldBe(told);

    private static string[] Of(string line) => [.. UsageMistakes.Of(CommandLine.Create(TimeProvider.System).Parse(line))];
}
