using System.Runtime.Versioning;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary>What cannot be used ends in exit code 2, says all that is wrong, and leaves nothing behind.</summary>
[SupportedOSPlatform("linux")]
public sealed class BadInputTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Every_mistake_of_a_plan_is_told_at_once_with_its_place()
    {
        _tool.Write("headroom.yaml", """
            services:
              shop:
                url: http://127.0.0.1:5080
                helth: /health
            slo: { p95: 300, errors: 900% }
            load: { name: a, executor: constant-vus, vus: 0, duration: 10s, requests: [{ get: / }] }
            gate: { require: [slo, n-plus-on-query] }
            """);

        var answer = await _tool.RunAsync("audit", "--json");

        answer.Code.ShouldBe(2);
        answer.Output.ShouldBeEmpty();
        var lines = answer.Errors.TrimEnd().Split('\n');
        lines.ShouldAllBe(line => line.Contains("expected"));
        lines.Select(line => string.Join(':', line.Split(':')[..5])).ShouldBe(
        [
            "headroom: headroom.yaml:4:5: services.shop.helth",
            "headroom: headroom.yaml:5:13: slo.p95",
            "headroom: headroom.yaml:5:26: slo.errors",
            "headroom: headroom.yaml:6:47: load.vus",
            "headroom: headroom.yaml:7:24: gate.require[1]",
        ]);
        lines[4].ShouldContain("did you mean n-plus-one-query?");
        NothingWasMade();
    }

    [Fact]
    public async Task A_plan_that_is_missing_is_named()
    {
        var answer = await _tool.RunAsync("audit", "-c", "absent.yaml");

        answer.Code.ShouldBe(2);
        answer.Errors.ShouldContain("absent.yaml");
        answer.Errors.ShouldContain("expected a plan");
        NothingWasMade();
    }

    [Theory]
    [InlineData("audti")]
    [InlineData("audit --jsn")]
    [InlineData("audit --config")]
    [InlineData("analyze")]
    [InlineData("analyze a b")]
    [InlineData("demo --clips many")]
    [InlineData("demo --clips 0")]
    [InlineData("demo --clips -5")]
    [InlineData("doctor now")]
    public async Task A_command_line_that_is_not_understood_is_refused(string commandLine)
    {
        var answer = await _tool.RunAsync(commandLine.Split(' '));

        answer.Code.ShouldBe(2, answer.All);
        answer.Output.ShouldBeEmpty();
        answer.Errors.ShouldStartWith("headroom: ");
        NothingWasMade();
    }

    [Fact]
    public async Task A_defect_that_the_sample_does_not_have_is_answered_with_those_that_it_has()
    {
        var answer = await _tool.RunAsync("demo", "--defects", "nonsense");

        answer.Code.ShouldBe(2);
        answer.Errors.ShouldContain("nonsense");
        answer.Errors.ShouldContain("comment-author-loop");
        answer.Errors.ShouldContain("tight-write-limit");
        NothingWasMade();
    }

    [Fact]
    public async Task A_folder_that_is_no_run_is_not_analyzed()
    {
        _tool.Write("plan.json", "{}");

        var answer = await _tool.RunAsync("analyze", ".", "--json");

        answer.Code.ShouldBe(2);
        answer.Output.ShouldBeEmpty();
        answer.Errors.ShouldContain(".: no recorded run; expected a folder with plan.json, manifest.json and evidence/");
        Directory.GetFileSystemEntries(_tool.Folder).Select(Path.GetFileName).ShouldBe(["plan.json"]);
    }

    [Fact]
    public async Task A_run_whose_plan_is_damaged_is_not_analyzed()
    {
        Directory.CreateDirectory(Path.Combine(_tool.Folder, "evidence"));
        _tool.Write("plan.json", "{}");
        _tool.Write("manifest.json", "{");

        var answer = await _tool.RunAsync("analyze", ".");

        answer.Code.ShouldBe(2);
        answer.Errors.ShouldContain(".: plan.json:");
        answer.Errors.ShouldContain("missing required properties");
    }

    [Theory]
    [InlineData("http://203.0.113.7:8080", "[]")]
    [InlineData("http://203.0.113.7:8080", "[\"203.0.113.7:80\", other.test]")]
    [InlineData("http://shop.test", "[]")]
    public async Task A_target_that_is_not_allowed_is_refused_before_anything_is_started_or_sent(string url, string allowed)
    {
        _tool.Write("headroom.yaml", $$"""
            services: { shop: { url: "{{url}}", start: "touch started" } }
            allowed_targets: {{allowed}}
            load: { name: a, executor: constant-vus, vus: 1, duration: 1s, requests: [{ get: / }] }
            """);

        var answer = await _tool.RunAsync("audit");

        answer.Code.ShouldBe(2);
        answer.Errors.ShouldContain("headroom.yaml: services.shop.url: ");
        answer.Errors.ShouldContain("allowed_targets");
        NothingWasMade();
    }

    [Fact]
    public async Task A_folder_that_holds_something_else_is_not_written_into()
    {
        _tool.Write("headroom.yaml", "services: { shop: { url: \"http://127.0.0.1:9\" } }");

        var answer = await _tool.RunAsync("audit", "--out", ".");

        answer.Code.ShouldBe(2);
        answer.Errors.ShouldContain("--out .: ");
        NothingWasMade();
    }

    private void NothingWasMade()
    {
        Directory.GetFileSystemEntries(_tool.Folder).Select(Path.GetFileName).Where(name => name != "headroom.yaml").ShouldBeEmpty();
        Directory.GetFileSystemEntries(_tool.Temporary).Where(entry => Path.GetFileName(entry).StartsWith("headroom", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
