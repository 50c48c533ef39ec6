using System.Net;
using System.Runtime.Versioning;
using Headroom.Experiments.Clusters;
using Headroom.Tests.EndToEnd.Experiments;
using Npgsql;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary>
/// A service on loopback with a database of its own, for all tests of a class. GET /items reads by a value that the request brings; GET /tagged
/// writes a value into its SQL, and sets it, as careless services do.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class Shop : IAsyncLifetime
{
    /// <summary>Occurs in requests, in SQL and in the table: it must not occur in what the tool writes, but in the parameters.</summary>
    public const string Value = "sekret-4711";

    /// <summary>Of the roles: it must occur in nothing that the tool writes.</summary>
    public const string Password = "pa55-4712";

    private readonly Place _place = new();
    private readonly HttpListener _listener;
    private PrivateCluster? _cluster;
    private NpgsqlDataSource? _database;

    public Shop() => (_listener, Url) = Loopback.Listen();

    public Uri Url { get; }

    /// <summary>How a role reaches a database: "auditor" may see all statistics, "blind" may not; "bare" is a database without the extension.</summary>
    public string Connection(string database = "shop", string role = "auditor", string password = Password, int? port = null) =>
        new NpgsqlConnectionStringBuilder(_cluster!.ConnectionString(database, role, password)) { Port = port ?? _cluster.Port }.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        _cluster = await PrivateCluster.StartAsync(await Place.FindPostgresAsync(), _place.Journal, TimeProvider.System, TestContext.Current.CancellationToken);
        await ExecuteAsync("postgres", "CREATE DATABASE shop", "CREATE DATABASE bare",
            $"CREATE ROLE app LOGIN PASSWORD '{Password}'",
            $"CREATE ROLE blind LOGIN PASSWORD '{Password}'",
            $"CREATE ROLE auditor LOGIN PASSWORD '{Password}' IN ROLE pg_monitor, pg_read_all_data");
        await ExecuteAsync("shop",
            "CREATE EXTENSION pg_stat_statements",
            "CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL, price int NOT NULL)",
            $"INSERT INTO items SELECT i, CASE WHEN i % 3 = 0 THEN '{Value}' ELSE 'item ' || i END, i % 100 FROM generate_series(1, 3000) i",
            "GRANT SELECT ON items TO app, blind",
            "ANALYZE items");
        _database = NpgsqlDataSource.Create(Connection(role: "app"));
        _ = ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _place.Dispose();
    }

    /// <summary>A plan of 7 s of load for this service.</summary>
    public string Plan(string postgres, Uri? url = null) => $$"""
        services: { shop: { url: "{{url ?? Url}}", postgres: "{{postgres}}" } }
        slo: { errors: 100% }
        gate: { require: [unindexed-filter] }
        load:
          name: short
          executor: constant-arrival-rate
          rate: 20/s
          duration: 7s
          warm_up: 1s
          headers: { Authorization: "Bearer {{Value}}" }
          feeds: { name: { values: [{{Value}}, {{Value}}-2] } }
          requests:
            - get: /items?name=${name}
            - get: /tagged?token={{Value}}

        """;

    private async Task ExecuteAsync(string database, params string[] statements)
    {
        await using var source = NpgsqlDataSource.Create(_cluster!.AdminConnectionString(database) + ";Pooling=false");
        foreach (var statement in statements)
        {
            await using var command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // closed
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(await BodyAsync(context.Request));
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException)
        {
            context.Response.StatusCode = 500;
        }

        context.Response.Close();
    }

    private async Task<byte[]> BodyAsync(HttpListenerRequest request)
    {
        if (request.Url!.AbsolutePath == "/health")
        {
            return "{}"u8.ToArray();
        }

        await using var connection = await _database!.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        if (request.Url.AbsolutePath == "/items")
        {
            command.CommandText = "SELECT json_agg(t) FROM (SELECT id, price FROM items WHERE name = $1 ORDER BY price LIMIT 20) t";
            command.Parameters.Add(new NpgsqlParameter { Value = request.QueryString["name"] });
        }
        else
        {
            command.CommandText = $"SET shop.tag = '{Value}'; SELECT json_agg(id) FROM items WHERE name = '{Value}' AND price = 7";
        }

        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() && !reader.IsDBNull(0) ? System.Text.Encoding.UTF8.GetBytes(reader.GetString(0)) : "[]"u8.ToArray();
    }
}
