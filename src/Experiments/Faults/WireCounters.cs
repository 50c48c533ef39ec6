namespace Headroom.Experiments.Faults;

/// <summary>How a connection through a proxy ended.</summary>
public enum WireEnd
{
    /// <summary>It is open.</summary>
    Open,

    /// <summary>Both sides ended it in good order.</summary>
    Closed,

    /// <summary>A side reset it, and the proxy passed that on.</summary>
    Reset,

    /// <summary>The server could not be reached; the client was reset.</summary>
    Unreachable,

    /// <summary>A toxic ended it.</summary>
    Toxic,

    /// <summary>It was turned away by a toxic before it reached the server.</summary>
    TurnedAway,

    /// <summary>The proxy was disabled or disposed of.</summary>
    ProxyDown,
}

/// <summary>One connection as the wire showed it. Times count from the start of the proxy.</summary>
public sealed record WireConnection
{
    /// <summary>Counts from 1 on each proxy, in the order of acceptance.</summary>
    public required long Number { get; init; }

    /// <summary>When it was accepted.</summary>
    public required TimeSpan OpenedAt { get; init; }

    /// <summary>When both sides were closed; null: it is open.</summary>
    public required TimeSpan? ClosedAt { get; init; }

    /// <summary>
    /// When the client ended its side or reset it; null: it did not. An open connection without it is one that the client still holds.
    /// </summary>
    public required TimeSpan? ClientEndedAt { get; init; }

    /// <summary>How it ended.</summary>
    public required WireEnd End { get; init; }

    /// <summary>Bytes read from the client.</summary>
    public required long BytesUp { get; init; }

    /// <summary>Bytes read from the server.</summary>
    public required long BytesDown { get; init; }

    /// <summary>
    /// How often the server began to speak after the client had: requests that were sent at once without waiting count as one.
    /// </summary>
    public required long RoundTrips { get; init; }

    /// <summary>
    /// Time within those round trips from the client's last bytes to the server's first, both as the proxy read them. A toxic on the way
    /// up is in it, one on the way down is not.
    /// </summary>
    public required TimeSpan Waiting { get; init; }

    /// <summary>Pieces of the server's bytes that were held on the way down, and sent on.</summary>
    public required long Held { get; init; }

    /// <summary>How long they were held, all of them together: what toxics asked for, and what timers added to it.</summary>
    public required TimeSpan Holding { get; init; }
}

/// <summary>All connections of a proxy together.</summary>
public sealed record WireTotals
{
    /// <summary>Connections that the proxy accepted.</summary>
    public required long Accepted { get; init; }

    /// <summary>
    /// Accepted ones that never reached the server: it could not be reached, or a toxic turned them away. What the kernel refuses while
    /// the proxy is down or refuses is not seen by anybody.
    /// </summary>
    public required long TurnedAway { get; init; }

    /// <summary>Connections that are open now.</summary>
    public required int Open { get; init; }

    /// <summary>Of those, the ones that the client has not ended: what is left of them when all work is done is a leak.</summary>
    public required int HeldByClient { get; init; }

    /// <summary>Bytes read from clients.</summary>
    public required long BytesUp { get; init; }

    /// <summary>Bytes read from the server.</summary>
    public required long BytesDown { get; init; }

    /// <summary>Sum over the connections.</summary>
    public required long RoundTrips { get; init; }

    /// <summary>Sum over the connections.</summary>
    public required TimeSpan Waiting { get; init; }

    /// <summary>Sum over the connections.</summary>
    public required long Held { get; init; }

    /// <summary>Sum over the connections.</summary>
    public required TimeSpan Holding { get; init; }

    /// <summary>These and one connection more.</summary>
    internal WireTotals With(WireConnection one) => this with
    {
        TurnedAway = TurnedAway + (one.End is WireEnd.TurnedAway or WireEnd.Unreachable ? 1 : 0),
        BytesUp = BytesUp + one.BytesUp,
        BytesDown = BytesDown + one.BytesDown,
        RoundTrips = RoundTrips + one.RoundTrips,
        Waiting = Waiting + one.Waiting,
        Held = Held + one.Held,
        Holding = Holding + one.Holding,
    };
}

