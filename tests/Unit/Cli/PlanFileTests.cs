using Headroom.Cli;
using Headroom.Cli.Plans;
using Headroom.Tests.Unit.Experiments.Journal;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli;

public sealed class PlanFileTests
{
    [Fact]
    public void A_directory_is_called_one()
    {
        using var folder = new TemporaryFolder();

        Should.Throw<BadInputException>(() => PlanFile.Read(folder.Path))
            .Message.ShouldBe($"{folder.Path}: it is a directory; expected the file of a plan, such as headroom.yaml");
    }
}
