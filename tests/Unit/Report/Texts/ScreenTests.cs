using Headroom.Report.Texts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Texts;

public sealed class ScreenTests
{
    [Fact]
    public void A_line_that_fits_stays_as_it_is()
    {
        var line = "  " + new string('x', Screen.Widest - 2);

        Screen.Folded(line).ShouldBe([line]);
        Screen.Folded("").ShouldBe([""]);
    }

    [Fact]
    public void A_long_line_goes_on_below_with_all_its_words()
    {
        string[] words = [.. Enumerable.Range(0, 60).Select(number => $"word{number}")];

        var lines = Screen.Folded("  " + string.Join(' ', words)).ToList();

        lines.Count.ShouldBe(4);
        lines.ShouldAllBe(line => line.Length <= Screen.Widest);
        lines[0].ShouldStartWith("  word0 ");
        lines.Skip(1).ShouldAllBe(line => line.StartsWith("      word", StringComparison.Ordinal));
        string.Join(' ', lines.Select(line => line.Trim())).ShouldBe(string.Join(' ', words));
    }

    [Fact]
    public void A_word_that_is_longer_than_a_line_is_broken()
    {
        var lines = Screen.Folded(new string('x', 300)).ToList();

        lines.ShouldAllBe(line => line.Length <= Screen.Widest);
        string.Concat(lines.Select(line => line.Trim())).ShouldBe(new string('x', 300));
    }
}
