using Headroom.Cli;
using Headroom.Cli.Audits;
using Headroom.Tests.Unit.Golden;
using Headroom.Tests.Unit.Load.K6;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Audits;

public sealed class ImportSourcesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("headroom-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_an_import_left_is_read_again_beside_what_is_new()
    {
        ImportSources.Keep(Path.Combine(_folder, "base"), SampleBaseline.Imported);

        var again = ImportSources.Read([Path.Combine(_folder, "base")], CancellationToken.None);
        (again.Runs.Runs.Count, again.Runs.Claims.Count, again.Runs.Skipped, again.NamedFailed).ShouldBe((2, 2, SampleBaseline.Imported.Skipped, false));

        var more = ImportSources.Read([Path.Combine(_folder, "base"), Fixtures.PathOf("summary.json"), Path.Combine(_folder, "base") + "/"], CancellationToken.None);
        more.Runs.Runs.Count.ShouldBe(3);
    }

    [Fact]
    public void Nothing_but_the_import_is_left()
    {
        var kept = Path.Combine(_folder, "base");

        ImportSources.Keep(kept, SampleBaseline.Imported);

        Directory.EnumerateFileSystemEntries(kept).Select(static path => Path.GetFileName(path)).ShouldBe(["imported.json"]);
    }

    [Fact]
    public void A_damaged_import_is_bad_input()
    {
        File.WriteAllText(Path.Combine(_folder, "imported.json"), "{");

        Should.Throw<BadInputException>(() => ImportSources.Read([_folder], CancellationToken.None)).Message.ShouldContain("expected what headroom import --out leaves");
    }
}
