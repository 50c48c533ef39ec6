using Headroom.Experiments.Clusters;
using Headroom.Tests.EndToEnd.Experiments;
using Npgsql;
using Xunit;

namespace Headroom.Tests.EndToEnd.Proofs;

/// <summary>The tests that share a server run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class OnShopCluster : ICollectionFixture<ShopCluster>
{
    public const string Name = "shop cluster";
}

/// <summary>A private cluster for the tests of a collection, with a database "shop".</summary>
public sealed class ShopCluster : IAsyncLifetime
{
    private readonly Place _place = new();
    private PrivateCluster? _cluster;

    public string Password => new NpgsqlConnectionStringBuilder(Shop).Password!;

    public string Shop => To("shop");

    public string To(string database) => WithoutPool(Cluster.AdminConnectionString(database));

    public string To(string database, string role) => WithoutPool(Cluster.ConnectionString(database, role, Password));

    private PrivateCluster Cluster => _cluster ?? throw new InvalidOperationException("the cluster is not started");

    public async ValueTask InitializeAsync()
    {
        _cluster = await PrivateCluster.StartAsync(await Place.FindPostgresAsync(), _place.Journal, TimeProvider.System, TestContext.Current.CancellationToken);
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
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _place.Dispose();
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

    public static async Task<string> TextOfAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until nobody is connected to a database: a session that was closed leaves the server a moment later.</summary>
    public Task UntilUnusedAsync(string database) => Eventually.HoldsAsync(
        async () => await TextOfAsync(To("postgres"), $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}'") == "0",
        $"nobody is connected to {database}");

    public Task<string> DatabasesAsync() => TextOfAsync(To("postgres"), "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database");

    private static string WithoutPool(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 60 }.ConnectionString;
}
