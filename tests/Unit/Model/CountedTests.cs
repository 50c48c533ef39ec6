using Headroom.Model.Text;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model;

public sealed class CountedTests
{
    [Theory]
    [InlineData(0, "0 lines")]
    [InlineData(1, "1 line")]
    [InlineData(2, "2 lines")]
    public void One_is_not_several(long count, string expected) => Counted.Of(count, "line").ShouldBe(expected);

    [Fact]
    public void Several_may_have_a_word_of_their_own() => Counted.Of(2, "line is", "lines are").ShouldBe("2 lines are");
}
