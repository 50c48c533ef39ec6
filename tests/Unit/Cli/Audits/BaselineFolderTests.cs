using System.Runtime.Versioning;
using System.Text.Json;
using Headroom.Cli;
using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Model.Json;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Audits;

[SupportedOSPlatform("linux")]
public sealed class BaselineFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("headroom-baseline-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_an_import_left_is_kept_in_the_run_and_read_again()
    {
        var import = Path.Combine(_folder, "import");
        RunFolder.Create(import).Write("imported.json", JsonSerializer.Serialize(SampleBaseline.Imported, ModelJson.Imported));
        var run = RunFolder.Create(Path.Combine(_folder, "run"));

        BaselineFolder.Keep(run.Path, BaselineSource.Find(import, CancellationToken.None));
        Directory.Delete(import, recursive: true);

        var baseline = BaselineFolder.Read(run).ShouldNotBeNull();
        baseline.Run.ShouldBeNull();
        baseline.Imported.Runs.Select(each => each.Source).ShouldBe(["runs/checkout.ndjson.gz", "runs/wrk.txt"]);
        baseline.Imported.Claims.Count.ShouldBe(2);
    }

    [Fact]
    public void A_run_of_Headroom_is_copied_and_judged_by_the_rules_of_today()
    {
        var run = RunFolder.Create(Path.Combine(_folder, "run"));

        BaselineFolder.Keep(run.Path, BaselineSource.Find(RunGoldenTests.FolderOf("clipper-all-defects"), CancellationToken.None));

        var baseline = BaselineFolder.Read(run).ShouldNotBeNull();
        baseline.Run.ShouldNotBeNull().Result.Findings.ShouldNotBeEmpty();
        File.GetUnixFileMode(Path.Combine(run.Path, "baseline", "run", "evidence")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void Values_of_parameters_stay_in_the_run_that_recorded_them()
    {
        var earlier = Earlier();
        foreach (var name in (string[])["evidence/parameters.json", "evidence/statements.json"])
        {
            File.WriteAllText(earlier.FileOf(name), "{}");
        }

        var run = RunFolder.Create(Path.Combine(_folder, "run"));

        BaselineFolder.Keep(run.Path, BaselineSource.Find(earlier.Path, CancellationToken.None));

        Directory.EnumerateFiles(Path.Combine(run.Path, "baseline", "run", "evidence")).Select(static file => Path.GetFileName(file))
            .ShouldBe(["statements.json"]);
    }

    [Fact]
    public void A_run_that_begins_anew_forgets_what_it_was_held_against()
    {
        var run = RunFolder.Create(Path.Combine(_folder, "run"));
        BaselineFolder.Keep(run.Path, BaselineSource.Find(RunGoldenTests.FolderOf("clipper-all-defects"), CancellationToken.None));

        AuditSession.Start(run.Path);

        BaselineFolder.Read(run).ShouldBeNull();
    }

    [Theory]
    [InlineData("plan.json", "{", "plan.json:1:")]
    [InlineData("plan.json", "{}", "missing required properties")]
    [InlineData("manifest.json", "null", "manifest.json: it is empty")]
    public void A_run_that_could_not_be_judged_after_the_audit_is_refused_before_it(string file, string text, string reason)
    {
        var earlier = Earlier();
        File.WriteAllText(earlier.FileOf(file), text);

        var refusal = Should.Throw<BadInputException>(() => BaselineSource.Find(earlier.Path, CancellationToken.None));

        refusal.Message.ShouldStartWith($"{earlier.Path}: {file}:");
        refusal.Message.ShouldContain(reason);
    }

    [Theory]
    [InlineData("""{"runs":[{"source":"a","tool":"k6","form":"csv","http_req_failed_ratio":1.5}],"claims":[],"failures":[]}""")]
    [InlineData("""{"runs":null,"claims":[],"failures":[]}""")]
    [InlineData("null")]
    public void What_no_import_can_have_left_is_bad_input(string imported)
    {
        var file = Path.Combine(_folder, "imported.json");
        File.WriteAllText(file, imported);

        Should.Throw<BadInputException>(() => BaselineSource.ReadImported(file)).Message.ShouldStartWith(file);
    }

    [Fact]
    public void What_is_no_run_is_bad_input()
    {
        File.WriteAllText(Path.Combine(_folder, "notes.txt"), "nothing");

        Should.Throw<BadInputException>(() => BaselineSource.Find(_folder, CancellationToken.None)).Lines[0].ShouldContain("no recorded run");
        Should.Throw<BadInputException>(() => BaselineSource.Find(Path.Combine(_folder, "nowhere"), CancellationToken.None)).Lines[0].ShouldContain("no such file");
        Should.Throw<BadInputException>(() => BaselineSource.Find(Path.Combine(_folder, "notes.txt"), CancellationToken.None)).Lines[1].ShouldContain("no form that is known");
    }

    [Fact]
    public void A_damaged_import_is_bad_input()
    {
        File.WriteAllText(Path.Combine(_folder, "imported.json"), "{");

        Should.Throw<BadInputException>(() => BaselineSource.Find(_folder, CancellationToken.None)).Lines[0].ShouldContain("expected what headroom import --out leaves");
    }

    private RunFolder Earlier()
    {
        var earlier = RunFolder.Create(Path.Combine(_folder, "earlier"));
        foreach (var name in (string[])["plan.json", "manifest.json"])
        {
            File.Copy(Path.Combine(RunGoldenTests.FolderOf("clipper-all-defects"), name), earlier.FileOf(name));
        }

        return earlier;
    }
}
