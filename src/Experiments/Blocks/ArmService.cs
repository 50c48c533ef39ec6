using Headroom.Collect;
using Headroom.Collect.Host;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Npgsql;

namespace Headroom.Experiments.Blocks;

/// <summary>One arm while the experiment goes on: its process, when it is ours, and what counts its work.</summary>
public sealed class ArmService : IAsyncDisposable
{
    private readonly OwnerJournal _journal;
    private readonly TimeProvider _time;
    private readonly NpgsqlConnection? _database;
    private NpgsqlConnection? _source;
    private ServiceProcess? _process;
    private long _workOfTables;

    private ArmService(ArmRequest request, NpgsqlConnection? database, OwnerJournal journal, TimeProvider time) =>
        (Request, _database, _journal, _time) = (request, database, journal, time);

    /// <summary>What it is made of.</summary>
    public ArmRequest Request { get; }

    /// <summary>The roots of its process trees on this machine; empty when they are not known.</summary>
    public IReadOnlyList<int> Roots { get; private set; } = [];

    /// <summary>Whether it is a process of ours that has ended.</summary>
    public bool HasEnded => _process is { HasExited: true } && _process.Pids().Count == 0;

    /// <summary>The last lines of its output; empty when it is not ours.</summary>
    public string LastLines => _process?.LastLines(10) ?? "";

    /// <summary>Why statements of its database were not counted, at least once; null when they were, or it names none.</summary>
    public string? UncountedBecause { get; private set; }

    /// <summary>
    /// Why the processor time of its processes was not counted between two marks, at least once; null when it was, or they are not known.
    /// </summary>
    public string? UntimedBecause { get; private set; }

    /// <summary>Starts it, when it is ours to start, and connects to its database.</summary>
    /// <exception cref="StartFailedException">It did not become healthy.</exception>
    /// <exception cref="CollectorException">Its database cannot be looked at.</exception>
    public static async Task<ArmService> OpenAsync(
        ArmRequest request, OwnerJournal journal, TimeProvider time, CancellationToken cancellation)
    {
        var database = request.Postgres is { } postgres
            ? await AskAsync(request.Name, () => EvidenceConnection.OpenAsync(postgres, cancellation))
            : null;
        var arm = new ArmService(request, database, journal, time);
        var isOpen = false;
        try
        {
            if (database is not null)
            {
                await arm.FindCountersAsync(database, cancellation);
            }

            arm._workOfTables = await AskAsync(request.Name, () => arm.WorkOfTablesAsync(cancellation));
            await arm.RestartAsync(cancellation);
            isOpen = true;
            return arm;
        }
        finally
        {
            if (!isOpen)
            {
                await arm.DisposeAsync();
            }
        }
    }

    // A role that is no superuser cannot restore the extension into a clone: that of the source counts every database of the server.
    private async Task FindCountersAsync(NpgsqlConnection database, CancellationToken cancellation)
    {
        if (Request.OwnClone is not { Database: var clone })
        {
            await AskAsync(Request.Name, () => StatementSnapshot.ReadAsync(database, cancellation));
            return;
        }

        try
        {
            await StatementSnapshot.ReadAsync(database, cancellation);
        }
        catch (Exception e) when (e is NpgsqlException or CollectorException)
        {
            try
            {
                _source = await EvidenceConnection.OpenAsync(clone.Home, cancellation);
            }
            catch (Exception refusal) when (refusal is NpgsqlException or CollectorException)
            {
                UncountedBecause = ServerMessage.Of(refusal);
            }
        }
    }

    private static async Task<T> AskAsync<T>(string arm, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (NpgsqlException e)
        {
            throw new CollectorException($"arm {arm}: {ServerMessage.Of(e)}");
        }
    }

