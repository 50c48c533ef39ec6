using System.Runtime.Versioning;
using System.Text.Json;
using Headroom.Tests.EndToEnd.Proofs;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary>The guard on a real server: what a change does to the work of its statements decides the exit code.</summary>
[Collection(OnShopCluster.Name)]
[SupportedOSPlatform("linux")]
public sealed class GuardTests(ShopCluster cluster) : IDisposable
{
    /// <summary>The value that the workload asks for: it is nowhere in what is printed or written.</summary>
    private const string Secret = "2919";

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_dropped_index_fails_the_statement_until_somebody_waives_it_for_a_time()
    {
        await DatabaseAsync("guard_clone", "CREATE INDEX orders_user_id ON orders (user_id)", "ANALYZE orders");
        Workload();
        var written = await GuardAsync("guard_clone", "--update");
        written.Code.ShouldBe(0, written.All);
        var baseline = File.ReadAllText(Path.Combine(_tool.Folder, "baseline.json"));
        baseline.ShouldContain("by orders_user_id");
        baseline.ShouldNotContain(Secret);
        (await GuardAsync("guard_clone")).ShouldSatisfyAllConditions(again => again.Code.ShouldBe(0, again.All));
        (await GuardAsync("guard_clone", "--update")).Code.ShouldBe(0);
        File.ReadAllText(Path.Combine(_tool.Folder, "baseline.json")).ShouldBe(baseline);

        await cluster.ExecuteAsync("guard_clone", "DROP INDEX orders_user_id");

        var failed = await GuardAsync("guard_clone", "--format", "github", "--junit", "junit.xml");
        failed.Code.ShouldBe(1, failed.All);
        failed.Output.ShouldContain("::error file=workload.sql,line=4,title=of_user%3A new-sequential-scan::it scans the large table orders (100,000 rows) sequentially");
        failed.Output.ShouldContain("[more-buffers]");
        failed.All.ShouldNotContain(Secret);
        File.ReadAllText(Path.Combine(_tool.Folder, "junit.xml")).ShouldContain("failures=\"1\"");

        _tool.Write("waivers.yaml", "waivers: [{ statement: of_user, owner: shop team, reason: the index is rebuilt, until: 2999-12-31 }]");
        var waived = await GuardAsync("guard_clone", "--waivers", "waivers.yaml", "--json");
        waived.Code.ShouldBe(0, waived.All);
        JsonDocument.Parse(waived.Output).RootElement.GetProperty("verdict").GetString().ShouldBe("waived");

        _tool.Write("waivers.yaml", "waivers: [{ statement: of_user, owner: shop team, reason: the index is rebuilt, until: 2020-01-31 }]");
        var expired = await GuardAsync("guard_clone", "--waivers", "waivers.yaml");
        expired.Code.ShouldBe(1, expired.All);
        expired.Output.ShouldContain("the waiver of of_user ended on 2020-01-31");
        (await cluster.DatabasesAsync()).ShouldNotContain("headroom_");
    }

