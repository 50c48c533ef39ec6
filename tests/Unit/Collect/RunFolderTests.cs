using System.Runtime.Versioning;
using System.Text.Json;
using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Model.Json;
using Headroom.Tests.Unit.Experiments.Journal;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;
using Given = Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Collect;

[SupportedOSPlatform("linux")]
public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _place = new();

    private RunFolder Folder => field ??= RunFolder.Create(_place.Sub("run"));

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Evidence_comes_back_as_it_was_written()
    {
        var written = Given.Catalogue([Given.Table("clips", 1000, "id", "title")], Given.Index("clips", "clips_pkey", null, "id"));
        Folder.Write(DatabaseCatalogue.Kind, new Collected.Present(written));

        var read = Folder.ReadEvidence().Find<DatabaseCatalogue>().ShouldNotBeNull();

        JsonSerializer.Serialize<IEvidence>(read, ModelJson.Evidence).ShouldBe(JsonSerializer.Serialize<IEvidence>(written, ModelJson.Evidence));
    }

    [Fact]
    public void A_failed_collector_comes_back_with_its_cause()
    {
        Folder.Write(StatementPlans.Kind, new Collected.Failed("the server said \"no\""));

        Folder.ReadEvidence().Named(StatementPlans.Kind).ShouldBe(new Collected.Failed("the server said \"no\""));
    }

    [Fact]
    public void What_was_not_asked_for_is_not_there() => Folder.ReadEvidence().Named(StatementPlans.Kind).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("17")]
    [InlineData("{}")]
    [InlineData("{\"kind\": 7}")]
    [InlineData("{\"kind\": \"of-the-future\"}")]
    [InlineData("{\"kind\": \"failed\"}")]
    [InlineData("{\"kind\": \"failed\", \"cause\": 7}")]
    [InlineData("{\"kind\": \"plans\"}")]
    public void A_file_that_cannot_be_read_is_a_failed_collector(string text)
    {
        Folder.Write(HostUse.Kind, new Collected.Present(Given.Host(0.5)));
        File.WriteAllText(Path.Combine(Folder.Path, "evidence", "plans.json"), text);

        var read = Folder.ReadEvidence();

        read.Named("plans").ShouldBeOfType<Collected.Failed>().Cause.ShouldStartWith("plans.json cannot be read: ");
        read.Find<HostUse>().ShouldNotBeNull();
    }

    [Fact]
    public void A_folder_in_place_of_a_file_and_a_link_to_nothing_crash_nothing()
    {
        File.CreateSymbolicLink(Path.Combine(Folder.Path, "evidence", "plans.json"), _place.Sub("nowhere"));
        Directory.CreateDirectory(Path.Combine(Folder.Path, "evidence", "catalogue.json"));

        Folder.ReadEvidence().Named("plans").ShouldBeOfType<Collected.Failed>();
    }

    [Fact]
    public void Parameter_values_are_readable_by_their_owner_alone()
    {
        var path = Path.Combine(Folder.Path, "evidence", $"{StatementParameters.Kind}.json");
        File.WriteAllText(path, "older, readable by all");

        Folder.Write(StatementParameters.Kind, new Collected.Present(new StatementParameters { Window = Given.Throughout, Provenance = "test", Statements = [] }));

        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Folder.ReadEvidence().Find<StatementParameters>().ShouldNotBeNull();
    }

    [Fact]
    public void The_manifest_comes_back_as_it_was_written()
    {
        Folder.Write(SampleResult.Blocked.Manifest);

        JsonSerializer.Serialize(Folder.ReadManifest(), ModelJson.Manifest).ShouldBe(JsonSerializer.Serialize(SampleResult.Blocked.Manifest, ModelJson.Manifest));
    }

    [Fact]
    public void A_file_written_again_keeps_nothing_of_the_older_text()
    {
        Folder.Write("report.md", "a long text");
        Folder.Write("report.md", "short");

        File.ReadAllText(Folder.FileOf("report.md")).ShouldBe("short\n");
    }

    [Fact]
    public void Only_a_folder_with_plan_and_manifest_is_a_run()
    {
        RunFolder.Open(_place.Sub("absent")).ShouldBeNull();
        RunFolder.Open(Folder.Path).ShouldBeNull();
        Folder.Write("plan.json", "{}");
        RunFolder.Open(Folder.Path).ShouldBeNull();
        Folder.Write("manifest.json", "{}");
        RunFolder.Open(Folder.Path).ShouldNotBeNull().Path.ShouldBe(Folder.Path);
    }

    [Fact]
    public void A_folder_that_lost_its_evidence_is_no_run()
    {
        Folder.Write("plan.json", "{}");
        Folder.Write("manifest.json", "{}");
        Directory.Delete(Path.Combine(Folder.Path, "evidence"));

        RunFolder.Open(Folder.Path).ShouldBeNull();
    }
}
