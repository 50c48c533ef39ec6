using Headroom.Cli.Demo;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Processes;
using Headroom.Tests.EndToEnd.Experiments;
using Npgsql;
using Xunit;

namespace Headroom.Tests.EndToEnd.Contracts;

/// <summary>The sample twice, each on a copy of one seeded database; the second one stands behind a front that may change what it answers.</summary>
public sealed class ClipperArms : IAsyncLifetime
{
    private const string Seeded = "seeded";

    private readonly Place _place = new();
    private readonly ClipperSample _sample = ClipperSample.Find(TimeProvider.System);
    private PrivateCluster? _cluster;
    private ArmService? _a, _b;
    private MutantFront? _front;

    internal ArmRequest A => _a!.Request;

    /// <summary>The second one, reached through the front.</summary>
    internal ArmRequest B => _b!.Request with { Url = _front!.Url };

    public async ValueTask InitializeAsync()
    {
        _cluster = await PrivateCluster.StartAsync(await Place.FindPostgresAsync(), _place.Journal, TimeProvider.System, Stop);
        await RunAsync("postgres", $"CREATE DATABASE {Seeded}");
        await RunAsync(Seeded, "CREATE EXTENSION pg_stat_statements");
        await _sample.CommandAsync("migrate up", _cluster.AdminConnectionString(Seeded), "none", Stop);
        await _sample.CommandAsync("seed --clips 2000", _cluster.AdminConnectionString(Seeded), "none", Stop);
        await RenewAsync();
        _front = await MutantFront.StartAsync(_b!.Request.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await (_front?.DisposeAsync() ?? default);
        await EndServicesAsync();
        await (_cluster?.DisposeAsync() ?? default);
        _place.Dispose();
    }

    /// <summary>Puts a mutant before B; null: B as it is.</summary>
    internal MutantFront With(Mutant? mutant)
    {
        _front!.Put(mutant, _b!.Request.Url);
        return _front;
    }

    /// <summary>Both arms anew, on fresh copies.</summary>
    internal async Task RenewAsync()
    {
        await EndServicesAsync();
        (_a, _b) = (await StartAsync("A"), await StartAsync("B"));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<ArmService> StartAsync(string name)
    {
        var database = $"arm_{name.ToLowerInvariant()}";
        await RunAsync("postgres", $"DROP DATABASE IF EXISTS {database} WITH (FORCE)", $"CREATE DATABASE {database} TEMPLATE {Seeded}");
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var connection = _cluster!.AdminConnectionString(database);
        return await ArmService.OpenAsync(
            new ArmRequest
            {
                Name = name,
                Url = url,
                Postgres = connection,
                Start = new ServiceStart
                {
                    Command = $"exec '{_sample.Executable}' serve --urls {url.GetLeftPart(UriPartial.Authority)}",
                    Name = "clipper",
                    Health = new Uri(url, "/health"),
                    WorkingDirectory = _place.Folder,
                    LogPath = Path.Combine(_place.Folder, $"{name}.log"),
                    Environment = new Dictionary<string, string> { ["CLIPPER_POSTGRES"] = connection, ["CLIPPER_DEFECTS"] = "none" },
                },
            },
            _place.Journal,
            TimeProvider.System,
            Stop);
    }

    private async Task EndServicesAsync()
    {
        await (_a?.DisposeAsync() ?? default);
        await (_b?.DisposeAsync() ?? default);
        (_a, _b) = (null, null);
    }

    private async Task RunAsync(string database, params string[] statements)
    {
        await using var connection = new NpgsqlConnection($"{_cluster!.AdminConnectionString(database)};Pooling=false");
        await connection.OpenAsync(Stop);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Stop);
        }
    }
}
