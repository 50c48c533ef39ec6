using System.Runtime.Versioning;
using System.Text.Json;
using Headroom.Experiments.Clusters;
using Headroom.Tests.EndToEnd.Cli;
using Headroom.Tests.EndToEnd.Experiments;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Databases;

/// <summary>A server of its own with one shop database, for all tests of <c>db audit</c>.</summary>
[SupportedOSPlatform("linux")]
public sealed class DbAuditFixture : IAsyncLifetime
{
    /// <summary>A statement that an index would serve, and the write that pays for it.</summary>
    internal const string Workload = """
        -- name: newest_of_customer
        -- calls: 3600
        -- params: 42
        -- params: 77
        SELECT * FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 10;
        -- name: place
        -- calls: 600
        -- params: 900001, 42
        INSERT INTO orders VALUES ($1, $2, now(), 'new');
        """;

    /// <summary>The fingerprint of the index that it wants.</summary>
    internal const string Wanted = "unindexed-sort:orders(customer_id,placed_at)";

    private const string Schema = """
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int NOT NULL, placed_at timestamptz NOT NULL, note text NOT NULL);
        INSERT INTO orders SELECT i, (i * 7919) % 4000, timestamptz '2025-01-01 00:00+00' + i * interval '1 minute', md5(i::text) FROM generate_series(1, 100000) AS i;
        CREATE INDEX orders_placed_at ON orders (placed_at);
        CREATE INDEX orders_placed_at_again ON orders (placed_at);
        VACUUM ANALYZE orders;
        """;

    private readonly Place _place = new();
    private PrivateCluster? _cluster;

    internal string Connection => _cluster!.AdminConnectionString("shop");

