using System.Runtime.Versioning;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments;

[SupportedOSPlatform("linux")]
public sealed class PrivateClusterTests : IDisposable
{
    private readonly Place place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task Runs_with_what_the_collectors_need_and_leaves_nothing_behind()
    {
        string folder;
        ProcessStamp postmaster;
        await using (var cluster = await StartAsync())
        {
            folder = Path.GetDirectoryName(Path.GetDirectoryName(cluster.LogDirectory))!;
            postmaster = ProcessStamp.Of(cluster.PostmasterPid).ShouldNotBeNull();
            await using var database = NpgsqlDataSource.Create(cluster.AdminConnectionString("postgres"));
            await using var create = database.CreateCommand("CREATE EXTENSION pg_stat_statements; CREATE ROLE reader LOGIN PASSWORD 'x'");
            await create.ExecuteNonQueryAsync(Cancellation);
            (await ScalarAsync(database, "SHOW track_io_timing")).ShouldBe("on");
            (await ScalarAsync(database, "SHOW jit")).ShouldBe(await ScalarAsync(database, "SELECT boot_val FROM pg_settings WHERE name = 'jit'"));
            (await ScalarAsync(database, "SHOW server_encoding")).ShouldBe("UTF8");
            (await ScalarAsync(database, "SHOW log_destination")).ShouldBe("csvlog");
            Directory.GetFiles(cluster.LogDirectory, "*.csv").ShouldNotBeEmpty();
            cluster.Pids().Count.ShouldBeGreaterThan(1);
            await using var reader = NpgsqlDataSource.Create(cluster.ConnectionString("postgres", "reader", "x"));
            (await ScalarAsync(reader, "SELECT current_user")).ShouldBe("reader");
        }

        Directory.Exists(folder).ShouldBeFalse();
        postmaster.IsAlive().ShouldBeFalse();
        Place.ProcessesWith(place.Journal.OwnerId).ShouldBeEmpty();
        place.Journal.Dispose();
        Directory.GetFiles(place.JournalFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Asks_for_the_password()
    {
        await using var cluster = await StartAsync();
        await using var connection = new NpgsqlConnection(cluster.ConnectionString("postgres", "postgres", "guessed"));
        (await Should.ThrowAsync<PostgresException>(() => connection.OpenAsync(Cancellation))).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task A_setting_can_be_changed_by_an_experiment()
    {
        await using var cluster = await StartAsync();
        await using var database = NpgsqlDataSource.Create(cluster.AdminConnectionString("postgres"));
        await ScalarAsync(database, "ALTER SYSTEM SET synchronous_commit = off");
        await ScalarAsync(database, "SELECT pg_reload_conf()");
        (await ScalarAsync(database, "SELECT setting FROM pg_file_settings WHERE name = 'synchronous_commit' AND applied")).ShouldBe("off");
    }

    [Fact]
    public async Task A_start_that_fails_says_why_and_leaves_nothing_behind()
    {
        var programs = Path.Combine(place.Folder, "bin");
        Directory.CreateDirectory(programs);
        Executable(Path.Combine(programs, "initdb"), "mkdir \"$2\" && touch \"$2/postgresql.conf\"");
        Executable(Path.Combine(programs, "postgres"), "echo 'FATAL: the moon is full' >&2; exit 1");
        File.SetUnixFileMode(place.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        var found = await Place.FindPostgresAsync();

        var error = await Should.ThrowAsync<StartFailedException>(() =>
            PrivateCluster.StartAsync(found with { Folder = programs }, place.Journal, TimeProvider.System, Cancellation));

        error.Message.ShouldContain("the moon is full");
        place.Journal.Dispose();
        Directory.GetFiles(place.JournalFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_that_a_dead_owner_left_on_a_server_is_dropped()
    {
        await using var cluster = await StartAsync();
        await using var database = NpgsqlDataSource.Create(cluster.AdminConnectionString("postgres"));
        await ScalarAsync(database, "CREATE DATABASE headroom_clone");
        var entry = new JournalEntry.Database("headroom_clone", cluster.AdminConnectionString("postgres"));

        (await LeftDatabase.DropAsync(entry, Cancellation)).ShouldBeNull();
        (await ScalarAsync(database, "SELECT count(*) FROM pg_database WHERE datname = 'headroom_clone'")).ShouldBe("0");
        (await LeftDatabase.DropAsync(entry with { Name = "postgres" }, Cancellation)).ShouldNotBeNull();
    }

    private static void Executable(string path, string script)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }

    private static async Task<string?> ScalarAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (await command.ExecuteScalarAsync(Cancellation))?.ToString();
    }

    private async Task<PrivateCluster> StartAsync() =>
        await PrivateCluster.StartAsync(await Place.FindPostgresAsync(), place.Journal, TimeProvider.System, Cancellation);
}