    /// <summary>Ends its process and starts it anew, its clone vacuumed meanwhile; nothing when it is not ours.</summary>
    /// <exception cref="StartFailedException">It did not become healthy.</exception>
    public async Task RestartAsync(CancellationToken cancellation)
    {
        if (Request.Start is { } start)
        {
            await EndAsync();
            await VacuumAsync(cancellation);
            _process = await ServiceProcess.StartAsync(start, _journal, _time, cancellation);
        }

        Roots = _process is not null ? [_process.Stamp.Pid]
            : Request.Processes is { } known ? known
            : Request.Url.IsLoopback
                ? [.. Collect.Host.Processes.ListeningOn(Request.Url.Port).Where(static pid => pid != Environment.ProcessId)]
            : [];
    }

    /// <summary>
    /// Whether it is connected to its clone, or has used it since it was opened; true without a clone, and where nobody knows.
    /// </summary>
    public async Task<bool> UsesCloneAsync(CancellationToken cancellation)
    {
        const string sessions = $"""
            SELECT {EvidenceConnection.Marker} EXISTS (
                SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND usesysid IS NOT NULL AND application_name <> '{EvidenceConnection.ApplicationName}')
            """;
        try
        {
            return Request.OwnClone is null || await ScalarAsync(sessions, cancellation) is true
                || await WorkOfTablesAsync(cancellation) > _workOfTables;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            return true;
        }
    }

    /// <summary>What it has used up to now.</summary>
    internal async Task<ArmMark> MarkAsync(CancellationToken cancellation) => new(
        Roots,
        Roots.Count == 0 ? null : ProcessTable.Read(),
        await StatementsAsync(cancellation),
        Request.CacheHits?.Invoke());

    /// <summary>The work a request since an earlier mark.</summary>
    /// <param name="earlier">The earlier mark.</param>
    /// <param name="requests">Requests since then.</param>
    /// <param name="cancellation">Ends the question.</param>
    internal async Task<SortedDictionary<string, double>> WorkSinceAsync(ArmMark earlier, long requests, CancellationToken cancellation)
    {
        var mark = await MarkAsync(cancellation);
        if (mark.IsUntimedSince(earlier))
        {
            UntimedBecause ??= $"a process of {Request.Name} ended, and none of its processes waited for it: what it used is not known";
        }

        return mark.WorkSince(earlier, requests, cause => UncountedBecause ??= cause);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        if (_source is not null)
        {
            await _source.DisposeAsync();
        }
    }

    // Reads and writes of the clone's tables: those of a session that has ended are counted at once, those of a living one later.
    private async Task<long> WorkOfTablesAsync(CancellationToken cancellation)
    {
        const string work = $"""
            SELECT {EvidenceConnection.Marker}
                coalesce(sum(seq_scan + coalesce(idx_scan, 0) + n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint
            FROM pg_stat_user_tables
            """;
        return Request.OwnClone is not null && await ScalarAsync(work, cancellation) is long count ? count : 0;
    }

    private async Task<object?> ScalarAsync(string sql, CancellationToken cancellation)
    {
        if (_database is null)
        {
            return null;
        }

        await using var command = new NpgsqlCommand(sql, _database);
        return await command.ExecuteScalarAsync(cancellation);
    }

    private async Task VacuumAsync(CancellationToken cancellation)
    {
        if (Request.OwnClone is not { Database: var clone })
        {
            return;
        }

        try
        {
            await using var server = await CloneServer.ConnectAsync(clone.ConnectionString, cancellation);
            await server.ExecuteAsync("VACUUM", cancellation);
        }
        catch (NpgsqlException e)
        {
            throw new StartFailedException($"{clone}, the clone of {Request.Name}, cannot be vacuumed: {ServerMessage.Of(e)}", e);
        }
    }

    // A database that does not answer costs its counters, not the experiment.
    private async Task<StatementSnapshot?> StatementsAsync(CancellationToken cancellation)
    {
        try
        {
            return _source is not null && Request.OwnClone is { Database.Name: var clone }
                ? await StatementSnapshot.ReadOfAsync(_source, clone, cancellation)
                : _database is null ? null : await StatementSnapshot.ReadAsync(_database, cancellation);
        }
        catch (Exception e) when (e is NpgsqlException or CollectorException or InvalidOperationException)
        {
            UncountedBecause ??= ServerMessage.Of(e);
            return null;
        }
    }

    private async Task EndAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
    }
}
