using System.Runtime.CompilerServices;
using Headroom.Cli.Plans;
using Headroom.Load.Scenarios;
using Headroom.Tests.Unit.Experiments.Journal;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli;

/// <summary>Whoever copies a plan out of the documentation has one that can be read.</summary>
public sealed class ExamplesTests
{
    /// <summary>The file that examples name.</summary>
    private const string Load = """
        url: http://127.0.0.1:8080
        executor: constant-arrival-rate
        rate: 10/s
        duration: 30s
        requests:
          - get: /products
          - get: /products/1
            endpoint: GET /products/{id}
        """;

    public static TheoryData<string> Pages => ["README.md", "docs/plan.md", "docs/load.md", "docs/outages.md", "docs/wires.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_plan_of_a_page_can_be_read(string page)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Sub("load.yaml"), Load);

        var examples = ExamplesOf(page);

        examples.ShouldNotBeEmpty();
        examples.SelectMany(example => Mistakes(example, folder.Path)).ShouldBeEmpty();
    }

    [Fact]
    public void A_key_that_no_reader_knows_would_be_told()
    {
        using var folder = new TemporaryFolder();

        Mistakes("services: { shop: { url: 'http://127.0.0.1:8080', source: src } }", folder.Path)
            .ShouldHaveSingleItem().ShouldContain("unknown key 'source'");
    }

    private static IReadOnlyList<string> ExamplesOf(string page)
    {
        List<string> examples = [];
        List<string>? open = null;
        foreach (var line in File.ReadLines(Path.Combine(Root(), page)))
        {
            if (line == "```yaml")
            {
                open = [];
            }
            else if (line == "```" && open is not null)
            {
                examples.Add(string.Join('\n', open));
                open = null;
            }
            else
            {
                open?.Add(line);
            }
        }

        return examples;
    }

    private static IReadOnlyList<string> Mistakes(string yaml, string folder)
    {
        var errors = new PlanErrors();
        if (YamlReader.Parse(yaml, "example.yaml", errors) is { } root)
        {
            _ = root.Has("services")
                ? PlanReader.Read(root, folder, errors)?.Load
                : LoadPlanReader.ReadFile(root, folder, static _ => "set", errors)?.Load;
        }

        return [.. errors.All.Select(static error => error.ToString())];
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
