using System.Runtime.Versioning;
using System.Text.Json;
using Headroom.Experiments.Clusters;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary>The whole audit by the command line, against a service that answers, and against all that can be missing.</summary>
[SupportedOSPlatform("linux")]
public sealed class AuditTests(Shop shop) : IClassFixture<Shop>, IDisposable
{
    private static readonly string[] OfDatabase = ["n-plus-one-query", "unbounded-statement", "unindexed-filter", "unindexed-sort"];

    private readonly Tool _tool = new();

    private string Run => Path.Combine(_tool.Folder, "run");

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_run_is_one_document_that_can_be_judged_again_and_keeps_its_values_to_itself()
    {
        _tool.Write("headroom.yaml", shop.Plan(shop.Connection()));

        var audit = await _tool.RunAsync("audit", "--json", "--out", "run");

        using (var document = JsonDocument.Parse(audit.Output))
        {
            document.RootElement.GetProperty("format").GetString().ShouldBe("headroom.result/1");
            string[] vital = [.. OfDatabase, "rate-limited-errors"];
            vital.ShouldAllBe(detector => Outcomes(document)[detector].Outcome != "not_run", audit.All);
            Outcomes(document).Values.ShouldAllBe(outcome => outcome.Outcome != "crashed", audit.All);
        }

        audit.Output.ShouldBe(Text("result.json"));
        Text("evidence/parameters.json").ShouldContain(Shop.Value);
        File.GetUnixFileMode(Path.Combine(Run, "evidence", "parameters.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        TheSecretsAreKept(audit);

        var first = Documents();
        await File.WriteAllTextAsync(Path.Combine(_tool.Folder, "headroom.yaml"), "the plan and the service are not looked at again", TestContext.Current.CancellationToken);
        var second = await _tool.RunAsync("analyze", "run", "--json");
        Documents().ShouldBe(first);
        var third = await _tool.RunAsync("analyze", "run");
        Documents().ShouldBe(first);

        (second.Code, third.Code).ShouldBe((audit.Code, audit.Code));
        second.Output.ShouldBe(audit.Output);
        third.Output.ShouldContain("report.html");
        TheSecretsAreKept(third);
    }

    [Fact]
    public async Task A_target_that_is_down_ends_with_a_report_that_says_so()
    {
        _tool.Write("headroom.yaml", shop.Plan(shop.Connection(), new Uri($"http://127.0.0.1:{FreePort.Next()}")));

        var audit = await _tool.RunAsync("audit", "--out", "run");

        audit.Code.ShouldBe(3, audit.All);
        TellsNoStackTrace(audit);
        using var result = JsonDocument.Parse(Text("result.json"));
        OfDatabase.ShouldAllBe(detector => Outcomes(result)[detector].Outcome == "not_run" && Outcomes(result)[detector].Reason!.Contains("shop does not answer at"));
        Text("report.md").ShouldContain("shop does not answer at");
        Text("report.html").ShouldContain("shop does not answer at");
        TheSecretsAreKept(audit);
    }

    [Fact]
    public async Task A_service_that_does_not_start_is_told_by_the_place_of_its_command_which_is_kept_secret()
    {
        var plan = shop.Plan(shop.Connection(), new Uri($"http://127.0.0.1:{FreePort.Next()}"));
        _tool.Write("headroom.yaml", plan.Replace("shop: {", $"shop: {{ start: \"exit 7 # {Shop.Value}\",", StringComparison.Ordinal));

        var audit = await _tool.RunAsync("audit", "--out", "run");

        audit.Code.ShouldBe(3, audit.All);
        using var result = JsonDocument.Parse(Text("result.json"));
        Outcomes(result)["n-plus-one-query"].Reason!.ShouldContain("shop did not start");
        Outcomes(result)["n-plus-one-query"].Reason!.ShouldNotContain("ended with exit code 7"); // told once, where the run is not trusted
        result.RootElement.GetProperty("decision").GetProperty("sentence").GetString()!.ShouldContain("`services.shop.start` ended with exit code 7");
        Text("report.md").ShouldContain("ended with exit code 7");
        TheSecretsAreKept(audit);
    }

    [Theory]
    [InlineData("a port where nobody listens", "refused")]
    [InlineData("a wrong password", "28P01")]
    [InlineData("no such database", "3D000")]
    public async Task A_database_that_cannot_be_reached_is_told_once_before_the_load(string mistake, string cause)
    {
        _tool.Write("headroom.yaml", shop.Plan(mistake switch
        {
            "a port where nobody listens" => shop.Connection(port: FreePort.Next()),
            "a wrong password" => shop.Connection(password: Shop.Password + "-wrong"),
            _ => shop.Connection(database: "nowhere"),
        }));

        var audit = await _tool.RunAsync("audit", "--out", "run");

        audit.Code.ShouldBe(2, audit.All);
        TellsNoStackTrace(audit);
        audit.All.Split('\n').Count(line => line.Contains("services.shop.postgres: the database cannot be reached")).ShouldBe(1);
        audit.All.ShouldContain(cause);
        audit.All.ShouldNotContain("load    ");
        audit.All.ShouldNotContain(Shop.Password);
        Directory.Exists(Run).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a database without the extension", "CREATE EXTENSION pg_stat_statements")]
    [InlineData("a role that may not see the statements of others", "GRANT pg_monitor")]
    public async Task Without_statement_statistics_the_load_is_reported_and_the_rest_says_why_not(string missing, string cause)
    {
        _tool.Write(
            "headroom.yaml", shop.Plan(missing == "a database without the extension" ? shop.Connection(database: "bare") : shop.Connection(role: "blind")));

        var audit = await _tool.RunAsync("audit", "--out", "run");

        audit.Code.ShouldBe(3, audit.All);
        TellsNoStackTrace(audit);
        using var result = JsonDocument.Parse(Text("result.json"));
        var outcomes = Outcomes(result);
        foreach (var detector in OfDatabase)
        {
            outcomes[detector].Outcome.ShouldBe("not_run", detector);
            outcomes[detector].Reason!.ShouldContain(cause, customMessage: detector);
        }

        outcomes["rate-limited-errors"].Outcome.ShouldBe("clean");
        result.RootElement.GetProperty("endpoints").EnumerateArray().Select(endpoint => endpoint.GetProperty("endpoint").GetString()).ShouldBe(["GET /items", "GET /tagged"]);
        result.RootElement.GetProperty("endpoints").EnumerateArray().ShouldAllBe(endpoint => endpoint.GetProperty("requests").GetInt64() > 0);
        File.Exists(Path.Combine(Run, "evidence", "run-metrics.json")).ShouldBeTrue();
        Text("report.md").ShouldContain(cause);
        TheSecretsAreKept(audit);
    }

    private static void TellsNoStackTrace(Answer answer) => answer.All.ShouldNotContain("   at ");

    private void TheSecretsAreKept(Answer answer)
    {
        answer.All.ShouldNotContain(Shop.Value);
        answer.All.ShouldNotContain(Shop.Password);
        var parameters = Path.Combine(Run, "evidence", "parameters.json");
        foreach (var file in Directory.EnumerateFiles(Run, "*", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            text.ShouldNotContain(Shop.Password, customMessage: file);
            (file != parameters && text.Contains(Shop.Value)).ShouldBeFalse(file);
        }
    }

    private static Dictionary<string, (string Outcome, string? Reason)> Outcomes(JsonDocument result) =>
        result.RootElement.GetProperty("outcomes").EnumerateArray().ToDictionary(
            row => row.GetProperty("detector").GetString()!,
            row => (row.GetProperty("outcome").GetString()!, row.TryGetProperty("reason", out var reason) ? reason.GetString() : null));

    private string Documents() => string.Join('\u0001', Text("result.json"), Text("report.md"), Text("report.html"));

    private string Text(string name) => File.ReadAllText(Path.Combine(Run, name));
}
