using System.Runtime.Versioning;
using Headroom.Collect.Postgres;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Collect;

[SupportedOSPlatform("linux")]
public sealed class MaintenanceCollectorTests(Server server) : IClassFixture<Server>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_ages_settings_and_what_holds_the_horizon()
    {
        var database = await server.DatabaseAsync("ages", "CREATE TABLE clips (id int, body text) WITH (autovacuum_enabled = false)");
        await using var open = await Database.OpenAsync(database.Admin);
        await using var transaction = await open.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Cancellation);
        await using (var read = new NpgsqlCommand("SELECT count(*) FROM clips", open))
        {
            await read.ExecuteScalarAsync(Cancellation);
        }

        await database.RunAsync("INSERT INTO clips VALUES (1)");
        await database.RunAsync("INSERT INTO clips VALUES (2)");
        await database.RunAsync("SELECT pg_create_physical_replication_slot('standby')");
        var maintenance = await MaintenanceCollector.CollectAsync(database.Admin, TimeProvider.System, Cancellation);
        await database.RunAsync("SELECT pg_drop_replication_slot('standby')");

        maintenance.Database.ShouldBe("ages");
        maintenance.Databases.Select(d => d.Name).ShouldContain("ages");
        maintenance.Databases.ShouldAllBe(d => d.TransactionAge >= 0 && d.MultixactAge >= 0);
        var clips = maintenance.Tables.Single(table => table.Name == "clips");
        clips.TransactionAge.ShouldBeGreaterThan(2);
        clips.ToastTransactionAge.ShouldNotBeNull();
        clips.Options.ShouldBe(["autovacuum_enabled=false"]);
        maintenance.Settings["autovacuum_freeze_max_age"].ShouldBe("200000000");
        maintenance.Settings.ShouldContainKey("vacuum_failsafe_age");
        var holder = maintenance.Holders.ShouldHaveSingleItem();
        holder.Kind.ShouldBe("transaction");
        holder.TransactionAge.ShouldBeGreaterThanOrEqualTo(2);
        holder.Since.ShouldNotBeNull();
        holder.IsInUse.ShouldBeNull();
        maintenance.SessionsHidden.ShouldBe(0);
        maintenance.Running.ShouldBeEmpty();
        maintenance.Building.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_index_that_another_role_is_building_is_seen_without_rights()
    {
        var database = await server.DatabaseAsync("building", "CREATE TABLE clips (id int); CREATE ROLE bystander LOGIN PASSWORD 'x'");
        await using var open = await Database.OpenAsync(database.Admin);
        await using var transaction = await open.BeginTransactionAsync(Cancellation);
        await using (var write = new NpgsqlCommand("INSERT INTO clips VALUES (1)", open))
        {
            await write.ExecuteNonQueryAsync(Cancellation);
        }

        var build = database.RunAsync("CREATE INDEX CONCURRENTLY clips_id ON clips (id)"); // waits for the open transaction
        IReadOnlyList<string> building = [];
        for (var look = 0; look < 50 && building.Count == 0; look++)
        {
            building = (await MaintenanceCollector.CollectAsync(database.As("bystander"), TimeProvider.System, Cancellation)).Building;
        }

        await transaction.RollbackAsync(Cancellation);
        await build;
        building.ShouldBe(["clips"]);
    }

    [Fact]
    public async Task A_role_with_few_rights_sees_the_ages_and_is_told_how_many_sessions_it_does_not_see()
    {
        var database = await server.DatabaseAsync("guarded", "CREATE TABLE clips (id int); CREATE ROLE passerby LOGIN PASSWORD 'x'");
        await using var open = await Database.OpenAsync(database.Admin);
        await using var transaction = await open.BeginTransactionAsync(Cancellation);
        await using (var read = new NpgsqlCommand("SELECT count(*) FROM clips", open))
        {
            await read.ExecuteScalarAsync(Cancellation);
        }

        var maintenance = await MaintenanceCollector.CollectAsync(database.As("passerby"), TimeProvider.System, Cancellation);

        maintenance.Tables.ShouldContain(table => table.Name == "clips");
        maintenance.SessionsHidden.ShouldBeGreaterThan(0);
    }
}
