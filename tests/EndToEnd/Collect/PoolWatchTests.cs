using System.Runtime.Versioning;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Processes;
using Headroom.Tests.EndToEnd.Experiments;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Collect;

/// <summary>A real PgBouncer in front of a real server.</summary>
[SupportedOSPlatform("linux")]
public sealed class PoolWatchTests(Server server) : IClassFixture<Server>, IDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";
    private readonly Place place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData("scram-sha-256")]
    [InlineData("md5")]
    [InlineData("plain")]
    public async Task Sees_clients_that_wait_for_a_small_pool(string authentication)
    {
        Assert.SkipUnless(File.Exists(Program), "eng/setup pgbouncer installs what this test needs");
        var name = $"pooled_{authentication[..2]}";
        var database = await server.DatabaseAsync(name, $"CREATE ROLE app_{name} LOGIN PASSWORD 'x'");
        var port = FreePort.Next();
        await using var pooler = Start(database, name, port, authentication);
        var console = Console(port, "stats", "secret");
        await using var watch = await StartAsync(console);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SleepAsync(port, name)));
        var pools = await watch.StopAsync(Cancellation);

        pools.Pooler.ShouldContain("PgBouncer", Case.Insensitive);
        var pool = pools.Pools.ShouldHaveSingleItem();
        pool.Database.ShouldBe(name);
        pool.Role.ShouldBe($"app_{name}");
        pool.Mode.ShouldBe("transaction");
        pool.Size.ShouldBe(1);
        pool.PeakUsed.ShouldBe(1);
        pool.PeakWaiting.ShouldBeGreaterThanOrEqualTo(1);
        pool.WaitingSamples.ShouldBeGreaterThanOrEqualTo(1);
        var served = pools.Databases.ShouldHaveSingleItem();
        served.ServerDatabase.ShouldBe(name);
        served.Queries.ShouldBe(3);
        served.WaitTime.ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
        served.QueryTime.ShouldBeGreaterThan(TimeSpan.FromSeconds(2));
        pools.Settings["default_pool_size"].ShouldBe("1");
        (await Should.ThrowAsync<CollectorException>(() => PoolWatch.StartAsync(Console(port, "stats", "wrong"), TimeProvider.System, Cancellation)))
            .Message.ShouldContain("refuses the role stats");
    }

    [Fact]
    public async Task A_console_that_is_not_there_is_named()
    {
        var port = FreePort.Next();
        (await Should.ThrowAsync<CollectorException>(() => PoolWatch.StartAsync(Console(port, "stats", "secret"), TimeProvider.System, Cancellation)))
            .Message.ShouldContain($"127.0.0.1:{port} does not answer");
    }

    private static string Console(int port, string role, string password) => $"Host=127.0.0.1;Port={port};Database=pgbouncer;Username={role};Password={password}";

    private static async Task SleepAsync(int port, string name)
    {
        await using var connection = await Database.OpenAsync(
            $"Host=127.0.0.1;Port={port};Database={name};Username=app_{name};Password=x;No Reset On Close=true;Server Compatibility Mode=NoTypeLoading");
        await using var command = new NpgsqlCommand("SELECT pg_sleep(1.2)", connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    // It may take a moment until it listens, and a minute on a machine that does other work.
    private static async Task<PoolWatch> StartAsync(string console)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await PoolWatch.StartAsync(console, TimeProvider.System, Cancellation);
            }
            catch (CollectorException) when (attempt < 600)
            {
                await Task.Delay(100, Cancellation);
            }
        }
    }

    private ChildProcess Start(Database database, string name, int port, string authentication)
    {
        var target = new NpgsqlConnectionStringBuilder(database.Admin);
        var (users, configuration) = (Path.Combine(place.Folder, "users.txt"), Path.Combine(place.Folder, "pgbouncer.ini"));
        File.WriteAllText(users, $"\"stats\" \"secret\"\n\"app_{name}\" \"x\"\n");
        File.WriteAllText(configuration, $"""
            [databases]
            {name} = host=127.0.0.1 port={target.Port} dbname={name} user=app_{name} password=x
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = {authentication}
            auth_file = {users}
            stats_users = stats
            pool_mode = transaction
            default_pool_size = 1
            ignore_startup_parameters = extra_float_digits
            """);
        foreach (var path in new[] { users, configuration })
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        File.SetUnixFileMode(place.Folder, (UnixFileMode)0b111_101_101);
        return ChildProcess.Start(new ChildStart(Program, [configuration], "/") { User = ServerUser.Name() }, place.Journal, TimeProvider.System);
    }
}
