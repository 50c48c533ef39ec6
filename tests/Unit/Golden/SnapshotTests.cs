using Xunit;

namespace Headroom.Tests.Unit.Golden;

public class SnapshotTests
{
    [Fact]
    public void The_first_line_that_differs_is_named() =>
        Assert.Equal("differs in line 2\n  golden: b\n  made:   x", Snapshot.FirstDifference("a\nb\nc", "a\nx\ny"));

    [Fact]
    public void A_text_that_ends_early_differs_too() =>
        Assert.Equal("differs in line 2\n  golden: b\n  made:   (no such line)", Snapshot.FirstDifference("a\nb", "a"));

    [Fact]
    public void Equal_texts_do_not_differ() => Assert.Null(Snapshot.FirstDifference("a\n", "a\n"));
}
