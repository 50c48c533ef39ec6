using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Cli.Databases;

/// <summary>Watches a database while it works: what its statements, tables, sessions and the server did meanwhile.</summary>
/// <remarks>Each source fails alone. On a database in which nothing ran, what happened since its statistics were reset stands in.</remarks>
internal sealed class DatabaseWatch(string connection, RunFolder folder, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private Attempt<StatementSnapshot>? _statements;
    private Attempt<TableSnapshot>? _tables;
    private Attempt<ActivitySnapshot>? _activity;
    private Attempt<SessionSampler>? _sessions;
    private DateTimeOffset _started;

    /// <summary>Reads the counters, and begins to sample sessions.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _statements = await TryAsync("statement statistics", StatementSnapshot.ReadAsync, cancellation);
        _tables = await TryAsync("table statistics", TableSnapshot.ReadAsync, cancellation);
        _activity = await TryAsync("database statistics", ActivitySnapshot.ReadAsync, cancellation);
        _sessions = await CollectorHost.TryAsync("sessions", token => SessionSampler.StartAsync(connection, time, token), Limit, time, cancellation);
        _started = time.GetUtcNow();
    }

    /// <summary>Reads the counters again and stores what changed; after an interruption, what there is until then.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        var window = new Window(_started, time.GetUtcNow() - _started);
        if (_sessions is { Value: { } sampler })
        {
            await using (sampler)
            {
                await StoreAsync(SessionSamples.Kind, sampler.StopAsync, cancellation);
            }
        }
        else
        {
            folder.Write(SessionSamples.Kind, new Collected.Failed(_sessions?.Cause ?? "not started"));
        }

        await StoreAsync(StatementStatistics.Kind, _statements!, StatementSnapshot.ReadAsync, (before, after) => Statements(before, after, window), cancellation);
        await StoreAsync(TableActivity.Kind, _tables!, TableSnapshot.ReadAsync, TableSnapshot.Between, cancellation);
        await StoreAsync(DatabaseActivity.Kind, _activity!, ActivitySnapshot.ReadAsync, (before, after) => ActivitySnapshot.Between(before, after, window), cancellation);
    }

    private StatementStatistics Statements(StatementSnapshot before, StatementSnapshot after, Window window) =>
        StatementSnapshot.During(before, after, window) is { Statements.Count: > 0 } seen ? seen : after.SinceReset(time.GetUtcNow());

    private Task<Attempt<T>> TryAsync<T>(string what, Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellation)
        where T : class => CollectorHost.TryAsync(what, token => OnceAsync(read, token), Limit, time, cancellation);

    private async Task<T> OnceAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        await using var session = await EvidenceConnection.OpenAsync(connection, cancellation);
        return await read(session, cancellation);
    }

    private async Task StoreAsync<TSnapshot, T>(
        string kind, Attempt<TSnapshot> before, Func<NpgsqlConnection, CancellationToken, Task<TSnapshot>> read, Func<TSnapshot, TSnapshot, T> between, CancellationToken cancellation)
        where TSnapshot : class
        where T : class, IEvidence
    {
        if (before.Value is not { } first)
        {
            folder.Write(kind, new Collected.Failed(before.Cause!));
            return;
        }

        await StoreAsync(kind, async token => between(first, await OnceAsync(read, token)), cancellation);
    }

    private async Task StoreAsync<T>(string kind, Func<CancellationToken, Task<T>> collect, CancellationToken cancellation)
        where T : class, IEvidence => folder.Write(kind, await CollectorHost.RunAsync(kind, collect, Limit, time, cancellation));
}
