using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Cli.Databases;

/// <summary>Watches a database while it works: what its statements, tables, sessions and the server did meanwhile.</summary>
/// <remarks>Each source fails alone.</remarks>
/// <param name="connection">How the database is reached.</param>
/// <param name="console">How the admin console of a PgBouncer before it is reached, or null.</param>
/// <param name="acceptsPast">Whether, where nothing ran meanwhile, what ran since the statistics were reset stands in.</param>
/// <param name="folder">Where the evidence goes.</param>
/// <param name="time">The clock.</param>
internal sealed class DatabaseWatch(string connection, string? console, bool acceptsPast, RunFolder folder, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>A shorter window shows no load: what ran since the statistics were reset is asked for.</summary>
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(1);

    private Attempt<StatementSnapshot>? _statements;
    private Attempt<TableSnapshot>? _tables;
    private Attempt<ActivitySnapshot>? _activity;
    private Attempt<SessionSampler>? _sessions;
    private Attempt<PoolWatch>? _pools;
    private RunningWindow _window = new(time);

    /// <summary>Reads the counters, and begins to sample sessions.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _statements = await TryAsync("statement statistics", StatementSnapshot.ReadAsync, cancellation);
        _tables = await TryAsync("table statistics", TableSnapshot.ReadAsync, cancellation);
        _activity = await TryAsync("database statistics", ActivitySnapshot.ReadAsync, cancellation);
        _sessions = await CollectorHost.TryAsync(
            "sessions", token => SessionSampler.StartAsync(connection, time, token), Limit, time, cancellation);
        _pools = console is null
            ? null
            : await CollectorHost.TryAsync("pools", token => PoolWatch.StartAsync(console, time, token), Limit, time, cancellation);
        _window = new RunningWindow(time);
    }

    /// <summary>Reads the counters again and stores what changed; after an interruption, what there is until then.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        var window = _window.SoFar;
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

        if (_pools is { } pools)
        {
            await StopPoolsAsync(pools, cancellation);
        }

        await StoreAsync(
            StatementStatistics.Kind, _statements!, StatementSnapshot.ReadAsync, (before, after) => Statements(before, after, window),
            cancellation);
        await StoreAsync(
            TableActivity.Kind, _tables!, TableSnapshot.ReadAsync,
            (before, after) => IsOfPast(window) ? after.SinceReset() : TableSnapshot.Between(before, after), cancellation);
        await StoreAsync(
            DatabaseActivity.Kind, _activity!, ActivitySnapshot.ReadAsync,
            (before, after) => IsOfPast(window) ? after.SinceReset(time.GetUtcNow()) : ActivitySnapshot.Between(before, after, window),
            cancellation);
    }

    private async Task StopPoolsAsync(Attempt<PoolWatch> pools, CancellationToken cancellation)
    {
        if (pools.Value is not { } watch)
        {
            folder.Write(ConnectionPools.Kind, new Collected.Failed(pools.Cause!));
            return;
        }

        await using (watch)
        {
            await StoreAsync(ConnectionPools.Kind, watch.StopAsync, cancellation);
        }
    }

    // Of what so short a window saw a rate says nothing.
    private bool IsOfPast(Window window) => acceptsPast && window.Duration < ShortestWindow;

    private StatementStatistics Statements(StatementSnapshot before, StatementSnapshot after, Window window)
    {
        if (IsOfPast(window) || (acceptsPast && after.WasResetSince(before)))
        {
            return after.SinceReset(time.GetUtcNow());
        }

        var seen = StatementSnapshot.During(before, after, window);
        return seen.Statements.Count > 0 || !acceptsPast ? seen : after.SinceReset(time.GetUtcNow());
    }

    private Task<Attempt<T>> TryAsync<T>(
        string what, Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellation)
        where T : class => CollectorHost.TryAsync(what, token => OnceAsync(read, token), Limit, time, cancellation);

    private async Task<T> OnceAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        await using var session = await EvidenceConnection.OpenAsync(connection, cancellation);
        return await read(session, cancellation);
    }

    private async Task StoreAsync<TSnapshot, T>(
        string kind,
        Attempt<TSnapshot> before,
        Func<NpgsqlConnection, CancellationToken, Task<TSnapshot>> read,
        Func<TSnapshot, TSnapshot, T> between,
        CancellationToken cancellation)
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
