using Headroom.Load.Protocols;

namespace Headroom.Load.Engine;

/// <summary>The time limits of the exchanges of one loop, soonest first.</summary>
/// <remarks>
/// A list linked through the connections: nearly all exchanges have the same limit, so that a new one belongs at the end.
/// </remarks>
internal sealed class Deadlines
{
    private Connection? _first;
    private Connection? _last;

    /// <summary>The soonest, or null.</summary>
    public long? NextNs => _first?.DeadlineNs;

    /// <summary>Adds an exchange.</summary>
    public void Add(Connection connection)
    {
        var before = _last;
        while (before is not null && before.DeadlineNs > connection.DeadlineNs)
        {
            before = before.Previous;
        }

        var after = before is null ? _first : before.Next;
        (connection.Previous, connection.Next) = (before, after);
        _ = before is null ? _first = connection : before.Next = connection;
        _ = after is null ? _last = connection : after.Previous = connection;
    }

    /// <summary>Takes an exchange out.</summary>
    public void Remove(Connection connection)
    {
        var (before, after) = (connection.Previous, connection.Next);
        _ = before is null ? _first = after : before.Next = after;
        _ = after is null ? _last = before : after.Previous = before;
        (connection.Previous, connection.Next) = (null, null);
    }

    /// <summary>Ends the exchanges whose time is over.</summary>
    public void Expire(long nowNs)
    {
        while (_first is { } first && first.DeadlineNs <= nowNs)
        {
            first.End(ErrorKind.Timeout);
        }
    }
}
