using Headroom.Cli;
using Headroom.Cli.Init;
using Headroom.Cli.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Init;

public sealed class InitTests : IDisposable
{
    private const string Log = """10.0.0.1 - - [10/Oct/2026:13:55:36 +0200] "GET /clips/12 HTTP/1.1" 200 2326""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("headroom-init-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_start_is_a_plan_that_can_be_audited()
    {
        Write(new InitRequest()).Select(path => Path.GetRelativePath(_folder.FullName, path)).ShouldBe(["load.yaml", "headroom.yaml"]);
        var plan = PlanFile.Read(Path.Combine(_folder.FullName, "headroom.yaml"));
        (plan.Service.Url, plan.Load!.Requests().Count()).ShouldBe((InitSource.Usual, 1));
    }

    [Fact]
    public void What_comes_next_is_the_load_alone_and_then_the_audit_whose_plan_was_written()
    {
        var source = InitSource.Read(new InitRequest(), default);

        InitReport.Text(source, ["out/load.yaml", "out/headroom.yaml"]).ShouldContain("next      headroom load out/load.yaml\nnext      headroom audit -c out/headroom.yaml");
        InitReport.Text(source, ["load.yaml"]).ShouldNotContain("headroom audit");
    }

    [Fact]
    public void What_is_to_be_filled_in_is_named_and_comes_before_the_load()
    {
        var api = File("api.yaml", """
            openapi: 3.0.0
            security: [ { bearer: [] } ]
            paths:
              /sessions:
                post: { requestBody: { content: { application/json: { example: { user: a, keys: [ { password: x } ] } } } }, responses: {} }
            """);
        var source = InitSource.Read(new InitRequest { OpenApi = api, Bearer = true, Writes = true }, default);

        var text = InitReport.Text(source, ["out/load.yaml"]);

        text.ShouldContain("fill in   the variable token\nfill in   password of POST /sessions\nnext      put real values where out/load.yaml has FILL-IN\nthen      headroom load out/load.yaml");
        text.ShouldNotContain("next      headroom");
        using var json = System.Text.Json.JsonDocument.Parse(InitReport.Json(source, ["load.yaml"]));
        json.RootElement.GetProperty("fill_in").EnumerateArray().Select(static place => place.GetString()).ShouldBe(["the variable token", "password of POST /sessions"]);
    }

    [Fact]
    public void A_plan_that_is_missing_is_told_with_how_to_get_one() =>
        Should.Throw<BadInputException>(() => PlanFile.Read(Path.Combine(_folder.FullName, "headroom.yaml"))).Lines.ShouldHaveSingleItem()
            .ShouldEndWith("headroom.yaml: there is no such file; expected a plan: headroom init writes one, -c FILE names another");

    [Fact]
    public void A_log_gives_a_plan_and_a_traffic_profile()
    {
        var written = Write(new InitRequest { AccessLogs = [File("access.log", Log)], Url = new Uri("http://127.0.0.1:5000") });
        written.Select(path => Path.GetRelativePath(_folder.FullName, path)).ShouldBe(["load.yaml", Path.Combine("audit_artifacts", "traffic_profile.csv"), "headroom.yaml"]);
        PlanFile.Read(written[2]).Load!.Requests().ShouldHaveSingleItem().Endpoint.ShouldBe("GET /clips/{id}");
    }

    [Fact]
    public void Another_host_is_not_allowed_until_the_user_says_so()
    {
        var source = InitSource.Read(new InitRequest { Url = new Uri("https://shop.example") }, default);
        var written = new InitFiles(_folder.FullName, force: false).Write(source);
        var plan = PlanFile.Read(written[1]);
        (plan.Service.Url.Host, plan.AllowedTargets.Count).ShouldBe(("shop.example", 0));
        System.IO.File.ReadAllText(written[1]).ShouldContain("# allowed_targets: [\"shop.example\"]");
        InitReport.Text(source, written).ShouldContain("warning   load goes to shop.example only when");
    }

    [Fact]
    public void Overwrites_nothing_unless_forced_and_the_plan_never()
    {
        File("load.yaml", "mine");
        File("headroom.yaml", "mine too");
        Should.Throw<BadInputException>(() => new InitFiles(_folder.FullName, force: false).CheckLoad()).Message.ShouldContain("load.yaml: exists already");
        Should.Throw<BadInputException>(() => new InitFiles(_folder.FullName, force: false).Check(InitSource.Read(new InitRequest(), default)));
        new InitFiles(_folder.FullName, force: true).Write(InitSource.Read(new InitRequest(), default)).ShouldHaveSingleItem();
        System.IO.File.ReadAllText(Path.Combine(_folder.FullName, "headroom.yaml")).ShouldBe("mine too");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a log\nat all")]
    [InlineData("\0\0\0")]
    public void A_file_that_is_no_log_is_refused_with_what_was_expected(string text) =>
        Should.Throw<BadInputException>(() => InitSource.Read(new InitRequest { AccessLogs = [File("x.log", text)] }, default))
            .Message.ShouldContain("expected an access log: combined, common or JSON lines");

    [Fact]
    public void A_missing_file_is_named() =>
        Should.Throw<BadInputException>(() => InitSource.Read(new InitRequest { Har = Path.Combine(_folder.FullName, "absent.har") }, default))
            .Message.ShouldEndWith("absent.har: there is no such file; expected one that can be read");

    [Fact]
    public void Every_option_that_does_not_belong_is_named() =>
        Should.Throw<BadInputException>(() => new InitRequest { Har = "a", OpenApi = "b", Assets = true, DurationUnit = TimeSpan.FromSeconds(1) }.Check()).Lines.ShouldBe(
            ["--openapi and --har; expected one source", "--duration-unit without --access-log; expected it only with --access-log"]);

    [Fact]
    public void Json_is_one_document_that_leaves_the_unknown_null()
    {
        var source = InitSource.Read(new InitRequest { AccessLogs = [File("access.log", Log)] }, default);
        using var json = System.Text.Json.JsonDocument.Parse(InitReport.Json(source, ["load.yaml"]));
        json.RootElement.GetProperty("url").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        json.RootElement.GetProperty("traffic").GetProperty("concurrency_p90").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        json.RootElement.GetProperty("traffic").GetProperty("all").GetProperty("peak_second_per_s").GetDouble().ShouldBe(1);
    }

    [Fact]
    public void A_log_of_a_moment_is_told_as_one()
    {
        var source = InitSource.Read(new InitRequest { AccessLogs = [File("access.log", Log)] }, default);

        var text = InitReport.Text(source, ["load.yaml"]);

        text.ShouldContain("peak 1 and 1 requests/s in the busiest second and in all of the log");
        text.ShouldContain("the log is of 1.00 s only: its rate need not be that of the service's busy hours");
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("http://127.0.0.1:5000", true)]
    public void An_address_that_nobody_said_is_told_as_assumed(string? url, bool known)
    {
        var source = InitSource.Read(new InitRequest { Url = url is null ? null : new Uri(url) }, default);

        using var json = System.Text.Json.JsonDocument.Parse(InitReport.Json(source, ["load.yaml"]));

        json.RootElement.GetProperty("url").GetString().ShouldBe(url);
        InitReport.Text(source, ["load.yaml"]).Contains("(--url says it)", StringComparison.Ordinal).ShouldBe(!known);
    }

    private IReadOnlyList<string> Write(InitRequest request) => new InitFiles(_folder.FullName, force: false).Write(InitSource.Read(request, default));

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
