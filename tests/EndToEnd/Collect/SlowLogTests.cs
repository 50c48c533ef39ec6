using System.Runtime.Versioning;
using Headroom.Collect.Postgres.Logs;
using Headroom.Experiments.Clusters;
using Headroom.Model.Evidence;
using Headroom.Tests.EndToEnd.Experiments;
using Npgsql;
using NpgsqlTypes;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Collect;

/// <summary>A real server logs in all formats at once what one session runs; the digest of each counts exactly that.</summary>
[SupportedOSPlatform("linux")]
public sealed class SlowLogTests : IDisposable
{
    private const string Name = "logged";
    private const string Mark = "all formats are logged";
    private const string End = "/* the end */ SELECT 0 AS the_end";
    private const string Lookup = "SELECT * FROM items WHERE id = $1 AND name <> $2";
    private const string Wide = "SELECT name,\n\t  count(*)\n  FROM items\n WHERE name LIKE 'a%' OR name = 'O''Brien'\n GROUP BY name";
    private const string Big = "SELECT count(*) FROM (SELECT DISTINCT id, md5(id::text) FROM generate_series(1, 200000) id ORDER BY 2) x";

    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task What_ran_is_what_is_counted_in_every_format()
    {
        await using var cluster = await PrivateCluster.StartAsync(
            await Place.FindPostgresAsync(), _place.Journal, TimeProvider.System, TestContext.Current.CancellationToken);
        string[] formats = cluster.ServerVersion >= 15 ? ["stderr", "csvlog", "jsonlog"] : ["stderr", "csvlog"];
        await SetUpAsync(cluster, formats);
        await RunAsync(cluster, formats);

        foreach (var format in formats)
        {
            var evidence = await ReadAsync(cluster, format);
            Holds(evidence, format);
        }
    }

    private static async Task SetUpAsync(PrivateCluster cluster, string[] formats)
    {
        await using var connection = await Database.OpenAsync(cluster.AdminConnectionString("postgres"));
        string[] statements =
        [
            $"CREATE DATABASE {Name}",
            $"ALTER SYSTEM SET log_destination = '{string.Join(',', formats)}'",
            "ALTER SYSTEM SET log_line_prefix = '%m [%p] %q%u@%d '",
            "ALTER SYSTEM SET log_min_duration_statement = 0",
            "ALTER SYSTEM SET log_temp_files = 0",
            "ALTER SYSTEM SET log_lock_waits = on",
            "ALTER SYSTEM SET deadlock_timeout = '50ms'",
            "SELECT pg_reload_conf()",
        ];
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await UntilInEffectAsync(cluster, formats);
        await using var table = await Database.OpenAsync(cluster.AdminConnectionString(Name));
        await ExecuteAsync(table, "CREATE TABLE items AS SELECT id, 'name ' || id AS name FROM generate_series(1, 100) id");
    }

    // Server and log collector take the settings over each by itself; new files are there for what is logged from then on.
    private static Task UntilInEffectAsync(PrivateCluster cluster, string[] formats) => Eventually.HoldsAsync(
        async () =>
        {
            await using var fresh = await Database.OpenAsync(cluster.AdminConnectionString("postgres"));
            await ExecuteAsync(fresh, $"SELECT '{Mark}'");
            return IsLogged(cluster, formats, Mark);
        },
        Mark);

    private static bool IsLogged(PrivateCluster cluster, string[] formats, string text) =>
        formats.All(format => FilesOf(cluster, format).Any(file => File.ReadAllText(file).Contains(text, StringComparison.Ordinal)));

    private static string[] FilesOf(PrivateCluster cluster, string format)
    {
        var pattern = format switch { "stderr" => "*.log", "csvlog" => "*.csv", _ => "*.json" };
        return [.. Directory.GetFiles(cluster.LogDirectory, pattern).Order(StringComparer.Ordinal)];
    }

