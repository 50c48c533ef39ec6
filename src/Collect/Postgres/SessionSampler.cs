using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>
/// Looks at the sessions of a server ten times a second, from <see cref="StartAsync"/> to <see cref="StopAsync"/>, over one connection.
/// </summary>
/// <remarks>
/// A look costs the server well below a millisecond and grows with the number of connections; where it takes longer, looks become rarer
/// (<see cref="LookBudget"/>). What it took is part of the evidence.
/// </remarks>
public sealed class SessionSampler : IAsyncDisposable
{
    /// <summary>The time between two looks: an open transaction of a second is seen ten times.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlConnection _connection;
    private readonly SessionReader _reader;
    private readonly SessionServer _server;
    private readonly SessionTally _tally;
    private readonly TimeProvider _time;
    private readonly RunningWindow _window;
    private readonly LookBudget _budget = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;
    private int _looks;
    private TimeSpan _ownTime;
    private string? _brokenOff;

    private SessionSampler(NpgsqlConnection connection, SessionReader reader, SessionServer server, TimeProvider time)
    {
        (_connection, _reader, _server, _time) = (connection, reader, server, time);
        _tally = new SessionTally(server.QuerySize);
        _window = new RunningWindow(time);
        _looking = LookAsync();
    }

    /// <summary>Looks that succeeded so far, a count; it may be read from any thread while looking goes on, and after it.</summary>
    public int Looks => Volatile.Read(ref _looks);

    /// <summary>Connects and begins.</summary>
    public static async Task<SessionSampler> StartAsync(string connectionString, TimeProvider time, CancellationToken cancellation)
    {
        var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        try
        {
            var reader = new SessionReader(connection);
            return new SessionSampler(connection, reader, await reader.ServerAsync(cancellation), time);
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends, and says what was seen.</summary>
    /// <exception cref="CollectorException">Not a single look succeeded.</exception>
    public async Task<SessionSamples> StopAsync(CancellationToken cancellation)
    {
        await EndAsync();
        if (_tally.Samples == 0)
        {
            throw new CollectorException($"the sessions could not be looked at: {_brokenOff ?? "there was no time for it"}");
        }

        var window = _window.SoFar;
        var holders = _brokenOff is null ? await _reader.HoldersAsync(cancellation) : [];
        return _tally.Result(window, Interval, _ownTime, Missing(), _server, holders);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await _connection.DisposeAsync();
        _stop.Dispose();
    }

    private string? Missing()
    {
        string?[] parts =
        [
            _tally.Hidden > 0
                ? $"the states and statements of {_tally.Hidden} sessions of other roles are hidden from this role: GRANT pg_monitor to it"
                : null,
            _brokenOff is { } cause ? $"it broke off early: {cause}" : null,
        ];
        return parts.OfType<string>().ToList() is { Count: > 0 } said ? string.Join("; ", said) : null;
    }

    private async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _looking;
    }

    // A look that has begun is finished: each has the time limit of the session.
    private async Task LookAsync()
    {
        try
        {
            for (var due = TimeSpan.Zero; !_stop.IsCancellationRequested;)
            {
                var begun = _window.Elapsed;
                var sessions = await _reader.SessionsAsync(CancellationToken.None);
                _tally.Add(begun, sessions, await _reader.WaitsAsync(sessions, CancellationToken.None));
                Volatile.Write(ref _looks, _tally.Samples);
                var took = _window.Elapsed - begun;
                _ownTime += took;
                due += Interval;
                var now = begun + took;
                due = due < now ? now : due; // what was missed is not made up for
                var rest = _budget.RestAfter(begun, took);
                await Task.Delay(due - now > rest ? due - now : rest, _time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // asked to end between two looks
        }
        catch (NpgsqlException error)
        {
            _brokenOff = ServerMessage.Of(error);
        }
    }
}
