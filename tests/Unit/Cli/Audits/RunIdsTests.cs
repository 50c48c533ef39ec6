using Headroom.Cli;
using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Model.Plans;
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

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_folder_without_a_name_is_refused(string asked) =>
        Should.Throw<BadInputException>(() => RunIds.FolderFor(asked, "shop", TimeProvider.System)).Message.ShouldStartWith("--out is empty ");

    [Fact]
    public void An_earlier_run_may_be_replaced_and_the_manifest_of_something_else_makes_no_run()
    {
        Audit("run", DateTimeOffset.UnixEpoch);
        Directory.CreateDirectory(_place.Sub("page"));
        File.WriteAllText(_place.Sub("page/manifest.json"), """{"name":"A web page","icons":[]}""");

        RunIds.FolderFor(_place.Sub("run"), "shop", TimeProvider.System).ShouldBe(_place.Sub("run"));
        Should.Throw<BadInputException>(() => RunIds.FolderFor(_place.Sub("page"), "shop", TimeProvider.System))
            .Message.ShouldContain("the folder holds something that is no run of Headroom");
    }

    [Fact]
    public void The_newest_audit_is_the_one_that_began_last_whatever_it_is_called()
    {
        var noon = new DateTimeOffset(2026, 8, 3, 12, 0, 0, TimeSpan.Zero);
        Audit("zebra", noon);
        Audit("20260803-140000-shop", noon.AddHours(2));
        Audit("20260803-130000-shop", noon.AddHours(1));
        Audit("load", noon.AddHours(3));
        File.Delete(_place.Sub("load/result.json"));

        RunIds.NewestBelow(_place.Path).ShouldBe(_place.Sub("20260803-140000-shop"));
    }

    [Fact]
    public void An_audit_whose_manifest_is_damaged_is_the_newest_only_where_there_is_no_other()
    {
        var noon = new DateTimeOffset(2026, 8, 3, 12, 0, 0, TimeSpan.Zero);
        Audit("damaged", noon);
        File.WriteAllText(_place.Sub("damaged/manifest.json"), "{");

        RunIds.NewestBelow(_place.Path).ShouldBe(_place.Sub("damaged"));
        Audit("a", noon);
        RunIds.NewestBelow(_place.Path).ShouldBe(_place.Sub("a"));
    }

    [Fact]
    public void Without_an_audit_there_is_no_newest_one()
    {
        RunIds.NewestBelow(_place.Path).ShouldBeNull();
        RunIds.NewestBelow(_place.Sub("nowhere")).ShouldBeNull();
    }

    public void Dispose() => _place.Dispose();

    private void Audit(string name, DateTimeOffset startedAt)
    {
        var folder = RunFolder.Create(_place.Sub(name));
        var shop = new ServicePlan { Name = "shop", Url = new Uri("http://127.0.0.1:8080") };
        RunManifest.Begin(folder, new Plan { Service = shop }, _place.Path, TimeProvider.System);
        folder.Write(folder.ReadManifest() with { StartedAt = startedAt });
        folder.Write("result.json", "{}");
    }
}
