using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace Headroom.Tests.EndToEnd.Proofs;

/// <summary>The tests that share a server run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class OnPrivateServer : ICollectionFixture<PrivateServer>
{
    public const string Name = "private server";
}

/// <summary>A PostgreSQL server for the tests of a collection, with a database "shop"; it and its files are gone afterwards.</summary>
public sealed class PrivateServer : IAsyncLifetime
{
    public const string Password = "correct-horse-battery";
    private const string Owner = "postgres";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"headroom-proof-{Environment.ProcessId}");
    private readonly string _binaries = Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin")).Last();
    private readonly int _port = FreePort();

    public string To(string database, string role = Owner) =>
        $"Host=127.0.0.1;Port={_port};Username={role};Password={Password};Database={database};Pooling=false";

    public string Shop => To("shop");

    public async ValueTask InitializeAsync()
    {
        await RunAsync("mkdir", "-m", "700", _folder);
        await RunAsync("sh", "-c", $"printf %s {Password} > {_folder}/password");
        await RunAsync(Path.Combine(_binaries, "initdb"), "-D", $"{_folder}/data", "-A", "scram-sha-256", $"--pwfile={_folder}/password", "-E", "UTF8", "--locale=C.UTF-8", "-N");
        await RunAsync(Path.Combine(_binaries, "pg_ctl"), "start", "-s", "-w", "-D", $"{_folder}/data", "-l", $"{_folder}/log",
            "-o", $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=64MB -c max_connections=20");
        await ExecuteAsync("postgres", "CREATE DATABASE shop");
        await ExecuteAsync("shop", """
            CREATE TABLE orders (
                id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id int NOT NULL, total numeric NOT NULL, note text NOT NULL,
                doubled numeric GENERATED ALWAYS AS (total * 2) STORED);
            INSERT INTO orders (user_id, total, note) SELECT i * 7919 % 5000, i % 1000, repeat('x', 60) FROM generate_series(1, 100000) AS i;
            CREATE TABLE tiny (id int PRIMARY KEY);
            INSERT INTO tiny VALUES (1), (2), (3);
            VACUUM (ANALYZE)
            """.Split(';'));
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync(Path.Combine(_binaries, "pg_ctl"), "stop", "-s", "-w", "-m", "immediate", "-D", $"{_folder}/data");
        await RunAsync("rm", "-rf", _folder);
    }

    public async Task ExecuteAsync(string database, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(To(database));
        await connection.OpenAsync();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    public Task<string> TextAsync(string database, string sql) => TextOfAsync(To(database), sql);

    public static async Task<string> TextOfAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync())!;
    }

    public Task<string> DatabasesAsync() => TextAsync("postgres", "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // The server refuses to run as root.
    private static async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, WorkingDirectory = "/" };
        if (Environment.UserName == "root")
        {
            start.UserName = Owner;
        }

        start.Environment["LC_ALL"] = "C";
        start.RedirectStandardOutput = start.RedirectStandardError = program.Contains("initdb", StringComparison.Ordinal);
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {(start.RedirectStandardError ? await process.StandardError.ReadToEndAsync() : "")}");
        }
    }
}