    [Fact]
    public async Task Growth_of_buffers_fails_on_the_database_itself_where_writes_are_planned_and_nothing_is_changed()
    {
        await DatabaseAsync("guard_direct", "CREATE INDEX orders_user_id ON orders (user_id)", "ANALYZE orders");
        Workload("-- name: pay\n-- params: 1\nUPDATE orders SET total = 0 WHERE id = $1;\n");
        var written = await GuardAsync("guard_direct", "--clone", "never", "--update");
        written.Code.ShouldBe(0, written.All);
        written.Errors.ShouldContain("pay: its buffers are not guarded: it writes");
        (await ShopCluster.TextOfAsync(cluster.To("guard_direct"), "SELECT total FROM orders WHERE id = 1")).ShouldBe("1");

        await cluster.ExecuteAsync(
            "guard_direct", $"INSERT INTO orders (user_id, total, note) SELECT {Secret}, 1, repeat('x', 600) FROM generate_series(1, 5000)", "ANALYZE orders");

        var failed = await GuardAsync("guard_direct", "--clone", "never", "--json");
        failed.Code.ShouldBe(1, failed.All);
        var row = JsonDocument.Parse(failed.Output).RootElement.GetProperty("statements").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "of_user");
        row.GetProperty("remarks").EnumerateArray().Select(remark => remark.GetProperty("rule").GetString()).ShouldContain("more-buffers");
        row.GetProperty("line").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task A_column_that_is_gone_fails_with_the_servers_words_and_a_server_that_is_gone_cannot_be_told()
    {
        await DatabaseAsync("guard_column");
        Workload();
        (await GuardAsync("guard_column", "--clone", "never", "--update")).Code.ShouldBe(0);
        await cluster.ExecuteAsync("guard_column", "ALTER TABLE orders RENAME user_id TO owner_id");

        var failed = await GuardAsync("guard_column");
        failed.Code.ShouldBe(1, failed.All);
        failed.Output.ShouldContain("column \"user_id\" does not exist (42703) [not-plannable]");

        var gone = await GuardAsync("no_such_database", "--clone", "never");
        gone.Code.ShouldBe(3, gone.All);
    }

    [Fact]
    public async Task A_write_is_executed_on_a_clone_and_taken_back_and_a_function_that_may_leave_something_is_only_planned_on_the_database()
    {
        await DatabaseAsync("guard_writes", "CREATE SEQUENCE numbers");
        _tool.Write("workload.sql", "-- name: pay\n-- params: 1\nUPDATE orders SET total = 0 WHERE id = $1;\n-- name: number\nSELECT nextval('numbers');\n");

        var onClone = await GuardAsync("guard_writes", "--update", "--json");
        onClone.Code.ShouldBe(0, onClone.All);
        Buffers(onClone).ShouldAllBe(buffers => buffers.ValueKind == JsonValueKind.Number);

        var onDatabase = await GuardAsync("guard_writes", "--update", "--json", "--clone", "never");
        onDatabase.Code.ShouldBe(0, onDatabase.All);
        Buffers(onDatabase).ShouldAllBe(buffers => buffers.ValueKind == JsonValueKind.Null);
        (await ShopCluster.TextOfAsync(cluster.To("guard_writes"), "SELECT total FROM orders WHERE id = 1")).ShouldBe("1");
        (await ShopCluster.TextOfAsync(cluster.To("guard_writes"), "SELECT is_called FROM numbers")).ShouldBe("False");

        var moved = await GuardAsync("guard_writes");
        moved.Code.ShouldBe(0, moved.All);
        moved.Output.ShouldContain("the baseline was made on the database itself, this is a clone");
        (await cluster.DatabasesAsync()).ShouldNotContain("headroom_");
    }

    [Fact]
    public async Task A_baseline_that_is_missing_is_answered_with_how_to_make_it()
    {
        Workload();

        var answer = await GuardAsync("shop");

        answer.Code.ShouldBe(2, answer.All);
        answer.Output.ShouldBeEmpty();
        answer.Errors.ShouldContain("baseline.json: there is no such file; make it once with --update");
    }

    private static IEnumerable<JsonElement> Buffers(Answer answer) =>
        JsonDocument.Parse(answer.Output).RootElement.GetProperty("statements").EnumerateArray().Select(statement => statement.GetProperty("buffers_per_call"));

    private void Workload(string more = "") =>
        _tool.Write("workload.sql", $"-- name: of_user\n-- calls: 1000\n-- params: {Secret}\nSELECT id, note FROM orders WHERE user_id = $1;\n{more}");

    private async Task DatabaseAsync(string name, params string[] statements)
    {
        await cluster.ExecuteAsync("postgres", $"CREATE DATABASE {name} TEMPLATE shop");
        await cluster.ExecuteAsync(name, statements);
    }

    private Task<Answer> GuardAsync(string database, params string[] more) =>
        _tool.RunAsync(["db", "guard", "--postgres", cluster.To(database), "--workload", "workload.sql", "--baseline", "baseline.json", .. more]);
}