    public async ValueTask InitializeAsync()
    {
        _cluster = await PrivateCluster.StartAsync(await Place.FindPostgresAsync(), _place.Journal, TimeProvider.System, TestContext.Current.CancellationToken);
        await ExecuteAsync("postgres", "CREATE DATABASE shop");
        foreach (var statement in Schema.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await ExecuteAsync("shop", statement.TrimEnd(';'));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _place.Dispose();
    }

    internal async Task<IReadOnlyList<string>> DatabasesAsync()
    {
        await using var connection = new NpgsqlConnection(_cluster!.AdminConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT array_agg(datname::text ORDER BY datname) FROM pg_database WHERE NOT datistemplate", connection);
        return (string[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    internal async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(_cluster!.AdminConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}

[SupportedOSPlatform("linux")]
public sealed class DbAuditTests(DbAuditFixture fixture) : IClassFixture<DbAuditFixture>
{
    [Fact]
    public async Task Every_index_finding_carries_its_measurement_and_a_second_run_finds_the_same()
    {
        using var tool = new Tool();
        var first = await AuditAsync(tool, "run", DbAuditFixture.Workload);
        var again = await AuditAsync(tool, "again", DbAuditFixture.Workload);

        first.Code.ShouldBe(0, first.All);
        using var result = JsonDocument.Parse(first.Output);
        var finding = Findings(result).Single(f => f.GetProperty("remedies")[0].GetProperty("kind").GetString() == "index");
        finding.GetProperty("fingerprint").GetString().ShouldBe(DbAuditFixture.Wanted);
        finding.GetProperty("effect").GetProperty("kind").GetString().ShouldBe("measured");
        var proof = finding.GetProperty("proof");
        proof.GetProperty("verdict").GetString().ShouldBe("improved");
        var changes = proof.GetProperty("changes").EnumerateArray().ToDictionary(c => c.GetProperty("metric").GetString()!);
        changes["buffers_per_call"].GetProperty("remedy").GetDouble().ShouldBeLessThan(changes["buffers_per_call"].GetProperty("base").GetDouble() / 10);
        changes["time_ms"].GetProperty("change_high_ratio").GetDouble().ShouldBeLessThan(0);
        proof.GetProperty("costs").EnumerateArray().Select(c => c.GetProperty("metric").GetString()).ShouldContain("insert_batch_ms");
        proof.GetProperty("size_bytes").GetInt64().ShouldBeGreaterThan(0);
        Findings(result).Select(f => f.GetProperty("fingerprint").GetString()).ShouldContain("duplicate-index:orders.orders_placed_at_again");
        using var second = JsonDocument.Parse(again.Output);
        Findings(second).Select(f => f.GetProperty("fingerprint").GetString()).ShouldBe(Findings(result).Select(f => f.GetProperty("fingerprint").GetString()));

        var artifacts = Path.Combine(tool.Folder, "run", "audit_artifacts");
        (await File.ReadAllTextAsync(Path.Combine(artifacts, "0001_performance_indexes.up.sql"), TestContext.Current.CancellationToken)).ShouldContain("CREATE INDEX CONCURRENTLY");
        File.Exists(Path.Combine(artifacts, "0001_performance_indexes.down.sql")).ShouldBeTrue();
        File.Exists(Path.Combine(artifacts, "explain", "newest_of_customer.json")).ShouldBeTrue();
        (await File.ReadAllTextAsync(Path.Combine(artifacts, "pg_stat_top.sql.txt"), TestContext.Current.CancellationToken)).ShouldContain("newest_of_customer");
        (await File.ReadAllTextAsync(Path.Combine(artifacts, "INDEX.md"), TestContext.Current.CancellationToken)).ShouldContain("| `explain/newest_of_customer.json` |");
        (await File.ReadAllTextAsync(Path.Combine(artifacts, "findings.sarif"), TestContext.Current.CancellationToken)).ShouldContain("\"unindexed-sort:orders(customer_id,placed_at)\"");
        (await fixture.DatabasesAsync()).ShouldBe(["postgres", "shop"]);
    }

    [Fact]
    public async Task Without_a_clone_advice_is_unverified_and_nothing_is_made()
    {
        using var tool = new Tool();
        var answer = await AuditAsync(tool, "run", "-- params: 42\nSELECT * FROM orders WHERE customer_id = $1;", "--clone", "never");

        answer.Code.ShouldBe(0, answer.All);
        using var result = JsonDocument.Parse(answer.Output);
        Findings(result).Single(f => f.GetProperty("remedies")[0].GetProperty("kind").GetString() == "index")
            .GetProperty("effect").GetProperty("reason").GetString().ShouldBe("unverified: nothing was tried: --clone never");
        (await fixture.DatabasesAsync()).ShouldBe(["postgres", "shop"]);
    }

    [Fact]
    public Task Statements_that_cannot_be_executed_do_not_keep_the_others() => FindsTheIndexAsync(
        "-- name: broken\nSELEC 1;\n-- name: gone\nSELECT * FROM nowhere;\n" + DbAuditFixture.Workload,
        missing => missing.StartsWith("2 of 4 statements could not run: ", StringComparison.Ordinal));

    [Fact]
    public Task A_statement_that_ends_its_session_is_left_out_alone() => FindsTheIndexAsync(
        "-- name: gone\nSELECT pg_terminate_backend(pg_backend_pid());\n" + DbAuditFixture.Workload,
        missing => missing.StartsWith("1 of 3 statements could not run: gone: ", StringComparison.Ordinal));

    [Fact]
    public async Task A_statement_without_values_gets_those_of_the_statistics()
    {
        var answer = await FindsTheIndexAsync(
            "-- calls: 3600\nSELECT * FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT $2;\n-- name: odd\nSELECT abs($1::int);",
            missing => missing.Contains("odd: it has parameters, and no values are known for them", StringComparison.Ordinal));

        answer.Output.ShouldContain("guessed from the planner's statistics");
    }

    [Fact]
    public async Task A_refused_connection_ends_in_a_partial_audit_that_says_so()
    {
        using var tool = new Tool();
        tool.Write("workload.sql", DbAuditFixture.Workload);
        var wrong = new NpgsqlConnectionStringBuilder(fixture.Connection) { Password = "not-the-password" }.ConnectionString;
        var answer = await tool.RunAsync("db", "audit", "--postgres", wrong, "--workload", "workload.sql", "--out", "run");

        answer.Code.ShouldBe(3, answer.All);
        answer.All.ShouldContain("password authentication failed");
        answer.All.ShouldNotContain("not-the-password");
        File.Exists(Path.Combine(tool.Folder, "run", "result.json")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("-- params: 1\nSELECT 1;", "line 1, column 1: the statement statement-1 has no parameters; expected no values, found 1 value")]
    [InlineData("-- params: 1\nSELECT $1, $2;", "line 1, column 1: expected 2 values for the statement statement-1, found 1 value")]
    [InlineData("", "no statement")]
    public async Task A_broken_workload_is_bad_input(string workload, string said)
    {
        using var tool = new Tool();
        var answer = await AuditAsync(tool, "run", workload);

        answer.Code.ShouldBe(2);
        answer.Errors.ShouldContain(said);
    }

    [Fact]
    public async Task A_database_without_statement_statistics_is_looked_at_as_far_as_it_goes()
    {
        using var tool = new Tool();
        var answer = await tool.RunAsync("db", "audit", "--postgres", fixture.Connection, "--window", "1", "--json", "--out", "run");

        answer.Code.ShouldBe(0, answer.All);
        using var result = JsonDocument.Parse(answer.Output);
        Findings(result).Select(f => f.GetProperty("fingerprint").GetString()).ShouldContain("duplicate-index:orders.orders_placed_at_again");
    }

    // Whatever becomes of the other statements, which is told.
    private async Task<Answer> FindsTheIndexAsync(string workload, Func<string, bool> isTold)
    {
        using var tool = new Tool();
        var answer = await AuditAsync(tool, "run", workload, "--fail-on", "high");

        answer.Code.ShouldBe(1, answer.All);
        using var result = JsonDocument.Parse(answer.Output);
        Findings(result).ShouldContain(finding => finding.GetProperty("fingerprint").GetString() == DbAuditFixture.Wanted);
        var missing = result.RootElement.GetProperty("database").GetProperty("missing").EnumerateArray().Select(line => line.GetString()!).ToList();
        missing.ShouldContain(line => isTold(line), answer.Output);
        return answer;
    }

    private async Task<Answer> AuditAsync(Tool tool, string run, string workload, params string[] more)
    {
        tool.Write("workload.sql", workload);
        return await tool.RunAsync(["db", "audit", "--postgres", fixture.Connection, "--workload", "workload.sql", "--json", "--out", run, .. more]);
    }

    private static List<JsonElement> Findings(JsonDocument result) => [.. result.RootElement.GetProperty("findings").EnumerateArray()];
}
