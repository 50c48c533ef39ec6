using System.Globalization;
using System.Net;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Faults;
using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Npgsql;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>
/// A service of known round trips to PostgreSQL through a proxy: GET /1, /3, /10 ask it that often in series, GET /together ten times at once. The
/// bench of the delay probe uses it as well.
/// </summary>
internal sealed class RoundTripService : IAsyncDisposable
{
    private const string Database = "database";

    private readonly HttpListener _listener = new();
    private readonly NpgsqlDataSource _database;
    private readonly Wires _wires;
    private readonly SortedDictionary<string, DependencyPlan> _dependencies;
    private readonly Uri _url = new($"http://127.0.0.1:{FreePort.Next()}/");

    private RoundTripService(PrivateCluster cluster, Wires wires, SortedDictionary<string, DependencyPlan> dependencies)
    {
        (_wires, _dependencies) = (wires, dependencies);
        var end = wires.Ends[Database];
        _database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(cluster.AdminConnectionString("postgres"))
        {
            Host = end.Host,
            Port = end.Port,
            MaxPoolSize = 20,
            Pooling = true,
            NoResetOnClose = true,
        });
        _listener.Prefixes.Add($"{_url}");
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>The endpoints with their round trips in series.</summary>
    public static IReadOnlyDictionary<string, int> Series { get; } = new SortedDictionary<string, int>(StringComparer.Ordinal)
    {
        ["GET /1"] = 1,
        ["GET /3"] = 3,
        ["GET /10"] = 10,
        ["GET /together"] = 1,
    };

    /// <summary>Starts it in this process.</summary>
    public static async Task<RoundTripService> StartAsync(PrivateCluster cluster)
    {
        SortedDictionary<string, DependencyPlan> dependencies = new(StringComparer.Ordinal)
        {
            [Database] = new DependencyPlan { Host = "127.0.0.1", Port = cluster.Port, Kind = DependencyKind.Postgres },
        };
        return new RoundTripService(cluster, await Wires.StartAsync(dependencies, [], seed: 1, TimeProvider.System), dependencies);
    }

    /// <summary>Probes it.</summary>
    public async Task<DelayProbe> ProbeAsync(ulong seed, CancellationToken cancellation)
    {
        using var sender = new HttpSender(_url, connections: 1, TimeProvider.System);
        var probe = new DelayProbeRun(sender, Load, _wires, _dependencies, processor: null, seed, TimeProvider.System);
        return await probe.RunAsync(TimeSpan.FromMinutes(3), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _database.DisposeAsync();
        await _wires.DisposeAsync();
    }

    private static LoadPlan Load => new()
    {
        Name = "round trips",
        Scenarios =
        [
            new Scenario
            {
                Name = "round trips",
                Executor = new Executor.ConstantVus(1, TimeSpan.FromSeconds(1)),
                Flows =
                [
                    new Flow
                    {
                        Name = "all",
                        Requests = [.. Series.Keys.Select(endpoint => new RequestTemplate { Method = "GET", Path = endpoint.Split(' ')[1], Endpoint = endpoint })],
                    },
                ],
            },
        ],
    };

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
            var path = context.Request.Url!.AbsolutePath.TrimStart('/');
            if (path == "together")
            {
                await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AskAsync()));
            }
            else
            {
                for (var left = int.Parse(path, CultureInfo.InvariantCulture); left > 0; left--)
                {
                    await AskAsync();
                }
            }

            var answer = "{}"u8.ToArray();
            context.Response.ContentLength64 = answer.Length; // one segment: the end of a chunked answer waits 40 ms for an acknowledgement
            await context.Response.OutputStream.WriteAsync(answer);
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException or HttpListenerException)
        {
            context.Response.StatusCode = 500;
        }

        context.Response.Close();
    }

    private async Task AskAsync()
    {
        await using var command = _database.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync();
    }
}
