using System.Runtime.CompilerServices;
using Headroom.Analyze;
using Headroom.Cli.Commands;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli;

/// <summary>The generated pages say what the code says.</summary>
public sealed class DetectorPagesTests
{
    [Fact]
    public void Pages_are_those_of_the_code()
    {
        var stale = Catalogue.Detectors.Where(detector => Read($"{detector.Info.Id}.md") != DocsCommand.Page(detector)).Select(detector => detector.Info.Id);

        stale.ShouldBeEmpty("./dev docs writes them anew");
        Read("README.md").ShouldBe(DocsCommand.Index(), "./dev docs writes it anew");
        Directory.GetFiles(Folder()).Length.ShouldBe(Catalogue.Detectors.Count + 1, "a page of no detector: ./dev docs removes it");
    }

    private static string? Read(string name) => Path.Combine(Folder(), name) is var path && File.Exists(path) ? File.ReadAllText(path) : null;

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/detectors"));
}
