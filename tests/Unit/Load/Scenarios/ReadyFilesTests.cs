using System.Runtime.CompilerServices;
using Headroom.Load.Profiles;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Scenarios;

public class ReadyFilesTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder(), "*.yaml").Select(static file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_ready_file_reads_without_mistakes_and_says_what_must_hold(string file)
    {
        var plan = Read($"load/{file}");
        plan.Name.ShouldBe(Path.GetFileNameWithoutExtension(file));
        (plan.Thresholds.Count > 0).ShouldBe(file is not ("stress.yaml" or "spike.yaml"));
    }

    [Fact]
    public void There_is_one_for_every_profile() =>
        Profile.All.Select(static profile => $"{profile.Name}.yaml").Append("behaviour.yaml").ShouldBe(Files.Select(static row => row.Data), ignoreOrder: true);

    [Theory]
    [InlineData("smoke")]
    [InlineData("spike")]
    [InlineData("stress")]
    [InlineData("soak")]
    public void A_shape_is_that_of_its_profile(string name)
    {
        var (file, profile) = (Read($"load/{name}.yaml").Scenarios[0], Profile.Named(name)!.Apply(Read("load.yaml")).Scenarios[0]);
        Text(file.Executor).ShouldBe(Text(profile.Executor));
        file.Flows.Select(static flow => (flow.Name, flow.Weight)).ShouldBe(profile.Flows.Select(static flow => (flow.Name, flow.Weight)));
    }

    [Theory]
    [InlineData("low")]
    [InlineData("medium")]
    [InlineData("high")]
    public void A_level_is_that_of_its_profile(string name)
    {
        var file = Read($"load/{name}.yaml").Scenarios[0].Executor.ShouldBeOfType<Executor.ConstantArrivalRate>();
        var profile = Profile.Named(name)!.Apply(Read("load.yaml")).Scenarios[0].Executor.ShouldBeOfType<Executor.ConstantArrivalRate>();
        (file.Rate, file.MaxVus).ShouldBe((profile.Rate, profile.MaxVus));
    }

    [Theory]
    [InlineData("read-heavy", 0.05)]
    [InlineData("write-heavy", 0.8)]
    [InlineData("mixed-80-20", 0.2)]
    public void A_mix_has_its_share_of_writes(string name, double share)
    {
        var flows = Read($"load/{name}.yaml").Scenarios[0].Flows;
        var writes = flows.Sum(static flow => flow.Weight * flow.Requests.Count(static request => request.Method != "GET"));
        (writes / flows.Sum(static flow => flow.Weight * flow.Requests.Count)).ShouldBe(share, 1e-9);
    }

    [Fact]
    public void Every_write_of_the_write_heavy_mix_has_a_key_of_its_own() =>
        Read("load/write-heavy.yaml").Requests().Where(static request => request.Method != "GET")
            .ShouldAllBe(static request => request.Headers["Idempotency-Key"] == "${uuid}");

    [Fact]
    public void The_behaviour_has_its_hundred_people_when_it_says()
    {
        var scenario = Read("load/behaviour.yaml").Scenarios[0];
        var at = TimeSpan.Zero;
        scenario.Executor.ShouldBeOfType<Executor.RampingVus>().Stages.Select(stage => ((at += stage.Duration).TotalMinutes, stage.Target))
            .ShouldBe([(1, 30), (3, 75), (5, 100), (8, 100)]);
        scenario.Flows.Select(static flow => (flow.Name, flow.Weight))
            .ShouldBe([("casual-browsing", 40), ("viewing-and-voting", 30), ("searching", 15), ("commenting", 15)]);
        scenario.Flows.SelectMany(static flow => flow.Requests).ShouldAllBe(static request => request.ThinkTime > TimeSpan.Zero);
    }

    [Fact]
    public void The_example_of_typed_scenarios_stands_in_the_documentation_as_it_is_built()
    {
        var document = File.ReadAllText(Path.Combine(Root(), "docs", "load.md")).ReplaceLineEndings("\n");
        var program = File.ReadAllText(Path.Combine(Root(), "samples", "typed-load", "Program.cs")).ReplaceLineEndings("\n");
        document.ShouldContain($"```csharp\n{program}```\n", Case.Sensitive);
    }

    [Fact]
    public void Every_scenario_in_the_documentation_reads_without_mistakes()
    {
        var document = File.ReadAllText(Path.Combine(Root(), "docs", "load.md")).ReplaceLineEndings("\n");
        var examples = document.Split("```yaml\n")[1..].Select(static rest => rest.Split("```")[0]).ToArray();
        examples.Length.ShouldBeGreaterThan(3);
        foreach (var example in examples)
        {
            var errors = new PlanErrors();
            LoadPlanReader.ReadFile(YamlReader.Parse(example, "load.md", errors)!, Path.Combine(Folder(), ".."), static name => $"value of {name}", errors);
            errors.All.ShouldBeEmpty(example);
        }
    }

    private static string Text(Executor executor) => System.Text.Json.JsonSerializer.Serialize(executor);

    private static LoadPlan Read(string file)
    {
        var errors = new PlanErrors();
        var read = LoadPlanReader.Open(Path.Combine(Folder(), "..", file), static _ => null, errors);
        errors.All.ShouldBeEmpty();
        return read.ShouldNotBeNull().Load;
    }

    private static string Folder() => Path.Combine(Root(), "samples", "clipper", "load");

    private static string Root([CallerFilePath] string path = "") =>
        path.Length == 0 ? "" : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", ".."));
}
