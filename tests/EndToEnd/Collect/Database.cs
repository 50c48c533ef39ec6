using Headroom.Experiments.Clusters;
using Headroom.Tests.EndToEnd.Experiments;
using Npgsql;
using Xunit;

namespace Headroom.Tests.EndToEnd.Collect;

/// <summary>A server for the tests of one class, with pg_stat_statements in each database that a test asks for.</summary>
public sealed class Server : IAsyncLifetime
{
    private readonly Place place = new();
    private PrivateCluster? cluster;

    private PrivateCluster Cluster => cluster ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() =>
        cluster = await PrivateCluster.StartAsync(await Place.FindPostgresAsync(), place.Journal, TimeProvider.System, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        place.Dispose();
    }

    /// <summary>A database with what a script makes.</summary>
    internal async Task<Database> DatabaseAsync(string name, string script, string extension = "CREATE EXTENSION pg_stat_statements")
    {
        await new Database(Cluster, "postgres").RunAsync($"CREATE DATABASE {name}");
        var database = new Database(Cluster, name);
        await database.RunAsync(extension);
        await database.RunAsync(script);
        return database;
    }
}

/// <summary>One database of it.</summary>
internal sealed class Database(PrivateCluster cluster, string name)
{
    public string Admin => cluster.AdminConnectionString(name);

    public string As(string role) => cluster.ConnectionString(name, role, "x");

    /// <summary>Runs statements; what they did is in the server's statistics when this returns, not only once their session has ended.</summary>
    public async Task RunAsync(string sql, string? role = null)
    {
        await using var connection = await OpenAsync(role is null ? Admin : As(role));
        foreach (var text in (string[])[sql, "SELECT pg_stat_force_next_flush()"])
        {
            await using var command = new NpgsqlCommand(text, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    public async Task<string?> ScalarAsync(string sql, string? role = null)
    {
        await using var connection = await OpenAsync(role is null ? Admin : As(role));
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))?.ToString();
    }

    /// <summary>A session of its own, with limits that only a server that hangs reaches.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Timeout=60;Command Timeout=300");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
