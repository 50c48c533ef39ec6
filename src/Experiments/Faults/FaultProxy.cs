using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Headroom.Statistics;

namespace Headroom.Experiments.Faults;

/// <summary>
/// A TCP proxy between a service and one of its dependencies, which the service is given in its connection string. It forwards what
/// comes, counts it, and makes the wire as bad as its toxics say; they may change while connections are open.
/// <para>
/// It lives in this process and holds nothing but sockets, so there is nothing to journal: whatever ends the process ends the proxy. May
/// be used from several threads. <c>bench/fault-proxy</c> measures its cost.
/// </para>
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    /// <summary>How many ended connections are remembered one by one; older ones are only in the totals.</summary>
    public const int RememberedConnections = 10_000;

    private readonly Lock _gate = new();
    private readonly ProxySettings _settings;
    private readonly ProxyClock _clock;
    private readonly SeededRandom _random;
    private readonly HeldPort _port;
    private readonly ConcurrentDictionary<long, (ProxyConnection Connection, Task Running)> _open = [];
    private readonly WireHistory _history = new(RememberedConnections);
    private IReadOnlyList<ToxicEntry> _toxics = [];
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private long _accepted, _placed;
    private bool _isDisposed;

    private FaultProxy(ProxySettings settings, HeldPort port, TimeProvider time) =>
        (_settings, _port, _clock, _random) = (settings, port, new ProxyClock(time), new SeededRandom(settings.Seed));

    /// <summary>Its name.</summary>
    public string Name => _settings.Name;

    /// <summary>Where clients connect to; the port stays the same as long as the proxy lives.</summary>
    public IPEndPoint Address => _port.Address;

    /// <summary>"host:port" of the dependency.</summary>
    public string Upstream => _settings.Upstream;

    /// <summary>Whether it takes connections, unless a toxic refuses them.</summary>
    public bool Enabled { get; private set; }

    /// <summary>Its toxics, in the order in which they work.</summary>
    public IReadOnlyList<PlacedToxic> Toxics
    {
        get
        {
            lock (_gate)
            {
                return [.. _toxics.Select(static entry => entry.Placed)];
            }
        }
    }

    /// <summary>Starts a proxy.</summary>
    /// <exception cref="ArgumentException">The settings are wrong, or go where nothing of Headroom may go.</exception>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static FaultProxy Start(ProxySettings settings, TimeProvider time)
    {
        if (settings.Mistake is { } mistake)
        {
            throw new ArgumentException(mistake, nameof(settings));
        }

        var port = new HeldPort(settings.Listen);
        var proxy = new FaultProxy(settings, port, time);
        var started = false;
        try
        {
            proxy.SetEnabled(settings.Enabled);
            started = true;
            return proxy;
        }
        finally
        {
            if (!started)
            {
                port.Dispose();
            }
        }
    }

    /// <summary>Takes the proxy down (open connections are closed, new ones refused) or up again, on the same port.</summary>
    /// <exception cref="SocketException">Somebody listens on the port meanwhile.</exception>
    public void SetEnabled(bool enabled)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            Settle(enabled);
            Enabled = enabled; // only then: a port that is taken leaves it as it was
        }

        if (!enabled)
        {
            CloseAll();
        }
    }

    /// <summary>Puts a toxic on, after those that are there.</summary>
    /// <exception cref="ArgumentException">It is wrong, or one of that name is there.</exception>
    public void Add(PlacedToxic toxic)
    {
        Check(toxic);
        lock (_gate)
        {
            if (_toxics.Any(entry => entry.Placed.Name == toxic.Name))
            {
                throw new ArgumentException($"a toxic named {toxic.Name} is on {Name} already", nameof(toxic));
            }

            var entry = new ToxicEntry(++_placed, toxic);
            Change([.. _toxics, entry]);
            if (toxic.Toxic is Toxic.PostgresTerminate terminate)
            {
                foreach (var (connection, _) in _open.Values)
                {
                    connection.Terminate(entry, terminate.Error);
                }
            }
        }
    }

    /// <summary>Changes a toxic in its place; what it counted so far stays counted. False when none of that name is there.</summary>
    /// <exception cref="ArgumentException">It is wrong.</exception>
    public bool Update(PlacedToxic toxic)
    {
        Check(toxic);
        return TryChange(toxic.Name, entry => [entry with { Placed = toxic }]);
    }

    /// <summary>Takes a toxic off; false when none of that name is there.</summary>
    public bool Remove(string name) => TryChange(name, static _ => []);

    /// <summary>Takes all toxics off.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            Change([]);
        }
    }

    /// <summary>All connections together.</summary>
    public WireTotals Totals()
    {
        lock (_gate)
        {
            var open = _open.Values.Select(static one => one.Connection.Meter.Read()).ToList();
            return open.Aggregate(_history.Totals, static (sum, one) => sum.With(one)) with
            {
                Accepted = _accepted,
                Open = open.Count,
                HeldByClient = open.Count(static one => one.ClientEndedAt is null),
            };
        }
    }

    /// <summary>The connections that are open, and of the ended ones the last <see cref="RememberedConnections"/>, by number.</summary>
    public IReadOnlyList<WireConnection> Connections()
    {
        lock (_gate)
        {
            var open = _open.Values.Select(static one => one.Connection.Meter.Read());
            return [.. _history.Last.Concat(open).OrderBy(static one => one.Number)];
        }
    }

    /// <summary>The longest wait of a round trip, on any connection, since this was asked last; zero when there was none.</summary>
    public TimeSpan TakeLongestWait()
    {
        lock (_gate)
        {
            return ProxyClock.Span(_open.Values.Aggregate(
                _history.TakeLongestNs(), static (most, one) => Math.Max(most, one.Connection.Meter.TakeLongestNs())));
        }
    }

    /// <summary>Closes all connections and gives the port back; when it returns, no socket and no task of the proxy is left.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            Enabled = false;
            Settle(Enabled);
            _isDisposed = true;
        }

        CloseAll();
        await _accepting;
        await Task.WhenAll(_open.Values.Select(static one => one.Running));
        _port.Dispose();
        _clock.Dispose();
    }

    private static void Check(PlacedToxic toxic)
    {
        if (toxic.Mistake is { } mistake)
        {
            throw new ArgumentException(mistake, nameof(toxic));
        }
    }

    private bool TryChange(string name, Func<ToxicEntry, IEnumerable<ToxicEntry>> change)
    {
        lock (_gate)
        {
            if (!_toxics.Any(entry => entry.Placed.Name == name))
            {
                return false;
            }

            Change([.. _toxics.SelectMany(entry => entry.Placed.Name == name ? change(entry) : [entry])]);
            return true;
        }
    }

    private void Change(IReadOnlyList<ToxicEntry> toxics)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _toxics = toxics;
        Settle(Enabled);
        foreach (var (connection, _) in _open.Values)
        {
            connection.Change(toxics);
        }
    }

    /// <summary>Listens or does not, as it should.</summary>
    private void Settle(bool enabled)
    {
        var listens = enabled && !_toxics.Any(static entry => entry.Placed.Toxic is Toxic.Refuse);
        if (listens && _listener is null)
        {
            var listener = _port.Listen();
            _listener = listener;
            _accepting = HeldPort.AcceptAsync(
                listener, () => ReferenceEquals(Volatile.Read(ref _listener), listener), Begin, _accepting, _clock.Time);
        }
        else if (!listens)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    private void CloseAll()
    {
        foreach (var (connection, _) in _open.Values)
        {
            connection.Abort(WireEnd.ProxyDown, isReset: false);
        }
    }

    private void Begin(Socket listener, Socket client)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_listener, listener))
            {
                client.Dispose(); // it came in the moment in which the proxy went down
                return;
            }

            client.NoDelay = true;
            var number = ++_accepted;
            var connection = new ProxyConnection(number, client, _settings.Dependency, _clock, _random.Fork((ulong)number), _toxics);
            _open[number] = (connection, ServeAsync(number, connection));
        }
    }

    private async Task ServeAsync(long number, ProxyConnection connection)
    {
        await Task.Yield(); // its task must be in the table before it ends
        try
        {
            await connection.RunAsync();
        }
        finally
        {
            connection.Dispose();
            lock (_gate)
            {
                _open.TryRemove(number, out _);
                _history.Add(connection.Meter.Read(), connection.Meter.TakeLongestNs());
            }
        }
    }
}
