using System.Runtime.Versioning;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Collect;

[SupportedOSPlatform("linux")]
public sealed class StatementSnapshotTests(Server server) : IClassFixture<Server>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.8")]
    [InlineData("1.9")]
    public async Task Reads_what_the_extensions_own_version_has(string version)
    {
        var name = $"version{version.Replace(".", "_", StringComparison.Ordinal)}";
        var database = await server.DatabaseAsync(name, "CREATE TABLE clips (id int)", $"CREATE EXTENSION pg_stat_statements VERSION '{version}'");

        var between = await BetweenAsync(database.Admin, () => database.RunAsync("SELECT * FROM clips WHERE id = 7"));

        between.ShouldContain(statement => statement.Query == "SELECT * FROM clips WHERE id = $1" && statement.Calls == 1);
    }

    [Fact]
    public async Task A_version_without_execution_times_is_named_with_its_cure()
    {
        var database = await server.DatabaseAsync("version1_7", "SELECT 1", "CREATE EXTENSION pg_stat_statements VERSION '1.7'");
        (await Should.ThrowAsync<CollectorException>(() => BetweenAsync(database.Admin, () => Task.CompletedTask)))
            .Message.ShouldContain("ALTER EXTENSION pg_stat_statements UPDATE");
    }

    [Fact]
    public async Task A_statement_inside_a_function_adds_to_the_same_one_outside_where_the_version_does_not_tell_them_apart()
    {
        var database = await server.DatabaseAsync(
            "nested",
            """
            CREATE TABLE clips (id int);
            CREATE FUNCTION newest() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM clips); END $$;
            ALTER DATABASE nested SET pg_stat_statements.track = 'all'
            """,
            "CREATE EXTENSION pg_stat_statements VERSION '1.8'");

        var between = await BetweenAsync(database.Admin, async () =>
        {
            await database.RunAsync("SELECT newest()");
            await database.RunAsync("(SELECT count(*) FROM clips)");
        });

        between.Where(statement => statement.Query.Contains("count ( * )", StringComparison.Ordinal) || statement.Query.Contains("count(*)", StringComparison.Ordinal))
            .Sum(statement => statement.Calls).ShouldBe(2);
    }

    [Theory]
    [InlineData("all", true)]
    [InlineData("top", false)]
    public async Task The_time_of_statements_inside_others_is_told_where_the_server_counts_them(string track, bool told)
    {
        var database = await server.DatabaseAsync($"inside_{track}", $"""
            CREATE TABLE clips (id int);
            CREATE FUNCTION newest() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM clips); END';
            ALTER DATABASE inside_{track} SET pg_stat_statements.track = '{track}'
            """);
        await database.RunAsync("SELECT newest()");
        await using var connection = await EvidenceConnection.OpenAsync(database.Admin, Cancellation);

        var snapshot = await StatementSnapshot.ReadAsync(connection, Cancellation);

        (snapshot.SinceReset(TimeProvider.System.GetUtcNow()).NestedTime > TimeSpan.Zero).ShouldBe(told);
    }

    [Fact]
    public async Task Hidden_texts_are_said_to_be_hidden_however_many_there_are()
    {
        var database = await server.DatabaseAsync(
            "hidden", "CREATE TABLE clips (id int); CREATE ROLE watcher LOGIN PASSWORD 'x'; GRANT SELECT ON clips TO watcher");
        await database.RunAsync("SELECT id FROM clips; SELECT id + 1 FROM clips; SELECT count(*) FROM clips; SELECT max(id) FROM clips");

        var hidden = await Should.ThrowAsync<CollectorException>(() => BetweenAsync(database.As("watcher"), async () =>
        {
            await database.RunAsync("SELECT max(id) FROM clips");
            await database.RunAsync("SELECT id FROM clips");
        }));

        hidden.Message.ShouldContain("GRANT pg_monitor");
        await BetweenAsync(database.As("watcher"), () => database.RunAsync("SELECT id FROM clips", "watcher"));
    }

    private static async Task<IReadOnlyList<StatementMetrics>> BetweenAsync(string connectionString, Func<Task> work)
    {
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, Cancellation);
        var before = await StatementSnapshot.ReadAsync(connection, Cancellation);
        await work();
        return StatementSnapshot.Between(before, await StatementSnapshot.ReadAsync(connection, Cancellation));
    }
}