    private static async Task RunAsync(PrivateCluster cluster, string[] formats)
    {
        await using var connection = await Database.OpenAsync(cluster.AdminConnectionString(Name));
        for (var i = 0; i < 20; i++)
        {
            await using var lookup = new NpgsqlCommand(Lookup, connection)
            {
                Parameters = { new() { Value = i, NpgsqlDbType = NpgsqlDbType.Integer }, new() { Value = $"O'Brien {i}" } },
            };
            if (i > 9)
            {
                await lookup.PrepareAsync(TestContext.Current.CancellationToken);
            }

            await lookup.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        for (var i = 0; i < 7; i++)
        {
            await ExecuteAsync(connection, Wide.Replace("'a%'", $"'{(char)('a' + i)}%'", StringComparison.Ordinal));
        }

        for (var i = 0; i < 3; i++)
        {
            // Npgsql sends BEGIN and ROLLBACK by the simple protocol.
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await ExecuteAsync(connection, $"INSERT INTO items VALUES ({i}, 'ünïcode {i}'), ({i + 1}, 'x')");
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        }

        await ExecuteAsync(connection, "SET work_mem = '64kB'");
        await ExecuteAsync(connection, Big);
        await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(connection, "SELECT * FROM nowhere WHERE id = 5"));
        await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(connection, "SELECT 1 / (id - id) FROM items"));
        await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(connection, "SET statement_timeout = 50; SELECT pg_sleep(5)"));
        await ExecuteAsync(connection, "SET statement_timeout = 0");
        await WaitForLockAsync(cluster, formats, connection);
        await ExecuteAsync(connection, End);
    }

    private static async Task WaitForLockAsync(PrivateCluster cluster, string[] formats, NpgsqlConnection first)
    {
        await using var second = await Database.OpenAsync(cluster.AdminConnectionString(Name));
        var transaction = await first.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(first, "LOCK TABLE items");
        var waiting = ExecuteAsync(second, "UPDATE items SET name = 'locked' WHERE id = 1");
        await Eventually.HoldsAsync(() => IsLogged(cluster, formats, "still waiting for"), "the wait is logged");
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        await waiting;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    // The log collector is a process of its own and a little behind.
    private static async Task<SlowLogEvidence> ReadAsync(PrivateCluster cluster, string format)
    {
        var options = new SlowLogOptions { Filter = new LogFilter { Database = Name }, KeepsSamples = true };
        for (var i = 0; ; i++)
        {
            var evidence = await SlowLogCollector.CollectAsync(FilesOf(cluster, format), options, TestContext.Current.CancellationToken);
            if (evidence.Log.Statements.Any(s => s.StatementId == StatementText.IdOf(End)) || i == 1200)
            {
                return evidence;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static void Holds(SlowLogEvidence evidence, string format)
    {
        var log = evidence.Log;
        // Into the file before the last the server writes while it changes its formats, more than one of them.
        var last = log.Files[^1];
        (last.Format, last.BrokenLines, last.CutEntries, last.InvalidEntries).ShouldBe((format, 0, 0, 0), format);
        Of(Lookup).Calls.ShouldBe(20, format);
        Of(Wide).Calls.ShouldBe(7, format);
        Of("INSERT INTO items VALUES (1, 'a'), (2, 'x')").Calls.ShouldBe(3, format);
        Of("BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED").Calls.ShouldBe(4, format);
        Of("ROLLBACK").Calls.ShouldBe(4, format);
        Of("SET work_mem = '64kB'").Calls.ShouldBe(1, format);
        Of(Big).Calls.ShouldBe(1, format);
        Of(Big).TempFiles.ShouldBeGreaterThan(0, format);
        Of(Big).TempSize.ShouldBe(log.TempFiles.Total, format);
        Of("SELECT * FROM nowhere WHERE id = 5").Calls.ShouldBe(0, format);
        Of("SELECT * FROM nowhere WHERE id = 5").Errors.ShouldBe(1, format);
        Of("UPDATE items SET name = 'locked' WHERE id = 1").LockWaits.ShouldBe(1, format);
        (log.LockWaits.Waits, log.LockWaits.Acquired).ShouldBe((1, 1), format);
        log.Errors.Where(e => e.Severity == "ERROR").Sum(e => e.Count).ShouldBe(3, format);
        log.Errors.ShouldContain(e => e.Message == "relation \"nowhere\" does not exist", format);
        log.Cancellations.ShouldBe([new LoggedCount("statement timeout", 1)], format);
        log.Statements.ShouldAllBe(s => s.Databases.Count == 1 && s.Databases[0] == Name && s.Users.Count == 1, format);
        log.Calls.ShouldBe(log.TimedCalls, format);
        log.Hours.Sum(hour => hour.Calls).ShouldBe(log.Calls, format);

        var sets = evidence.Parameters.ShouldNotBeNull(format).Statements.Single(s => s.StatementId == StatementText.IdOf(Lookup));
        sets.Sets.Count.ShouldBe(5, format);
        sets.Sets.ShouldAllBe(set => set[1] == $"O'Brien {set[0]}", format);

        LoggedStatement Of(string sql) => log.Statements.Single(s => s.StatementId == StatementText.IdOf(sql));
    }
}
