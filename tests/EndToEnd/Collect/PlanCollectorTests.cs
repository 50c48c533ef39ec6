using System.Runtime.Versioning;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Collect;

[SupportedOSPlatform("linux")]
public sealed class PlanCollectorTests(Server server) : IClassFixture<Server>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT pg_advisory_lock(7)")]
    [InlineData("SELECT * FROM pg_advisory_lock(7)")]
    [InlineData("SELECT * FROM locking")]
    [InlineData("SELECT * FROM locking_from")]
    public async Task A_statement_that_calls_a_volatile_function_is_planned_but_not_executed(string query)
    {
        var database = await server.DatabaseAsync($"volatile{(uint)query.Length}_{StatementText.IdOf(query)}", """
            CREATE VIEW locking AS SELECT pg_try_advisory_lock(7); CREATE VIEW locking_from AS SELECT 1 FROM pg_advisory_lock(7)
            """);
        var plan = (await PlansAsync(database.Admin, [query])).Statements[0];

        plan.Samples.ShouldHaveSingleItem().Executed.ShouldBeFalse();
    }

    [Theory]
    [InlineData("SELECT count(*), random(), now() FROM pg_class")]
    [InlineData("SELECT lower(relname) FROM pg_class")]
    public async Task Other_functions_are_executed(string query)
    {
        var database = await server.DatabaseAsync($"stable_{StatementText.IdOf(query)}", "SELECT 1");
        (await PlansAsync(database.Admin, [query])).Statements[0].Samples.ShouldHaveSingleItem().Executed.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_done_when_the_time_is_used_up_is_kept()
    {
        var database = await server.DatabaseAsync("budget", "SELECT 1");
        var slow = "SELECT count(*) FROM generate_series(1, 3000) a, generate_series(1, 3000) b, generate_series(1, 100) c";

        var plans = await PlansAsync(database.Admin, [slow, "SELECT 1"], TimeSpan.FromSeconds(3), sets: 3);

        plans.Statements[0].Samples.ShouldHaveSingleItem().Executed.ShouldBeFalse();
        plans.Statements[1].Missing.ShouldBe("the 3 s for plans were used up by the statements before it");
    }

    [Fact]
    public async Task A_refusal_keeps_the_value_that_it_quotes()
    {
        var database = await server.DatabaseAsync("refusal", "CREATE TABLE people (id int)");
        const string query = "SELECT * FROM people WHERE id = $1";

        var plans = await PlansAsync(database.Admin, [query], values: ["alice@example.com"]);

        plans.Statements[0].Missing.ShouldBe("the server would not plan it: a value does not have the form of its type, such as {a,b} of an array (22P02)");
    }

    [Fact]
    public async Task A_table_that_the_role_may_not_read_is_told_with_the_grant()
    {
        var database = await server.DatabaseAsync("denied", """
            CREATE ROLE watcher LOGIN PASSWORD 'x' IN ROLE pg_monitor;
            CREATE TABLE votes AS SELECT g AS id FROM generate_series(1, 100) g; ANALYZE votes; CREATE TABLE clips (id int); GRANT SELECT ON clips TO watcher
            """);
        string[] queries = ["SELECT * FROM votes WHERE id = $1", "SELECT count(*) FROM votes", "SELECT count(*) FROM clips"];
        StatementMetrics[] statements = [.. queries.Select(query => StatementOf(query))];
        const string denied = "the role watcher may not read public.votes: GRANT SELECT ON public.votes TO watcher";

        var parameters = await ParameterStatistics.CompleteAsync(database.As("watcher"), statements, null, _ => [], null, TimeProvider.System, Cancellation);
        var plans = await PlanCollector.CollectAsync(database.As("watcher"), statements, parameters, null, TimeProvider.System, Cancellation);

        plans.Denied.ShouldBe(denied);
        plans.Statements.Select(plan => plan.Missing).ShouldBe([denied, denied, null]);
    }

    [Fact]
    public async Task Names_mean_what_they_mean_to_the_role_that_ran_the_statement()
    {
        var database = await server.DatabaseAsync("shopping", """
            CREATE ROLE app LOGIN PASSWORD 'x'; ALTER ROLE app SET search_path = shop;
            CREATE SCHEMA shop AUTHORIZATION app; CREATE TABLE shop.orders AS SELECT g AS id FROM generate_series(1, 1000) g; ANALYZE shop.orders
            """);
        const string query = "SELECT * FROM orders WHERE id = $1";
        var settings = await RoleSettingsCollector.CollectAsync(database.Admin, ["app"], [], TimeProvider.System, Cancellation);

        var parameters = await ParameterStatistics.CompleteAsync(database.Admin, [StatementOf(query, "app")], null, _ => [], settings, TimeProvider.System, Cancellation);
        var plans = await PlanCollector.CollectAsync(database.Admin, [StatementOf(query, "app")], parameters, settings, TimeProvider.System, Cancellation);

        parameters.Statements.ShouldHaveSingleItem().Source.ShouldBe(ParameterSource.Statistics);
        plans.Statements[0].Samples[0].Root.Descendants().ShouldContain(node => node.Schema == "shop");
    }

    [Fact]
    public async Task The_loads_values_count_where_they_come_from_the_endpoint_that_issues_the_statement()
    {
        var database = await server.DatabaseAsync("feeds", "CREATE TABLE clips AS SELECT g AS id FROM generate_series(1, 100) g; ANALYZE clips");
        const string query = "SELECT * FROM clips WHERE id = $1";
        var flow = new Flow { Name = "all", Requests = [RequestOf("/clips/${clips}", "GET /clips/{id}"), RequestOf("/people/${people}", "GET /people/{id}")] };
        var load = new LoadPlan
        {
            Name = "browse",
            Feeds = [FeedOf("clips", 1, 40), FeedOf("people", 1, 50)],
            Scenarios = [new Scenario { Name = "browse", Executor = new Executor.ConstantVus(1, TimeSpan.FromSeconds(1)), Flows = [flow] }],
        };
        var alone = new EndpointStatements
        {
            Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.Zero),
            Provenance = "test",
            Endpoints = [new EndpointAlone("GET /clips/{id}", 5, [new StatementPerRequest(StatementText.IdOf(query), 1, 1, 1)])],
        };

        (await SourceAsync(null)).ShouldBe(ParameterSource.Statistics); // two feeds match by value
        (await SourceAsync(alone)).ShouldBe(ParameterSource.Load);

        async Task<ParameterSource> SourceAsync(EndpointStatements? endpoints) => (await ParameterStatistics.CompleteAsync(
            database.Admin, [StatementOf(query)], null, id => StatementFeeds.Of(id, load, endpoints), null, TimeProvider.System, Cancellation)).Statements[0].Source;
    }

    [Fact]
    public async Task A_sessions_limits_are_those_that_it_started_with()
    {
        var database = await server.DatabaseAsync("limits", "SELECT 1");
        await using var connection = await EvidenceConnection.OpenAsync(database.Admin, Cancellation);
        await using var sources = new NpgsqlCommand(
            "SELECT string_agg(name || ' ' || setting || ' ' || source, ', ' ORDER BY name) FROM pg_settings WHERE name IN ('default_transaction_read_only', 'lock_timeout', 'statement_timeout')",
            connection);
        (await sources.ExecuteScalarAsync(Cancellation)).ShouldBe("default_transaction_read_only on client, lock_timeout 1000 client, statement_timeout 20000 client");
    }

    [Fact]
    public async Task The_servers_value_is_unknown_where_the_audit_role_has_its_own()
    {
        var database = await server.DatabaseAsync("masked", """
            CREATE ROLE auditor LOGIN PASSWORD 'x'; ALTER ROLE auditor SET statement_timeout = '5s';
            CREATE ROLE worker LOGIN; CREATE ROLE bounded LOGIN; ALTER ROLE bounded SET statement_timeout = '7s'
            """);

        var settings = await RoleSettingsCollector.CollectAsync(database.As("auditor"), ["bounded", "worker"], [], TimeProvider.System, Cancellation);

        settings.Masked.ShouldBe(["worker statement_timeout"]);
        settings.Settings.Where(setting => setting.Name == "statement_timeout").ShouldBe([new RoleSetting("bounded", "statement_timeout", "7000", "ms", "role")]);
        settings.Settings.ShouldContain(new RoleSetting("worker", "lock_timeout", "0", "ms", "server"));
    }

    private static Feed FeedOf(string name, long from, long to) => new() { Name = name, Values = new FeedValues.Range(from, to) };

    private static RequestTemplate RequestOf(string path, string endpoint) => new() { Method = "GET", Path = path, Endpoint = endpoint };

    private static StatementMetrics StatementOf(string query, params string[] roles) => new()
    {
        StatementId = StatementText.IdOf(query),
        Query = query,
        Roles = roles,
        Calls = 1,
        ExecutionTime = TimeSpan.FromSeconds(1),
        Rows = 1,
        Buffers = 1,
        BuffersRead = 0,
        TempBlocksWritten = 0,
    };

    private static Task<StatementPlans> PlansAsync(string connectionString, string[] queries, TimeSpan? budget = null, int sets = 1, string[]? values = null)
    {
        var parameters = new StatementParameters
        {
            Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.Zero),
            Provenance = "test",
            Statements = [.. queries.Select(query => new ParameterSets(
                StatementText.IdOf(query), query, ParameterSource.None, [.. Enumerable.Repeat((IReadOnlyList<string?>)(values ?? []), sets)]))],
        };
        return PlanCollector.CollectAsync(
            connectionString, [.. queries.Select(query => StatementOf(query))], parameters, null, budget ?? TimeSpan.FromSeconds(60), TimeProvider.System, Cancellation);
    }
}
