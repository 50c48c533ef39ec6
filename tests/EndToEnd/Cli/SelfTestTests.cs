using System.Runtime.Versioning;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary>The self-test against its reference server: two traps that no noise of the machine decides.</summary>
[SupportedOSPlatform("linux")]
public sealed class SelfTestTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Fast_errors_and_answers_that_lack_a_field_are_caught()
    {
        var answer = await _tool.RunAsync("selftest", "--only", "trap: errors", "--only", "trap: answers", "--json", "--out", "run");

        var result = JsonDocument.Parse(answer.Output).RootElement;
        var cases = result.GetProperty("cases").EnumerateArray().ToList();
        cases.Select(one => one.GetProperty("name").GetString()).ShouldBe(["trap: answers lack a field", "trap: errors are fast"]);
        cases.ShouldAllBe(one => one.GetProperty("passed").GetBoolean(), answer.All);
        cases.ShouldAllBe(one => one.GetProperty("verdicts").GetProperty("regressed").GetInt32() == 1);
        answer.Code.ShouldBe(0, answer.All);
        File.Exists(Path.Combine(_tool.Folder, "run", "selftest.json")).ShouldBeTrue();
        _tool.Processes().ShouldBeEmpty();
    }

    [Fact]
    public async Task Counts_that_are_none_are_refused()
    {
        var answer = await _tool.RunAsync("selftest", "--decisions", "-1");

        answer.Code.ShouldBe(2, answer.All);
        answer.Errors.ShouldContain("--decisions: expected 0 to");
    }
}