/// <summary>The connections that ended: all of them summed up, the last of them one by one. Its owner locks.</summary>
internal sealed class WireHistory(int most)
{
    private readonly Queue<WireConnection> _last = [];
    private long _longestNs;

    /// <summary>All of them together; what concerns open ones is 0.</summary>
    public WireTotals Totals { get; private set; } = new()
    {
        Accepted = 0,
        TurnedAway = 0,
        Open = 0,
        HeldByClient = 0,
        BytesUp = 0,
        BytesDown = 0,
        RoundTrips = 0,
        Waiting = TimeSpan.Zero,
        Held = 0,
        Holding = TimeSpan.Zero,
    };

    /// <summary>The last of them, the first that ended first.</summary>
    public IEnumerable<WireConnection> Last => _last;

    /// <summary>Adds one, and the longest wait on it that nobody asked for yet.</summary>
    public void Add(WireConnection one, long longestNs)
    {
        _longestNs = Math.Max(_longestNs, longestNs);
        Totals = Totals.With(one);
        _last.Enqueue(one);
        if (_last.Count > most)
        {
            _last.Dequeue();
        }
    }

    /// <summary>The longest wait on those that ended since this was asked last.</summary>
    public long TakeLongestNs()
    {
        var longest = _longestNs;
        _longestNs = 0;
        return longest;
    }
}

/// <summary>Counts one connection; both directions at once may use it.</summary>
internal sealed class WireMeter(long number, ProxyClock clock)
{
    private readonly Lock _gate = new();
    private readonly long _openedNs = clock.NowNs;
    private WireEnd _end;
    private long? _closedNs, _clientEndedNs;
    private long _up, _down, _roundTrips, _waitingNs, _longestNs, _askedNs, _held, _holdingNs;
    private bool _isAsked;

    public void FromClient(int bytes)
    {
        var now = clock.NowNs;
        lock (_gate)
        {
            _up += bytes;
            _askedNs = now;
            _isAsked = true;
        }
    }

    public void FromServer(int bytes)
    {
        var now = clock.NowNs;
        lock (_gate)
        {
            _down += bytes;
            if (_isAsked)
            {
                _isAsked = false;
                _roundTrips++;
                _waitingNs += now - _askedNs;
                _longestNs = Math.Max(_longestNs, now - _askedNs);
            }
        }
    }

    /// <summary>A piece from the server was held, and goes on now.</summary>
    public void LetGo(long heldNs)
    {
        lock (_gate)
        {
            _held++;
            _holdingNs += heldNs;
        }
    }

    /// <summary>The longest wait since this was asked last.</summary>
    public long TakeLongestNs()
    {
        lock (_gate)
        {
            var longest = _longestNs;
            _longestNs = 0;
            return longest;
        }
    }

    public void ClientEnded()
    {
        lock (_gate)
        {
            _clientEndedNs ??= clock.NowNs;
        }
    }

    /// <summary>The first reason stands.</summary>
    public void EndsFor(WireEnd end)
    {
        lock (_gate)
        {
            _end = _end == WireEnd.Open ? end : _end;
        }
    }

    public void Closed()
    {
        lock (_gate)
        {
            _closedNs ??= clock.NowNs;
        }
    }

    public WireConnection Read()
    {
        lock (_gate)
        {
            return new WireConnection
            {
                Number = number,
                OpenedAt = ProxyClock.Span(_openedNs),
                ClosedAt = Span(_closedNs),
                ClientEndedAt = Span(_clientEndedNs),
                End = _closedNs is null ? WireEnd.Open : _end,
                BytesUp = _up,
                BytesDown = _down,
                RoundTrips = _roundTrips,
                Waiting = ProxyClock.Span(_waitingNs),
                Held = _held,
                Holding = ProxyClock.Span(_holdingNs),
            };
        }
    }

    private static TimeSpan? Span(long? ns) => ns is { } value ? ProxyClock.Span(value) : null;
}
