using Headroom.Experiments.Clusters;
using Headroom.Experiments.Probes;
using Headroom.Model.Plans;
using Npgsql;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>A database for the services that the probes ask, with statement statistics.</summary>
public sealed class ProbedDatabase : IAsyncLifetime
{
    private readonly Place _place = new();
    private PrivateCluster? _cluster;

    /// <summary>The services' connections.</summary>
    internal NpgsqlDataSource? Source { get; private set; }

    /// <summary>The connection string that evidence is taken with.</summary>
    internal string Connection => _cluster!.AdminConnectionString("postgres");

    public async ValueTask InitializeAsync()
    {
        _cluster = await PrivateCluster.StartAsync(await Place.FindPostgresAsync(), _place.Journal, TimeProvider.System, TestContext.Current.CancellationToken);
        Source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Connection) { Timeout = 60 });
        await RunAsync("CREATE EXTENSION pg_stat_statements");
        await RunAsync("CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text UNIQUE, total int NOT NULL)");
    }

    public async ValueTask DisposeAsync()
    {
        if (Source is not null)
        {
            await Source.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _place.Dispose();
    }

    /// <summary>Runs a statement; the first value of its first row, or null.</summary>
    internal async Task<object?> RunAsync(string sql, params object?[] values)
    {
        await using var command = Source!.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return await command.ExecuteScalarAsync();
    }

    /// <summary>Counts what this database does for a service.</summary>
    internal Task<ProbeSession> SessionAsync(Uri service, LoadPlan load) => ProbeSession.OpenAsync(
        new ServicePlan { Name = "probed", Url = service, Postgres = Connection }, load, seed: 1, TimeProvider.System, TestContext.Current.CancellationToken);
}
