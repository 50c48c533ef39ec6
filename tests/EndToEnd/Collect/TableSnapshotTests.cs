using System.Globalization;
using System.Runtime.Versioning;
using Headroom.Analyze.Derive;
using Headroom.Analyze.Detectors.Database;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Collect;

[SupportedOSPlatform("linux")]
public sealed class TableSnapshotTests(Server server) : IClassFixture<Server>
{
    private const string Votes = """
        CREATE TABLE votes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id bigint NOT NULL, clip_id bigint NOT NULL, value int NOT NULL);
        INSERT INTO votes (user_id, clip_id, value) SELECT g % 1000, g, 1 FROM generate_series(1, 60000) g;
        CREATE INDEX votes_user ON votes (user_id);
        CREATE INDEX votes_clip ON votes (clip_id);
        CREATE INDEX votes_clip_again ON votes (clip_id);
        CREATE INDEX votes_value ON votes (value);
        CREATE INDEX votes_value_user ON votes (value, user_id, clip_id);
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counts_what_happens_between_two_snapshots_and_nothing_else()
    {
        var database = await server.DatabaseAsync("counted", Votes + "CREATE TABLE idle (id int PRIMARY KEY)");
        await database.RunAsync("VACUUM ANALYZE");
        await database.RunAsync("SELECT count(*) FROM votes WHERE value = 1; UPDATE votes SET value = 2 WHERE id = 1");

        var activity = await BetweenAsync(database.Admin, async () =>
        {
            await database.RunAsync("SET enable_seqscan = off; SELECT * FROM votes WHERE clip_id = 7");
            await database.RunAsync("SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off; SELECT sum(clip_id) FROM votes");
            await database.RunAsync("DELETE FROM votes WHERE id BETWEEN 11 AND 20; INSERT INTO votes (user_id, clip_id, value) VALUES (1, 1, 1)");
        });

        var votes = activity.Table("public", "votes").ShouldNotBeNull();
        votes.SequentialScans.ShouldBe(1);
        votes.SequentialRows.ShouldBe(60_000);
        votes.Deleted.ShouldBe(10);
        votes.Inserted.ShouldBe(1);
        votes.Updated.ShouldBe(0);
        votes.DeadRows.ShouldBe(11);
        votes.PlannedRows.ShouldBe(60_000);
        votes.LastAnalysis.ShouldNotBeNull();
        votes.NewPageUpdated.ShouldBeNull();
        activity.Indexes.Where(index => index.Name.StartsWith("votes_clip", StringComparison.Ordinal)).Sum(index => index.Scans).ShouldBe(1);
        activity.Table("public", "idle").ShouldBeNull();
        activity.TablesSeen.ShouldBe(2);
        activity.StatisticsAge.ShouldNotBeNull();
    }

    [Fact]
    public async Task Counters_that_were_reset_in_the_window_count_from_there()
    {
        var database = await server.DatabaseAsync("reset", Votes + "ANALYZE");
        await database.RunAsync("SELECT count(*) FROM votes; SELECT count(*) FROM votes");

        var activity = await BetweenAsync(database.Admin, async () =>
        {
            await database.RunAsync("SELECT pg_stat_reset()");
            await database.RunAsync("SET enable_indexonlyscan = off; SET enable_indexscan = off; SET enable_bitmapscan = off; SELECT count(*) FROM votes");
        });

        activity.Table("public", "votes").ShouldNotBeNull().SequentialScans.ShouldBe(1);
        activity.StatisticsAge.ShouldNotBeNull().ShouldBeLessThan(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task What_was_counted_since_a_reset_has_that_time_as_its_window()
    {
        var database = await server.DatabaseAsync("since_reset", Votes + "ANALYZE");
        await database.RunAsync("SELECT pg_stat_reset()");
        await database.RunAsync("SET enable_indexonlyscan = off; SET enable_indexscan = off; SET enable_bitmapscan = off; SELECT count(*) FROM votes");
        await using var connection = await EvidenceConnection.OpenAsync(database.Admin, Cancellation);

        var activity = (await TableSnapshot.ReadAsync(connection, Cancellation)).SinceReset();

        activity.SinceReset.ShouldBeTrue();
        activity.Window.Duration.ShouldBe(activity.StatisticsAge.ShouldNotBeNull());
        activity.Table("public", "votes").ShouldNotBeNull().SequentialScans.ShouldBe(1);
    }

    [Fact]
    public async Task Needless_indexes_of_a_real_server_are_found_and_their_remedies_run()
    {
        var database = await server.DatabaseAsync("needless", Votes + "ANALYZE");
        await database.RunAsync("INSERT INTO votes (user_id, clip_id, value) VALUES (1, 60001, 1), (1, 60001, 1)");
        await Should.ThrowAsync<Npgsql.PostgresException>(() => database.RunAsync("CREATE UNIQUE INDEX CONCURRENTLY votes_once ON votes (clip_id, user_id)"));
        var activity = await BetweenAsync(database.Admin, () => database.RunAsync("SET enable_seqscan = off; SELECT * FROM votes WHERE user_id = 7; UPDATE votes SET value = 3 WHERE id = 5"));
        var catalogue = await CatalogueCollector.CollectAsync(database.Admin, TimeProvider.System, Cancellation);
        var evidence = new EvidenceSet(new Dictionary<string, Collected>
        {
            [TableActivity.Kind] = new Collected.Present(activity with { StatisticsAge = TimeSpan.FromDays(30) }),
            [DatabaseCatalogue.Kind] = new Collected.Present(catalogue),
        });

        var duplicate = Found(DuplicateIndex.Detector.Run(evidence)).ShouldHaveSingleItem();
        var redundant = Found(RedundantIndex.Detector.Run(evidence)).ShouldHaveSingleItem();
        var invalid = Found(InvalidIndex.Detector.Run(evidence)).ShouldHaveSingleItem();
        var unused = Found(UnusedIndex.Detector.Run(evidence));

        duplicate.Fingerprint.ShouldBe("duplicate-index:votes.votes_clip_again");
        redundant.Fingerprint.ShouldBe("redundant-index:votes.votes_value");
        invalid.Fingerprint.ShouldBe("invalid-index:votes.votes_once");
        unused.Select(finding => finding.Fingerprint).ShouldContain("unused-index:votes.votes_value_user");
        unused.Select(finding => finding.Fingerprint).ShouldNotContain("unused-index:votes.votes_user");
        await database.RunAsync(duplicate.Remedies[0].Up);
        await database.RunAsync(duplicate.Remedies[0].Down.ShouldNotBeNull());
        await database.RunAsync(redundant.Remedies[0].Up);
        await database.RunAsync(invalid.Remedies[1].Up);
        await database.RunAsync(unused[0].Remedies[0].Up);
        (await CatalogueCollector.CollectAsync(database.Admin, TimeProvider.System, Cancellation)).Indexes.Select(index => index.Name).ShouldNotContain("votes_once");
    }

    [Fact]
    public async Task Dead_rows_and_stale_statistics_of_a_real_server_are_found_and_their_remedies_cure_them()
    {
        var database = await server.DatabaseAsync("dead", Votes + "ALTER TABLE votes SET (autovacuum_enabled = false)");
        await database.RunAsync("VACUUM ANALYZE votes");
        var activity = await BetweenAsync(database.Admin, () => database.RunAsync("UPDATE votes SET user_id = user_id + 1 WHERE id <= 30000"));
        var maintenance = await MaintenanceCollector.CollectAsync(database.Admin, TimeProvider.System, Cancellation);

        var lag = Found(AutovacuumLag.Detector.Run(Set(activity, maintenance))).ShouldHaveSingleItem();
        var stale = Found(StaleStatistics.Detector.Run(Set(activity, maintenance))).ShouldHaveSingleItem();
        var cold = Found(ColdUpdates.Detector.Run(Set(activity, maintenance))).ShouldHaveSingleItem();

        lag.Subject.Table.ShouldBe("votes");
        cold.Subject.Table.ShouldBe("votes");
        lag.Remedies[^1].Up.ShouldContain("RESET (autovacuum_enabled)");
        foreach (var remedy in lag.Remedies.Concat(stale.Remedies).Concat(cold.Remedies).Where(remedy => remedy.Kind != RemedyKind.Code))
        {
            MigrationLocks.Of(remedy.Up).ShouldBeEmpty();
            await database.RunAsync(remedy.Up);
        }

        var after = await BetweenAsync(database.Admin, () => Task.CompletedTask);
        AutovacuumLag.Detector.Run(Set(after, maintenance)).ShouldBeOfType<Outcome.Clean>();
        StaleStatistics.Detector.Run(Set(after, maintenance)).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public async Task Ten_thousand_tables_are_read_in_bounds()
    {
        var database = await server.DatabaseAsync("wide", "SELECT 1");
        for (var batch = 0; batch < 10; batch++)
        {
            await database.RunAsync(string.Create(CultureInfo.InvariantCulture, $$"""
                DO $$ BEGIN FOR i IN {{batch * 1000}}..{{(batch * 1000) + 999}} LOOP
                    EXECUTE format('CREATE TABLE t%s (id int GENERATED ALWAYS AS IDENTITY, other int); INSERT INTO t%s (other) VALUES (1)', i, i);
                    IF i % 100 = 99 THEN COMMIT; END IF;
                END LOOP; END $$
                """));
        }

        await database.RunAsync("CREATE ROLE guest LOGIN PASSWORD 'x'; CREATE INDEX t7_other ON t7 (other); GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest");
        var activity = await BetweenAsync(database.As("guest"), () => database.RunAsync("SELECT * FROM t7; INSERT INTO t8 (other) VALUES (2)"));
        var maintenance = await MaintenanceCollector.CollectAsync(database.As("guest"), TimeProvider.System, Cancellation);
        var sequences = await SequenceCollector.CollectAsync(database.Admin, TimeProvider.System, Cancellation);
        var hidden = await SequenceCollector.CollectAsync(database.As("guest"), TimeProvider.System, Cancellation);
        var bloat = await BloatCollector.CollectAsync(database.As("guest"), TimeProvider.System, Cancellation);
        var started = TimeProvider.System.GetTimestamp();
        var catalogue = await CatalogueCollector.CollectAsync(database.Admin, TimeProvider.System, Cancellation);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"window {activity.Window.Duration}, maintenance {maintenance.Window.Duration}, sequences {sequences.Window.Duration}, bloat {bloat.Window.Duration}, catalogue {TimeProvider.System.GetElapsedTime(started)}");

        activity.TablesSeen.ShouldBe(10_000);
        activity.Tables.Count.ShouldBe(TableSnapshot.MostTables);
        activity.TablesLeftOut.ShouldBe(10_000 - TableSnapshot.MostTables);
        activity.Tables.Take(2).Select(table => table.Name).ShouldBe(["t7", "t8"], ignoreOrder: true);
        activity.Indexes.ShouldHaveSingleItem().Name.ShouldBe("t7_other");
        maintenance.Tables.Count.ShouldBe(MaintenanceCollector.MostTables);
        maintenance.TablesLeftOut.ShouldBeGreaterThan(9_000);
        sequences.Used.Count.ShouldBe(SequenceCollector.MostSequences);
        sequences.LeftOut.ShouldBe(10_000 - SequenceCollector.MostSequences);
        hidden.HiddenCount.ShouldBe(10_000);
        hidden.Hidden.Count.ShouldBe(20);
        bloat.Relations.ShouldBeEmpty();
        catalogue.Tables.Count.ShouldBe(10_000);
    }

    private static IReadOnlyList<Finding> Found(Outcome outcome) => outcome.ShouldBeOfType<Outcome.Found>().Findings;

    private static EvidenceSet Set(TableActivity activity, Maintenance maintenance) => new(new Dictionary<string, Collected>
    {
        [TableActivity.Kind] = new Collected.Present(activity),
        [Maintenance.Kind] = new Collected.Present(maintenance),
    });

    private static async Task<TableActivity> BetweenAsync(string connectionString, Func<Task> work)
    {
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, Cancellation);
        var before = await TableSnapshot.ReadAsync(connection, Cancellation);
        await work();
        return TableSnapshot.Between(before, await TableSnapshot.ReadAsync(connection, Cancellation));
    }
}
