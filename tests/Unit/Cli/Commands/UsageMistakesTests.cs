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
        lines[^1].ShouldBe("headroom --help shows the commands and their options");
    }

    private static string[] Of(string line) => [.. UsageMistakes.Of(CommandLine.Create(TimeProvider.System).Parse(line))];
}
