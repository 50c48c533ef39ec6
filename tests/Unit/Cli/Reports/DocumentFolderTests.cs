using Headroom.Cli.Reports;
using Headroom.Collect;
using Headroom.Tests.Unit.Experiments.Journal;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Reports;

public sealed class DocumentFolderTests : IDisposable
{
    private readonly TemporaryFolder _place = new();

    private RunFolder Folder => field ??= RunFolder.Create(_place.Sub("run"));

    public void Dispose() => _place.Dispose();

    [Fact]
    public void What_is_written_again_is_not_told_as_removed()
    {
        DocumentFolder.Write(Folder, SamplePlan.Planned).ShouldBeEmpty();
        DocumentFolder.Write(Folder, SamplePlan.Planned).ShouldBeEmpty();
        File.Exists(Folder.FileOf("documents/fix-spec.json")).ShouldBeTrue();
    }

    [Fact]
    public void Other_formats_of_an_earlier_judgement_are_removed_and_told()
    {
        Folder.Write("documents/executive.pdf", "paper");
        Folder.Write("documents/findings.sarif", "{}");
        Folder.Write("documents/notes.md", "a person's own");

        DocumentFolder.Write(Folder, SamplePlan.Planned).ShouldBe(["documents/executive.pdf", "documents/findings.sarif"]);

        File.Exists(Folder.FileOf("documents/executive.pdf")).ShouldBeFalse();
        File.Exists(Folder.FileOf("documents/notes.md")).ShouldBeTrue();
    }
}
