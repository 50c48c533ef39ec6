using Headroom.Experiments.Processes;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Processes;

public sealed class StartFailedExceptionTests
{
    [Fact]
    public void What_a_process_wrote_is_not_in_the_headline()
    {
        new StartFailedException("It ended.\ns3cret").Headline.ShouldBe("It ended.");
        new StartFailedException("It ended. Its last lines:\ns3cret") { Headline = "It ended. Its last lines are in shop.log." }
            .Headline.ShouldBe("It ended. Its last lines are in shop.log.");
    }
}
