using Headroom.Cli.Compare;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Compare;

public sealed class PairedArmsTests
{
    [Fact]
    public void Both_arms_have_all_processors_but_one_where_there_are_three()
    {
        PairedArms.OfArms([0, 2, 3]).ShouldBe([2, 3]);
        PairedArms.OfArms([0, 1]).ShouldBeNull();
        PairedArms.OfArms([]).ShouldBeNull();
    }
}
