using System.Runtime.Versioning;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Collect;

/// <summary>What a real server says of itself, its statements and what it did.</summary>
[SupportedOSPlatform("linux")]
public sealed class ServerEvidenceTests(Server server) : IClassFixture<Server>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tells_the_settings_that_matter()
    {
        var database = await server.DatabaseAsync("settings", "CREATE ROLE plain LOGIN PASSWORD 'x'");

        var settings = await ServerSettingsCollector.CollectAsync(database.Admin, TimeProvider.System, Cancellation);
        var seenByOthers = await ServerSettingsCollector.CollectAsync(database.As("plain"), TimeProvider.System, Cancellation);

        settings.Database.ShouldBe("settings");
        settings.ServerVersion.ShouldBeGreaterThan(130000);
        settings.Uptime.ShouldBeGreaterThan(TimeSpan.Zero);
        settings.StatementsExtension.ShouldNotBeNull();
        settings.DataDirectory.ShouldNotBeNull();
        settings.Number("max_connections").ShouldBe(300);
        settings.Find("shared_buffers")!.Source.ShouldBe("configuration file");
        settings.Find("shared_preload_libraries")!.Value.ShouldContain("pg_stat_statements");
        seenByOthers.DataDirectory.ShouldBeNull();
        seenByOthers.Number("max_connections").ShouldBe(300);
    }

    [Fact]
    public async Task Statements_tell_their_planning_their_log_and_what_the_audit_cost()
    {
        var database = await server.DatabaseAsync(
            "planned", "CREATE TABLE clips (id int PRIMARY KEY); ALTER DATABASE planned SET pg_stat_statements.track_planning = on");
        await using var connection = await EvidenceConnection.OpenAsync(database.Admin, Cancellation);
        var before = await StatementSnapshot.ReadAsync(connection, Cancellation);
        await database.RunAsync("INSERT INTO clips SELECT generate_series(1, 1000)");
        await database.RunAsync("SELECT * FROM clips WHERE id = 7");
        var after = await StatementSnapshot.ReadAsync(connection, Cancellation);

        var during = StatementSnapshot.During(before, after, new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1)));
        var ever = after.SinceReset(TimeProvider.System.GetUtcNow());

        var insert = during.Statements.Single(statement => statement.Query.StartsWith("INSERT", StringComparison.Ordinal));
        insert.WalSize!.Value.Value.ShouldBeGreaterThan(10_000);
        insert.Plans.ShouldBe(1);
        during.Statements.Single(statement => statement.Query.StartsWith("SELECT * FROM clips", StringComparison.Ordinal)).PlanningTime.ShouldNotBeNull();
        during.OwnTime.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
        during.Statements.ShouldNotContain(statement => statement.Query.Contains("pg_stat_statements"));
        ever.SinceReset.ShouldBeTrue();
        ever.StatisticsResetAt.ShouldNotBeNull();
        ever.Window.Duration.ShouldBeGreaterThan(TimeSpan.Zero);
        ever.Statements.ShouldContain(statement => statement.StatementId == insert.StatementId);
    }

    [Fact]
    public async Task An_index_that_a_foreign_key_refers_to_is_one_on_which_a_constraint_stands()
    {
        var database = await server.DatabaseAsync("referred", """
            CREATE TABLE coupons (code text NOT NULL, note text); CREATE UNIQUE INDEX coupons_code ON coupons (code);
            CREATE UNIQUE INDEX coupons_note ON coupons (note);
            CREATE TABLE uses (code text REFERENCES coupons (code))
            """);

        var catalogue = await CatalogueCollector.CollectAsync(database.Admin, TimeProvider.System, Cancellation);

        catalogue.Indexes.Select(index => (index.Name, index.BacksConstraint)).ShouldBe([("coupons_code", true), ("coupons_note", false)]);
        catalogue.ForeignKeys.ShouldHaveSingleItem().ReferencedTable.ShouldBe("coupons");
    }

    [Fact]
    public async Task A_column_of_a_domain_over_a_domain_has_the_type_below_both()
    {
        var database = await server.DatabaseAsync("domains", """
            CREATE DOMAIN code AS varchar(20) NOT NULL; CREATE DOMAIN short_code AS code CHECK (length(VALUE) < 9);
            CREATE DOMAIN whole AS int; CREATE DOMAIN coupon_number AS whole;
            CREATE SEQUENCE coupon_numbers; SELECT nextval('coupon_numbers');
            CREATE TABLE coupons (code short_code, note varchar(7), number coupon_number DEFAULT nextval('coupon_numbers'))
            """);

        var catalogue = await CatalogueCollector.CollectAsync(database.Admin, TimeProvider.System, Cancellation);
        var sequences = await SequenceCollector.CollectAsync(database.Admin, TimeProvider.System, Cancellation);

        var columns = catalogue.Tables.ShouldHaveSingleItem().Columns;
        columns.Select(column => column.Type).ShouldBe(["character varying(20)", "character varying(7)", "integer"]);
        columns.Select(column => column.NotNull).ShouldBe([true, false, false]);
        sequences.Used.ShouldHaveSingleItem().Columns.ShouldHaveSingleItem().Type.ShouldBe("integer");
    }

    [Fact]
    public async Task Counts_deadlocks()
    {
        var database = await server.DatabaseAsync("deadlocks", "CREATE TABLE rows (id int PRIMARY KEY, n int); INSERT INTO rows VALUES (1, 0), (2, 0)");

        var activity = await DuringAsync(database, async () =>
        {
            await using var one = await Database.OpenAsync(database.Admin);
            await using var other = await Database.OpenAsync(database.Admin);
            await RunAsync(one, "BEGIN; UPDATE rows SET n = 1 WHERE id = 1");
            await RunAsync(other, "BEGIN; UPDATE rows SET n = 1 WHERE id = 2");
            var crossed = await Task.WhenAll(EndsInDeadlockAsync(one, "UPDATE rows SET n = 2 WHERE id = 2"), EndsInDeadlockAsync(other, "UPDATE rows SET n = 2 WHERE id = 1"));
            crossed.Count(ended => ended).ShouldBe(1);
        });

        activity.Counters.Deadlocks.ShouldBe(1);
        activity.Counters.RowsUpdated.ShouldBeGreaterThanOrEqualTo(2);
        activity.Counters.Sessions.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Counts_temporary_files()
    {
        var database = await server.DatabaseAsync("spills", "SELECT 1");

        var activity = await DuringAsync(database, () => database.RunAsync(
            "SET work_mem = '64kB'; SELECT count(*) FROM (SELECT n FROM generate_series(1, 300000) AS n ORDER BY random()) AS shuffled"));

        activity.Counters.TempFiles.ShouldBeGreaterThan(0);
        activity.Counters.TempSize.Value.ShouldBeGreaterThan(1_000_000);
        activity.WasReset.ShouldBeFalse();
    }

    [Fact]
    public async Task Counts_requested_checkpoints_and_the_log()
    {
        var database = await server.DatabaseAsync("checkpoints", "CREATE TABLE clips (id int)");

        var activity = await DuringAsync(database, async () =>
        {
            foreach (var _ in Enumerable.Range(0, 3))
            {
                await database.RunAsync("INSERT INTO clips SELECT generate_series(1, 10000)");
                await database.RunAsync("CHECKPOINT");
            }
        });

        activity.Checkpoints.Requested.ShouldBeGreaterThanOrEqualTo(3);
        activity.Wal.ShouldNotBeNull().Size.Value.ShouldBeGreaterThan(1_000_000);
    }

    [Fact]
    public async Task Tells_what_happened_since_the_last_reset()
    {
        var database = await server.DatabaseAsync("ever", "SELECT pg_stat_reset()");
        await using var connection = await EvidenceConnection.OpenAsync(database.Admin, Cancellation);

        var activity = (await ActivitySnapshot.ReadAsync(connection, Cancellation)).SinceReset(TimeProvider.System.GetUtcNow());

        activity.SinceReset.ShouldBeTrue();
        activity.Database.ShouldBe("ever");
        activity.Window.Duration.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    // Sessions report what they did at their end at the latest.
    private static async Task<DatabaseActivity> DuringAsync(Database database, Func<Task> work)
    {
        await using var connection = await EvidenceConnection.OpenAsync(database.Admin, Cancellation);
        var before = await ActivitySnapshot.ReadAsync(connection, Cancellation);
        await work();
        while (await OthersAsync(database) > 0)
        {
            Cancellation.ThrowIfCancellationRequested();
        }

        return ActivitySnapshot.Between(
            before, await ActivitySnapshot.ReadAsync(connection, Cancellation), new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1)));
    }

    private static async Task<int> OthersAsync(Database database) => int.Parse((await database.ScalarAsync(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'headroom' AND backend_type = 'client backend'"))!);

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<bool> EndsInDeadlockAsync(NpgsqlConnection connection, string sql)
    {
        try
        {
            await RunAsync(connection, sql);
            await RunAsync(connection, "COMMIT");
            return false;
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            await RunAsync(connection, "ROLLBACK");
            return true;
        }
    }
}
