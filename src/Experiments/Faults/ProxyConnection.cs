using System.Net;
using System.Net.Sockets;
using Headroom.Statistics;

namespace Headroom.Experiments.Faults;

/// <summary>A placed toxic with a number that no other has had, so that its work goes on when others come and go.</summary>
/// <param name="Number">Counts from 1 on each proxy.</param>
/// <param name="Placed">What was placed, as it is now.</param>
internal sealed record ToxicEntry(long Number, PlacedToxic Placed);

/// <summary>One client and its connection to the server.</summary>
internal sealed class ProxyConnection : IDisposable
{
    private static readonly TimeSpan s_dialLimit = TimeSpan.FromSeconds(30);

    private readonly Socket _client;
    private readonly EndPoint _upstream;
    private readonly ProxyClock _clock;
    private readonly SeededRandom _random;

    // It has no timer, so it is left to the collector: whoever aborts may still hold it.
    private readonly CancellationTokenSource _stop = new();

    private readonly Lock _gate = new();
    private readonly Pipe _up;
    private volatile IReadOnlyList<ToxicEntry> _toxics;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket? _server;
    private Pipe? _down;
    private bool _isOver;

    public ProxyConnection(
        long number, Socket client, EndPoint upstream, ProxyClock clock, SeededRandom random, IReadOnlyList<ToxicEntry> toxics)
    {
        (_client, _upstream, _clock, _random, _toxics) = (client, upstream, clock, random, toxics);
        Meter = new WireMeter(number, clock);
        _up = new Pipe(client, clock, Meter.FromClient, static _ => { }, Meter.ClientEnded, Abort);
        _up.Change((old, now) => ChainOf(WireStream.Upstream, old, now));
    }

    /// <summary>What was counted.</summary>
    public WireMeter Meter { get; }

    /// <summary>Serves the client to the end. Leaves no socket and no task behind.</summary>
    public async Task RunAsync()
    {
        try
        {
            if (First<Toxic.Rst>() is not null)
            {
                Abort(WireEnd.TurnedAway, isReset: true);
            }
            else if (First<Toxic.PostgresRefuse>() is { } refusal)
            {
                await TurnAwayAsync(refusal.Error);
            }
            else
            {
                await ServeAsync();
            }
        }
        finally
        {
            Abort(WireEnd.Closed, isReset: false);
            await Task.WhenAll(_up.Writer, _down?.Writer ?? Task.CompletedTask);
            Meter.Closed();
        }
    }

    /// <summary>Other toxics are on the proxy.</summary>
    public void Change(IReadOnlyList<ToxicEntry> toxics)
    {
        Pipe? down;
        lock (_gate)
        {
            _toxics = toxics;
            _changed.TrySetResult();
            down = _down;
        }

        _up.Change((old, now) => ChainOf(WireStream.Upstream, old, now));
        down?.Change((old, now) => ChainOf(WireStream.Downstream, old, now));
        if (First<Toxic.Rst>() is not null)
        {
            Abort(WireEnd.Toxic, isReset: true);
        }
    }

    /// <summary>Ends it with an error, if the toxic applies to it.</summary>
    public void Terminate(ToxicEntry entry, PostgresError error)
    {
        if (!Applies(entry))
        {
            return;
        }

        Pipe? down;
        lock (_gate)
        {
            down = _down;
        }

        if (down is null)
        {
            Abort(WireEnd.Toxic, isReset: false);
        }
        else
        {
            down.SayFarewell(error.ToBytes());
        }
    }

    /// <summary>Ends it now. The first call decides how.</summary>
    public void Abort(WireEnd end, bool isReset)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = true;
        }

        Meter.EndsFor(end);
        _up.Stop();
        _down?.Stop();
        Wire.Close(_client, isReset);
        if (_server is { } server)
        {
            Wire.Close(server, isReset);
        }

        _stop.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _up.Dispose();
        _down?.Dispose();
        _client.Dispose();
        _server?.Dispose();
    }

    private async Task TurnAwayAsync(PostgresError error)
    {
        using var limit = new CancellationTokenSource(s_dialLimit, _clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            await PostgresWire.RefuseAsync(_client, error, either.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client left first.
        }

        Abort(WireEnd.TurnedAway, isReset: false);
    }

    private async Task ServeAsync()
    {
        var asking = _up.RunAsync();
        if (await DialAsync() is { } server)
        {
            var down = new Pipe(server, _clock, Meter.FromServer, Meter.LetGo, static () => { }, Abort);
            bool isOver;
            lock (_gate)
            {
                isOver = _isOver;
                _server = server;
                _down = down;
            }

            if (isOver)
            {
                server.Dispose(); // ended while it was dialled
                down.Stop();
            }

            down.Change((old, now) => ChainOf(WireStream.Downstream, old, now));
            down.Connect(_client);
            _up.Connect(server);
            await down.RunAsync();
        }

        await asking;
    }

    /// <summary>
    /// Dials the server, once nothing hangs; null when it cannot be reached or the connection ended meanwhile, which is dealt with.
    /// </summary>
    private async Task<Socket?> DialAsync()
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var isConnected = false;
        try
        {
            while (await HangsAsync())
            {
            }

            using var limit = new CancellationTokenSource(s_dialLimit, _clock.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
            await server.ConnectAsync(_upstream, either.Token);
            isConnected = true;
            return server;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            Abort(WireEnd.Unreachable, isReset: true);
            return null;
        }
        finally
        {
            if (!isConnected)
            {
                server.Dispose();
            }
        }
    }

    /// <summary>Waits for a change of the toxics if one of them hangs; true when it did.</summary>
    private async Task<bool> HangsAsync()
    {
        Task changed;
        lock (_gate)
        {
            if (First<Toxic.Hang>() is null)
            {
                return false;
            }

            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed = _changed.Task;
        }

        await changed.WaitAsync(_stop.Token);
        return true;
    }

    private T? First<T>()
        where T : Toxic => (T?)_toxics.FirstOrDefault(entry => entry.Placed.Toxic is T && Applies(entry))?.Placed.Toxic;

    /// <summary>The draw depends on the seed, the connection's number and the toxic's: a greater toxicity only adds connections.</summary>
    private bool Applies(ToxicEntry entry) =>
        entry.Placed.Toxicity >= 1 || _random.Fork((ulong)entry.Number).NextDouble() < entry.Placed.Toxicity;

    private ToxicChain ChainOf(WireStream stream, ToxicChain old, long nowNs)
    {
        var entries = _toxics.Where(entry => entry.Placed.Stream == stream && entry.Placed.Toxic.IsOnTheStream && Applies(entry)).ToList();
        if (entries.Select(static entry => (entry.Number, entry.Placed.Toxic))
            .SequenceEqual(old.Stages.Select(static stage => (stage.Number, stage.Toxic))))
        {
            return old;
        }

        return new ToxicChain([.. entries.Select(entry => StageOf(entry, old, nowNs))]);
    }

    private ToxicStage StageOf(ToxicEntry entry, ToxicChain old, long nowNs)
    {
        var before = old.Stages.FirstOrDefault(stage => stage.Number == entry.Number);
        return before is not null && before.Toxic == entry.Placed.Toxic
            ? before
            : new ToxicStage(entry.Number, entry.Placed.Toxic, _random.Fork((ulong)entry.Number).Fork(1), nowNs, before?.Passed ?? 0);
    }
}
