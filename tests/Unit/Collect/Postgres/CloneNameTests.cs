using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class CloneNameTests
{
    [Theory]
    [InlineData("headroom_0123abcdef", true)]
    [InlineData("headroom_0123abcdef_base", true)]
    [InlineData("headroom_0123abcdef_remedy", true)]
    [InlineData("headroom_0123abcdef_other", false)]
    [InlineData("headroom_0123abcde", false)]
    [InlineData("headroom_0123abcdeg", false)]
    [InlineData("headroom_0123ABCDEF", false)]
    [InlineData("headroom_production", false)]
    [InlineData("headroom_", false)]
    [InlineData("shop", false)]
    [InlineData("", false)]
    public void A_clone_is_known_by_its_whole_name(string database, bool isClone) => CloneName.Matches(database).ShouldBe(isClone);

    [Fact]
    public void What_is_made_is_known()
    {
        var name = CloneName.New();

        ((string[])[name, name + CloneName.BaseEnding, name + CloneName.RemedyEnding]).All(database => CloneName.Matches(database)).ShouldBeTrue();
    }
}
