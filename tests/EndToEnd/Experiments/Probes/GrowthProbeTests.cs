using System.Runtime.Versioning;
using System.Text.Json;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Probes;
using Headroom.Experiments.Proofs;
using Headroom.Experiments.Search;
using Headroom.Model.Evidence;
using Headroom.Tests.EndToEnd.Cli;
using Headroom.Tests.EndToEnd.Collect;
using Headroom.Tests.EndToEnd.Proofs;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>Real tables that lose their rows on a clone.</summary>
[SupportedOSPlatform("linux")]
public sealed class GrowthProbeTests(Server server) : IClassFixture<Server>
{
    private const string Longest = "SELECT max(length(note)) FROM visits", OfVisitor = "SELECT max(length(note)) FROM visits WHERE visitor = $1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_audit_finds_what_reads_its_whole_table_and_not_its_cure_nor_what_an_index_cures()
    {
        var database = await server.DatabaseAsync("grown", """
            CREATE TABLE pages (id int PRIMARY KEY);
            INSERT INTO pages SELECT generate_series(1, 5000);
            CREATE TABLE visits (id bigint PRIMARY KEY, page_id int NOT NULL REFERENCES pages, visitor int NOT NULL, note text NOT NULL);
            INSERT INTO visits SELECT n, 1 + n % 5000, n % 70000, repeat(md5(n::text), 3) FROM generate_series(1, 400000) AS n;
            CREATE INDEX visits_page_id ON visits (page_id);
            CREATE TABLE totals (longest int NOT NULL);
            INSERT INTO totals VALUES (96)
            """);
        await database.RunAsync("VACUUM (ANALYZE)");
        var before = await database.ScalarAsync("SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database");
        using var tool = new Tool();
        tool.Write("workload.sql", $"""
            -- name: longest
            -- calls: 3600
            {Longest};
            -- name: kept_longest
            -- calls: 3600
            SELECT longest FROM totals;
            -- name: of_page
            -- calls: 3600
            -- params: 7
            SELECT max(length(note)) FROM visits WHERE page_id = $1;
            -- name: of_visitor
            -- calls: 3600
            -- params: 11
            {OfVisitor};
            -- name: export
            -- calls: 3600
            SELECT id, note FROM visits;
            """);

        var answer = await tool.RunAsync(
            "db", "audit", "--postgres", database.Admin, "--workload", "workload.sql", "--growth", "--json", "--out", "run");

        answer.Code.ShouldBe(0, answer.All);
        using var result = JsonDocument.Parse(answer.Output);
        List<JsonElement> findings = [.. result.RootElement.GetProperty("findings").EnumerateArray()];
        var growth = findings.Single(finding => finding.GetProperty("detector").GetString() == "full-scan-growth");
        growth.GetProperty("fingerprint").GetString().ShouldBe($"full-scan-growth:{StatementText.IdOf(Longest)}");
        growth.GetProperty("severity").GetString().ShouldBe("low");
        var facts = growth.GetProperty("facts").EnumerateArray().ToList();
        facts[0].GetProperty("value").GetDouble().ShouldBe(1, 0.1);
        facts.Single(fact => fact.GetProperty("name").GetString()!.Contains("projected")).GetProperty("value").GetDouble().ShouldBeInRange(420_000, 1_000_000);
        findings.Single(finding => finding.GetProperty("fingerprint").GetString() == "unindexed-filter:visits(visitor)")
            .GetProperty("explanation").GetString().ShouldNotBeNull().ShouldContain("its buffers grow with the table");
        using var probe = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(tool.Folder, "run", "evidence", "growth-probe.json"), Cancellation));
        var rows = probe.RootElement.GetProperty("tables").EnumerateArray().ShouldHaveSingleItem().GetProperty("rows").EnumerateArray().Select(n => n.GetDouble()).ToList();
        rows[0].ShouldBe(400_000);
        rows[1].ShouldBe(120_000, 2000);
        rows[2].ShouldBe(40_000, 1500);
        (await database.ScalarAsync("SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database")).ShouldBe(before);
        (await database.ScalarAsync("SELECT count(*) FROM visits")).ShouldBe("400000");
    }

    [Fact]
    public async Task A_table_that_keys_refer_to_keeps_its_rows_where_the_role_may_not_leave_keys()
    {
        var database = await server.DatabaseAsync("referred", "CREATE ROLE grower LOGIN CREATEDB PASSWORD 'x'; ALTER DATABASE referred OWNER TO grower");
        await database.RunAsync(
            """
            CREATE TABLE pages (id int PRIMARY KEY, note text NOT NULL);
            INSERT INTO pages SELECT n, repeat(md5(n::text), 4) FROM generate_series(1, 80000) AS n;
            CREATE TABLE visits (page_id int NOT NULL REFERENCES pages, note text NOT NULL);
            INSERT INTO visits SELECT n, repeat(md5(n::text), 4) FROM generate_series(1, 80000) AS n;
            ANALYZE
            """,
            "grower");
        const string pages = "SELECT max(length(note)) FROM pages";
        RequestedStatement[] statements = [new("visits", Longest, 100, []), new("pages", pages, 100, [])];
        var rig = new Rig();
        var pair = await rig.PairAsync(new CloneSource(database.As("grower"), null, Allowed: false, MayBlockSource: true));
        try
        {
            var catalogue = await CatalogueCollector.CollectAsync(database.As("grower"), TimeProvider.System, Cancellation);
            IReadOnlyList<StatementPlan> plans;
            await using (var bench = await IndexBench.OpenAsync(pair.Base, statements, TimeSpan.FromSeconds(10), Cancellation))
            {
                plans = (await bench.ObserveAsync([], [], Cancellation)).Plans;
            }

            var probe = await GrowthProbeRun.RunAsync(pair.Base, catalogue, statements, plans, TimeProvider.System, Cancellation);

            probe.Tables.Select(table => table.Table).ShouldBe(["pages", "visits"]);
            probe.Tables[0].Rows.ShouldBeEmpty();
            probe.Tables[0].Missing.ShouldNotBeNull().ShouldContain("foreign keys refer to its rows");
            probe.Statements.Single(trial => trial.StatementId == "pages").Missing.ShouldNotBeNull().ShouldContain("pages was not thinned");
            var visits = probe.Statements.Single(trial => trial.StatementId == "visits");
            visits.Points.Select(point => point.TableRows).ShouldBe(probe.Tables[1].Rows);
            visits.Points.ShouldAllBe(point => point.Executions.Count == 1 && point.Executions[0].RowsScanned >= 0.99 * point.TableRows); // parallel workers round
            (visits.Points[0].Executions[0].Buffers / (double)visits.Points[2].Executions[0].Buffers).ShouldBe(10, 1);
        }
        finally
        {
            await rig.DropAsync(pair);
        }
    }

    [Fact]
    public async Task A_table_with_parts_on_another_server_is_left_alone()
    {
        var database = await server.DatabaseAsync("sharded", "CREATE EXTENSION postgres_fdw");
        var own = new NpgsqlConnectionStringBuilder(database.Admin);
        await database.RunAsync($"""
            CREATE TABLE elsewhere (id int NOT NULL, note text NOT NULL);
            INSERT INTO elsewhere SELECT n, 'x' FROM generate_series(1, 1000) AS n;
            CREATE SERVER shard FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '{own.Host}', port '{own.Port}', dbname 'sharded');
            CREATE USER MAPPING FOR CURRENT_USER SERVER shard OPTIONS (user '{own.Username}', password '{own.Password}');
            CREATE TABLE orders (id int NOT NULL, note text NOT NULL) PARTITION BY RANGE (id);
            CREATE FOREIGN TABLE orders_far PARTITION OF orders FOR VALUES FROM (1) TO (2000) SERVER shard OPTIONS (table_name 'elsewhere')
            """);
        var catalogue = await CatalogueCollector.CollectAsync(database.Admin, TimeProvider.System, Cancellation);
        catalogue.Tables.Single(table => table.Name == "orders").HasForeignPartitions.ShouldBe(true);
        catalogue.Tables.Single(table => table.Name == "elsewhere").HasForeignPartitions.ShouldBeNull();
        var rig = new Rig();
        var pair = await rig.PairAsync(new CloneSource(database.Admin, null, Allowed: false, MayBlockSource: true));
        try
        {
            await using var thinning = await TableThinning.OpenAsync(pair.Base, Cancellation);

            var (_, failure) = await thinning.ThinAsync(catalogue.Tables.Single(table => table.Name == "orders"), 1, Cancellation);

            failure.ShouldNotBeNull().ShouldContain("foreign tables");
            (await database.ScalarAsync("SELECT count(*) FROM elsewhere")).ShouldBe("1000");
        }
        finally
        {
            await rig.DropAsync(pair);
        }
    }
}
