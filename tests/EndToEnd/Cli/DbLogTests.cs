using System.Runtime.Versioning;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

[SupportedOSPlatform("linux")]
public sealed class DbLogTests : IDisposable
{
    private const string Line = "2026-01-31 12:00:00.123 UTC [7] LOG:  duration: 1.500 ms  statement: SELECT 42 FROM t\n";

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_log_is_digested_as_text_and_as_one_document()
    {
        _tool.Write("a.log", Line + Line);

        var text = await _tool.RunAsync("db", "log", "a.log");
        var json = await _tool.RunAsync("db", "log", "a.log", "--json");

        (text.Code, json.Code).ShouldBe((0, 0));
        text.Output.ShouldContain("select ? from t");
        using var document = JsonDocument.Parse(json.Output);
        document.RootElement.GetProperty("kind").GetString().ShouldBe("slow-log");
        document.RootElement.GetProperty("statements")[0].GetProperty("times").GetProperty("total_ms").GetDouble().ShouldBe(3);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var answer = await _tool.RunAsync("db", "log", "absent.log", "gone.log", "--prefix", "%z", "--top", "0");

        answer.Code.ShouldBe(2);
        answer.Output.ShouldBeEmpty();
        answer.Errors.ShouldContain("headroom: absent.log: no such file");
        answer.Errors.ShouldContain("headroom: gone.log: no such file");
        answer.Errors.ShouldContain("--prefix '%z'");
        answer.Errors.ShouldContain("--top 0");
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("not a log\n", "no line of it")]
    public async Task A_file_that_is_no_log_proves_nothing(string text, string told)
    {
        _tool.Write("a.log", text);

        var answer = await _tool.RunAsync("db", "log", "a.log");

        answer.Code.ShouldBe(3);
        answer.Errors.ShouldContain($"a.log: {told}");
    }

    [Fact]
    public async Task A_time_that_is_none_is_told() => (await _tool.RunAsync("db", "log", "a.log", "--from", "yesterday")).Code.ShouldBe(2);
}
