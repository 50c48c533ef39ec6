using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary><c>headroom compare</c> as a script sees it: arms that differ, answers that differ, arms that are not there.</summary>
[SupportedOSPlatform("linux")]
public sealed class CompareTests : IDisposable
{
    private readonly Tool _tool = new();
    private readonly List<HttpListener> _servers = [];

    public void Dispose()
    {
        _servers.ForEach(server => server.Close());
        _tool.Dispose();
    }

    [Fact]
    public async Task An_arm_that_is_much_slower_is_never_called_as_good()
    {
        var (a, b) = (Serve("""{"id":1}"""), Serve("""{"id":1}""", TimeSpan.FromMilliseconds(20)));

        var answer = await _tool.RunAsync("compare", a + "items", b + "items", "--budget", "150s", "--out", "run", "--json");

        answer.Output.ShouldNotBeEmpty($"exit code {answer.Code}: {answer.Errors}");
        var result = JsonDocument.Parse(answer.Output).RootElement;
        var verdict = result.GetProperty("verdict").GetString();
        verdict.ShouldBeOneOf("regressed", "unfit", "inconclusive");
        answer.Code.ShouldBe(verdict == "regressed" ? 1 : 3, answer.All);
        result.GetProperty("guards")[0].GetProperty("passed").GetBoolean().ShouldBeTrue();
        string[] files = ["plan.json", "manifest.json", "comparison.json", "summary.txt", "evidence/blocks.json", "evidence/contract.json"];
        files.ShouldAllBe(file => File.Exists(Path.Combine(_tool.Folder, "run", file)));
        var pairs = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "run", "evidence", "blocks.json"))).RootElement.GetProperty("pilot").GetProperty("pairs");
        pairs.EnumerateArray().Select(pair => pair.GetProperty("b").GetProperty("p50_ms")).ShouldAllBe(p50 => p50.ValueKind == JsonValueKind.Null || p50.GetDouble() > 10);
        pairs.EnumerateArray().Select(pair => pair.GetProperty("base_first").GetBoolean()).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_faster_arm_that_answers_otherwise_is_regressed_before_any_load()
    {
        var (a, b) = (Serve("""{"id":1,"tags":["x"]}""", TimeSpan.FromMilliseconds(5)), Serve("""{"id":1,"tags":[]}"""));

        var answer = await _tool.RunAsync("compare", a, b);

        answer.Code.ShouldBe(1, answer.All);
        answer.Output.ShouldContain("REGRESSED: B answers otherwise than A: GET / differs in 20 of 20 requests (tags: array of 1 → array of 0, tags[0]: string → absent)");
    }

    [Fact]
    public async Task An_arm_that_is_not_there_is_no_regression()
    {
        var answer = await _tool.RunAsync("compare", $"http://127.0.0.1:{FreePort()}/", Serve("{}"));

        answer.Code.ShouldBe(3, answer.All);
        answer.Output.ShouldContain("UNFIT: A does not answer");
    }

    [Fact]
    public async Task An_arm_that_answers_only_errors_ends_it()
    {
        var a = Serve("{}", status: 500);

        var answer = await _tool.RunAsync("compare", a, Serve("{}", status: 500));

        answer.Code.ShouldBe(3, answer.All);
        answer.Output.ShouldContain("UNFIT: A answered only errors");
    }

    [Fact]
    public async Task An_arm_that_does_not_start_is_said_and_leaves_nothing()
    {
        var answer = await _tool.RunAsync("compare", Serve("{}"), $"http://127.0.0.1:{FreePort()}/", "--start-b", "echo no luck; exit 7");

        answer.Code.ShouldBe(3, answer.All);
        answer.Errors.ShouldContain("ended with exit code 7");
        answer.Errors.ShouldContain("no luck");
        _tool.Processes().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_comparison_without_a_result_shows_none_of_an_earlier_one_in_its_folder()
    {
        var (a, b) = (Serve("""{"id":1}"""), Serve("""{"id":"1"}"""));
        var document = Path.Combine(_tool.Folder, "run", "comparison.json");

        var compared = await _tool.RunAsync("compare", a, b, "--out", "run");
        File.Exists(document).ShouldBeTrue(compared.All);
        var answer = await _tool.RunAsync("compare", a, $"http://127.0.0.1:{FreePort()}/", "--start-b", "exit 7", "--out", "run");

        answer.Code.ShouldBe(3, answer.All);
        File.Exists(document).ShouldBeFalse();
        Directory.GetFiles(Path.Combine(_tool.Folder, "run", "evidence")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_arm_that_dies_ends_it_with_what_it_said()
    {
        var server = $"'{Tool.Executable()}' selftest-server --arm $PORT:drop=0";

        var answer = await _tool.RunAsync(
            "compare", $"http://127.0.0.1:{FreePort()}/", $"http://127.0.0.1:{FreePort()}/", "--start-a", $"exec {server}", "--start-b", $"echo no more; exec timeout 20 {server}");

        answer.Code.ShouldBeOneOf(1, 3);
        answer.Output.ShouldContain("B ended by itself. Its last lines: no more");
        _tool.Processes().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_faster_arm_that_fails_the_projects_own_tests_is_regressed_before_any_load()
    {
        var (a, b) = (Serve("{}", TimeSpan.FromMilliseconds(5)), Serve("{}"));

        var answer = await _tool.RunAsync("compare", a, b, "--out", "run", "--test", $"(sleep 600 &); echo against $URL; [ $URL != {b.TrimEnd('/')} ] || exit 5");

        answer.Code.ShouldBe(1, answer.All);
        answer.Output.ShouldContain("REGRESSED: B fails the project's own tests, which A passes: exit code 5");
        answer.Output.ShouldContain($"Its last lines: against {b.TrimEnd('/')}");
        (await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "run", "test-a.log"))).ShouldBe($"against {a.TrimEnd('/')}\n");
        _tool.Processes().ShouldBeEmpty();
    }

    [Fact]
    public async Task Tests_that_both_arms_fail_are_unusable()
    {
        _tool.Write("headroom.yaml", """
            services: { shop: { url: "http://127.0.0.1:1", test: "make no-such-target" } }
            """);

        var answer = await _tool.RunAsync("compare", Serve("{}"), Serve("{}"), "-c", "headroom.yaml");

        answer.Code.ShouldBe(3, answer.All);
        answer.Output.ShouldContain("UNFIT: the project's own tests are unusable, since A fails them as B does: exit code");
        answer.Output.ShouldContain("not judged  tests: services.shop.test fails against both");
    }

    [Fact]
    public async Task Two_revisions_of_a_repository_are_started_each_among_its_own_files()
    {
        _tool.Write("service", $"exec '{Tool.Executable()}' selftest-server --arm $PORT:drop=0\n");
        await GitAsync("init -q", "add .", "commit -q -m first", "tag before");
        _tool.Write("service", $"exec '{Tool.Executable()}' selftest-server --arm $PORT:drop=1\n");
        await GitAsync("commit -q -a -m second");

        var answer = await _tool.RunAsync(
            "compare", $"http://127.0.0.1:{FreePort()}/", $"http://127.0.0.1:{FreePort()}/", "--start", ". ./service", "--revision-a", "before", "--revision-b", "HEAD");

        answer.Code.ShouldBe(1, answer.All);
        answer.Output.ShouldContain("B answers otherwise than A");
        answer.Output.ShouldContain("name: string → absent");
        Directory.GetDirectories(_tool.Temporary, "headroom-rev-*").ShouldBeEmpty();
        _tool.Processes().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_revision_that_is_none_is_bad_input()
    {
        _tool.Write("x", "");
        await GitAsync("init -q", "add .", "commit -q -m first");

        var answer = await _tool.RunAsync(
            "compare", $"http://127.0.0.1:{FreePort()}/", $"http://127.0.0.1:{FreePort()}/", "--start", "./service", "--revision-a", "nonsense", "--env-b", "X=1");

        answer.Code.ShouldBe(2, answer.All);
        answer.Errors.ShouldContain("nonsense is no revision of");
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once()
    {
        _tool.Write("closed.yaml", "executor: constant-vus\nvus: 2\nduration: 5s\nrequests:\n  - get: /\n");

        var answer = await _tool.RunAsync(
            "compare", "http://127.0.0.1:1/", "http://203.0.113.7/", "--scenario", "closed.yaml", "--quantile", "p90", "--effect", "7", "--env-a", "X=1", "--env-b", "nonsense");

        answer.Code.ShouldBe(2, answer.All);
        string[] told = ["203.0.113.7", "--quantile p90", "--effect 7", "--env-a", "--env-b nonsense", "constant arrival rate"];
        told.ShouldAllBe(text => answer.Errors.Contains(text, StringComparison.Ordinal), answer.Errors);
    }

    [Fact]
    public async Task Two_times_the_same_arm_is_no_comparison()
    {
        var answer = await _tool.RunAsync("compare", "http://127.0.0.1:1/x", "http://127.0.0.1:1/x");

        answer.Code.ShouldBe(2, answer.All);
        answer.Errors.ShouldContain("A and B are the same");
    }

    private async Task GitAsync(params string[] commands)
    {
        foreach (var command in commands)
        {
            using var git = Process.Start(new ProcessStartInfo("git", $"-c user.name=test -c user.email=test@localhost {command}") { WorkingDirectory = _tool.Folder })!;
            await git.WaitForExitAsync(TestContext.Current.CancellationToken);
            git.ExitCode.ShouldBe(0, command);
        }
    }

    private string Serve(string body, TimeSpan delay = default, int status = 200)
    {
        var (server, url) = Loopback.Listen();
        _servers.Add(server);
        _ = AnswerAsync(server, body, delay, status);
        return url.AbsoluteUri;
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private static async Task AnswerAsync(HttpListener server, string body, TimeSpan delay, int status)
    {
        try
        {
            while (true)
            {
                var context = await server.GetContextAsync();
                _ = RespondAsync(context, body, delay, status);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    private static async Task RespondAsync(HttpListenerContext context, string body, TimeSpan delay, int status)
    {
        try
        {
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, TimeProvider.System);
            }

            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            var bytes = System.Text.Encoding.UTF8.GetBytes(body);
            context.Response.ContentLength64 = bytes.Length;
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
        }
    }
}
