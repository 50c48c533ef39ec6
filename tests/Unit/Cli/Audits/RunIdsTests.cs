using Headroom.Cli;
using Headroom.Cli.Audits;
using Headroom.Tests.Unit.Experiments.Journal;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Audits;

public sealed class RunIdsTests : IDisposable
{
    private readonly TemporaryFolder _place = new();

    [Theory]
    [InlineData("f.txt")]
    [InlineData("f.txt/run")]
    public void A_run_is_not_kept_in_a_file_nor_below_one(string asked)
    {
        File.WriteAllText(_place.Sub("f.txt"), "mine");

        Should.Throw<BadInputException>(() => RunIds.FolderFor(_place.Sub(asked), "shop", TimeProvider.System))
            .Message.ShouldStartWith($"--out {_place.Sub(asked)}: {_place.Sub("f.txt")} is a file; expected a new or empty folder");
    }

    [Fact]
    public void A_new_folder_and_an_empty_one_are_taken()
    {
        RunIds.FolderFor(_place.Sub("new/run"), "shop", TimeProvider.System).ShouldBe(_place.Sub("new/run"));
        RunIds.FolderFor(_place.Path, "shop", TimeProvider.System).ShouldBe(_place.Path);
    }

    public void Dispose() => _place.Dispose();
}
