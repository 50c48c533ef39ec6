using System.Runtime.Versioning;
using System.Text.Json;
using Headroom.Experiments.Clusters;
using Headroom.Tests.EndToEnd.Cli;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Databases;

/// <summary><c>headroom prove</c> on runs of <c>db audit</c>: again, for the first time, and where it cannot be.</summary>
[SupportedOSPlatform("linux")]
public sealed class ProveTests(DbAuditFixture fixture) : IClassFixture<DbAuditFixture>
{
    private const string Filter = "-- params: 42\nSELECT * FROM orders WHERE customer_id = $1;";

    [Fact]
    public async Task An_index_is_proven_again_with_more_pairs_and_the_run_holds_the_new_proof()
    {
        using var tool = new Tool();
        await AuditAsync(tool, DbAuditFixture.Workload);

        var answer = await ProveAsync(tool, "unindexed-sort", "--json");

        answer.Code.ShouldBe(0, answer.All);
        var trial = JsonDocument.Parse(answer.Output).RootElement;
        (trial.GetProperty("verdict").GetString(), trial.GetProperty("fingerprint").GetString()).ShouldBe(("confirmed", DbAuditFixture.Wanted));
        var changes = trial.GetProperty("proof").GetProperty("changes").EnumerateArray().ToDictionary(c => c.GetProperty("metric").GetString()!);
        changes["buffers_per_call"].GetProperty("remedy").GetDouble().ShouldBeLessThan(changes["buffers_per_call"].GetProperty("base").GetDouble() / 10);
        changes["buffers_per_call"].GetProperty("pairs").GetInt32().ShouldBe(40);
        Proof(tool).GetProperty("changes")[0].GetProperty("pairs").GetInt32().ShouldBe(40);
        (await fixture.DatabasesAsync()).ShouldBe(["postgres", "shop"]);
    }

    [Fact]
    public async Task What_a_run_left_unverified_is_proven_for_the_first_time_once_clones_are_allowed()
    {
        using var tool = new Tool();
        await AuditAsync(tool, Filter, "--clone", "never");
        var fingerprint = FindingOf(tool).GetProperty("fingerprint").GetString()!;
        FindingOf(tool).GetProperty("effect").GetProperty("kind").GetString().ShouldBe("unknown");

        var refused = await ProveAsync(tool, fingerprint);
        var answer = await ProveAsync(tool, fingerprint, "--clone", "auto", "--pairs", "12");

        refused.Code.ShouldBe(2, refused.All);
        refused.Errors.ShouldContain("--clone never");
        answer.Code.ShouldBe(0, answer.All);
        answer.Output.ShouldContain("CONFIRMED: ");
        answer.Output.ShouldContain("buffers per call");
        FindingOf(tool).GetProperty("effect").GetProperty("kind").GetString().ShouldBe("measured");
        Proof(tool).GetProperty("verdict").GetString().ShouldBe("improved");
        (await fixture.DatabasesAsync()).ShouldBe(["postgres", "shop"]);
    }

    [Fact]
    public async Task What_cannot_be_measured_leaves_the_run_as_it_was()
    {
        using var tool = new Tool();
        await AuditAsync(tool, DbAuditFixture.Workload);
        var before = Result(tool);
        var nowhere = new NpgsqlConnectionStringBuilder(fixture.Connection) { Port = FreePort.Next() }.ConnectionString;
        var remedy = FindingOf(tool).GetProperty("remedies")[0];
        await fixture.ExecuteAsync("shop", remedy.GetProperty("up").GetString()!);

        var there = await ProveAsync(tool, DbAuditFixture.Wanted);
        await fixture.ExecuteAsync("shop", remedy.GetProperty("down").GetString()!);
        var gone = await tool.RunAsync("prove", DbAuditFixture.Wanted, "--run", "run", "--postgres", nowhere);

        there.Code.ShouldBe(3, there.All);
        there.Output.ShouldContain("by now");
        gone.Code.ShouldBe(3, gone.All);
        gone.Output.ShouldContain("CANNOT TELL: ");
        gone.All.ShouldNotContain(new NpgsqlConnectionStringBuilder(fixture.Connection).Password!);
        Result(tool).ShouldBe(before);
        (await fixture.DatabasesAsync()).ShouldBe(["postgres", "shop"]);
    }

    [Fact]
    public async Task A_finding_that_the_run_has_not_is_answered_with_those_that_it_has()
    {
        using var tool = new Tool();
        await AuditAsync(tool, Filter, "--clone", "never");

        var answer = await ProveAsync(tool, "duplicate-indx");

        answer.Code.ShouldBe(2, answer.All);
        answer.Output.ShouldBeEmpty();
        answer.Errors.ShouldContain("did you mean duplicate-index?");
        answer.Errors.ShouldContain("duplicate-index:orders.orders_placed_at_again");
    }

    [Fact]
    public async Task Without_any_run_it_says_what_it_expects()
    {
        using var tool = new Tool();

        var answer = await tool.RunAsync("prove", DbAuditFixture.Wanted);

        answer.Code.ShouldBe(2, answer.All);
        answer.Errors.ShouldContain("expected --run DIR");
    }

    private async Task AuditAsync(Tool tool, string workload, params string[] more)
    {
        tool.Write("workload.sql", workload);
        var audit = await tool.RunAsync(["db", "audit", "--postgres", fixture.Connection, "--workload", "workload.sql", "--out", "run", .. more]);
        audit.Code.ShouldBe(0, audit.All);
    }

    private Task<Answer> ProveAsync(Tool tool, string finding, params string[] more) =>
        tool.RunAsync(["prove", finding, "--run", "run", "--postgres", fixture.Connection, .. more]);

    private static string Result(Tool tool) => File.ReadAllText(Path.Combine(tool.Folder, "run", "result.json"));

    private static JsonElement Proof(Tool tool) => FindingOf(tool).GetProperty("proof");

    // The one whose remedy is an index.
    private static JsonElement FindingOf(Tool tool) => JsonDocument.Parse(Result(tool)).RootElement.GetProperty("findings").EnumerateArray()
        .Single(finding => finding.GetProperty("remedies")[0].GetProperty("kind").GetString() == "index");
}
