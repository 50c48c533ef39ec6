using System.Globalization;
using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres;

/// <summary>
/// Looks at the pools of a PgBouncer twice a second, from <see cref="StartAsync"/> to <see cref="StopAsync"/>, and takes its totals at
/// both ends.
/// </summary>
/// <remarks><b>Source:</b> PgBouncer manual, "Admin console": SHOW POOLS, SHOW STATS, SHOW DATABASES, SHOW CONFIG.</remarks>
public sealed class PoolWatch : IAsyncDisposable
{
    private const string Console = "pgbouncer";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private static readonly string[] SettingNames =
    [
        "default_pool_size", "max_client_conn", "max_db_connections", "max_user_connections", "min_pool_size", "pool_mode", "query_timeout",
        "query_wait_timeout", "reserve_pool_size", "reserve_pool_timeout", "server_idle_timeout", "server_lifetime", "server_reset_query",
        "max_prepared_statements", "idle_transaction_timeout",
    ];

    private readonly PoolConsole _console;
    private readonly TimeProvider _time;
    private readonly RunningWindow _window;
    private readonly IReadOnlyList<IReadOnlyDictionary<string, string>> _before;
    private readonly Dictionary<(string Database, string Role), Pool> _pools = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;
    private int _samples;
    private CollectorException? _failure;

    private PoolWatch(PoolConsole console, IReadOnlyList<IReadOnlyDictionary<string, string>> before, TimeProvider time)
    {
        (_console, _before, _time) = (console, before, time);
        _window = new RunningWindow(time);
        _looking = LookAsync();
    }

    /// <summary>Connects to the console and begins.</summary>
    /// <param name="consoleConnectionString">How a role of PgBouncer's admin_users or stats_users reaches its database "pgbouncer".</param>
    /// <param name="time">For the window and the looks.</param>
    /// <param name="cancellation">Ends the connecting.</param>
    /// <exception cref="CollectorException">It does not answer, or refuses the role.</exception>
    public static async Task<PoolWatch> StartAsync(string consoleConnectionString, TimeProvider time, CancellationToken cancellation)
    {
        var console = await PoolConsole.OpenAsync(consoleConnectionString, time, cancellation);
        try
        {
            return new PoolWatch(console, (await console.QueryAsync("SHOW STATS", cancellation)).Rows, time);
        }
        catch (Exception error) when (error is CollectorException or OperationCanceledException)
        {
            await console.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends, and says what was seen.</summary>
    /// <exception cref="CollectorException">The console broke off.</exception>
    public async Task<ConnectionPools> StopAsync(CancellationToken cancellation)
    {
        await EndAsync();
        if (_failure is not null)
        {
            throw _failure;
        }

        var version = await _console.QueryAsync("SHOW VERSION", cancellation);
        var databases = (await _console.QueryAsync("SHOW DATABASES", cancellation)).Rows;
        var after = (await _console.QueryAsync("SHOW STATS", cancellation)).Rows;
        var settings = (await _console.QueryAsync("SHOW CONFIG", cancellation)).Rows;
        var served = databases.Where(row => Text(row, "name") != Console).Select(row => DatabaseOf(row, after)).ToList();
        return new ConnectionPools
        {
            Window = _window.SoFar,
            Provenance = "SHOW POOLS twice a second; SHOW STATS before and after; SHOW DATABASES; SHOW CONFIG",
            Pooler = version.Rows is [var row, ..] ? row.Values.First() : version.Notice ?? "PgBouncer",
            Samples = _samples,
            Pools =
            [
                .. _pools.Values.Select(pool => pool with { Size = served.Find(database => database.Name == pool.Database)?.PoolSize })
                    .OrderBy(pool => pool.Database, StringComparer.Ordinal).ThenBy(pool => pool.Role, StringComparer.Ordinal),
            ],
            Databases = [.. served.OrderBy(database => database.Name, StringComparer.Ordinal)],
            Settings = new SortedDictionary<string, string>(
                settings.Where(row => SettingNames.Contains(Text(row, "key")))
                    .ToDictionary(row => Text(row, "key"), row => Text(row, "value")), StringComparer.Ordinal),
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await _console.DisposeAsync();
        _stop.Dispose();
    }

    private async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _looking;
    }

    private async Task LookAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                Add((await _console.QueryAsync("SHOW POOLS", CancellationToken.None)).Rows);
                await Task.Delay(Interval, _time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // asked to end between two looks
        }
        catch (CollectorException failure)
        {
            _failure = failure;
        }
    }

    private void Add(IReadOnlyList<IReadOnlyDictionary<string, string>> rows)
    {
        _samples++;
        foreach (var row in rows.Where(row => Text(row, "database") != Console))
        {
            var key = (Text(row, "database"), Text(row, "user"));
            var known = _pools.GetValueOrDefault(key);
            var waiting = (int)Number(row, "cl_waiting");
            var wait = TimeSpan.FromSeconds(Number(row, "maxwait")) + TimeSpan.FromMicroseconds(Number(row, "maxwait_us"));
            _pools[key] = new Pool
            {
                Database = key.Item1,
                Role = key.Item2,
                Mode = Text(row, "pool_mode"),
                PeakClients = Math.Max(known?.PeakClients ?? 0, (int)Number(row, "cl_active")),
                PeakWaiting = Math.Max(known?.PeakWaiting ?? 0, waiting),
                WaitingSamples = (known?.WaitingSamples ?? 0) + (waiting > 0 ? 1 : 0),
                PeakUsed = Math.Max(known?.PeakUsed ?? 0, (int)Number(row, "sv_active")),
                LongestWait = known?.LongestWait > wait ? known.LongestWait : wait,
            };
        }
    }

    private PooledDatabase DatabaseOf(IReadOnlyDictionary<string, string> row, IReadOnlyList<IReadOnlyDictionary<string, string>> after)
    {
        var name = Text(row, "name");
        var (first, last) =
            (_before.FirstOrDefault(r => Text(r, "database") == name), after.FirstOrDefault(r => Text(r, "database") == name));
        double Delta(string column) => last is null ? 0
            : Number(last, column) is var now && first is not null && Number(first, column) is var then && then <= now
                ? now - then
            : now;
        return new PooledDatabase
        {
            Name = name,
            ServerDatabase = Text(row, "database"),
            Host = Text(row, "host") is { Length: > 0 } host ? host : null,
            Port = (int)Number(row, "port"),
            PoolSize = (int)Number(row, "pool_size"),
            MostConnections = (int)Number(row, "max_connections"),
            Transactions = (long)Delta("total_xact_count"),
            Queries = (long)Delta("total_query_count"),
            TransactionTime = TimeSpan.FromMicroseconds(Delta("total_xact_time")),
            QueryTime = TimeSpan.FromMicroseconds(Delta("total_query_time")),
            WaitTime = TimeSpan.FromMicroseconds(Delta("total_wait_time")),
        };
    }

    private static string Text(IReadOnlyDictionary<string, string> row, string column) => row.GetValueOrDefault(column, "");

    private static double Number(IReadOnlyDictionary<string, string> row, string column) =>
        double.TryParse(Text(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
