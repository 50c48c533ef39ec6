using System.Net;
using System.Runtime.Versioning;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary><c>headroom load</c> as a script sees it: what it prints, what it writes, how it ends.</summary>
[SupportedOSPlatform("linux")]
public sealed class LoadTests : IDisposable
{
    private readonly Tool _tool = new();
    private readonly HttpListener _server;
    private readonly string _url;

    public LoadTests()
    {
        (_server, var url) = Loopback.Listen();
        _url = url.AbsoluteUri;
        _ = ServeAsync();
    }

    public void Dispose()
    {
        _server.Close();
        _tool.Dispose();
    }

    [Fact]
    public async Task The_document_and_the_exit_code_say_the_same()
    {
        var answer = await _tool.RunAsync("load", _url + "items", "--rate", "50", "--duration", "2s", "--json");

        var result = JsonDocument.Parse(answer.Output).RootElement;
        answer.Code.ShouldBe(result.GetProperty("trust").GetProperty("valid").GetBoolean() ? 0 : 3, answer.All);
        result.GetProperty("requests").GetInt64().ShouldBe(100);
        result.GetProperty("endpoints")[0].GetProperty("name").GetString().ShouldBe("GET /items");
        result.GetProperty("endpoints")[0].GetProperty("status").GetProperty("200").GetInt64().ShouldBe(100);
        answer.Errors.ShouldContain("trusted:", Case.Insensitive);
    }

    [Fact]
    public async Task The_first_line_is_trust_and_the_folder_holds_what_was_said()
    {
        var answer = await _tool.RunAsync(
            "load", _url, "--duration", "4s", "--vus", "2", "--out", "run", "--samples", "all.csv.gz", "--k6-summary", "k6.json", "--quiet");

        answer.Errors.ShouldBeEmpty();
        answer.Output.Split('\n')[0].ShouldStartWith(answer.Code == 0 ? "trusted: " : "NOT TRUSTED: ");
        (await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "run", "summary.txt"))).ShouldBe(answer.Output);
        var load = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "run", "load.json"))).RootElement;
        load.GetProperty("requests").GetInt64().ShouldBePositive();
        string[] files = ["run/plan.json", "run/manifest.json", "run/evidence/run-metrics.json", "run/evidence/host.json", "run/summary.json", "all.csv.gz", "k6.json"];
        files.ShouldAllBe(file => File.Exists(Path.Combine(_tool.Folder, file)));
    }

    [Fact]
    public async Task A_target_that_refuses_measures_nothing()
    {
        _server.Stop();

        var answer = await _tool.RunAsync("load", _url, "--duration", "1s", "--vus", "2");

        answer.Code.ShouldBe(3, answer.All);
        answer.Output.ShouldStartWith("NOT TRUSTED: no request got a response: refused ×");
    }

    [Fact]
    public async Task An_interrupted_run_shows_what_it_has()
    {
        var answer = await _tool.InterruptedAsync("load", _url, "--duration", "60s", "--vus", "1", "--json");

        answer.Code.ShouldBe(130, answer.All);
        JsonDocument.Parse(answer.Output).RootElement.GetProperty("interrupted").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("load")]
    [InlineData("load absent.yaml")]
    [InlineData("load http://203.0.113.7/")]
    [InlineData("load http://127.0.0.1/ --rate 0")]
    [InlineData("load http://127.0.0.1/ --samples a.txt")]
    [InlineData("load script.js")]
    public async Task What_cannot_be_run_is_bad_input(string commandLine)
    {
        var answer = await _tool.RunAsync(commandLine.Split(' '));

        answer.Code.ShouldBe(2, answer.All);
        answer.Output.ShouldBeEmpty();
        answer.Errors.ShouldStartWith("headroom: ");
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _server.GetContextAsync();
                context.Response.ContentLength64 = 2;
                await context.Response.OutputStream.WriteAsync("ok"u8.ToArray());
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }
}
