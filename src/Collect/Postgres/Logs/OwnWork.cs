using System.Text;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>Tells Headroom's own work in a log from the service's, and counts it: it is in no other number.</summary>
/// <remarks>
/// Its own is what names a statement with its mark, what its sessions did where the log says how they call themselves, and all that
/// happened in its clones.
/// </remarks>
internal sealed class OwnWork
{
    /// <summary>More backends than this whose call waits for its duration are forgotten.</summary>
    public const int MostWaiting = 20_000;

    private static readonly byte[] Marker = Encoding.UTF8.GetBytes(EvidenceConnection.Marker);
    private static readonly byte[] ApplicationName = Encoding.UTF8.GetBytes(EvidenceConnection.ApplicationName);

    private readonly HashSet<int> _untimed = [];
    private (string? Database, bool IsClone) _last;

    /// <summary>Executions.</summary>
    public long Calls { get; private set; }

    /// <summary>Entries that are none.</summary>
    public long Entries { get; private set; }

    /// <summary>Whether a statement carries the mark.</summary>
    public static bool IsMarked(ReadOnlySpan<byte> sql) => sql.IndexOf(Marker) >= 0;

    /// <summary>Whether sessions of this application are Headroom's.</summary>
    public static bool IsSession(ReadOnlySpan<byte> application) => application.SequenceEqual(ApplicationName);

    /// <summary>Whether an entry is of a session or clone of Headroom's. Cheap: a database's name is the same string each time.</summary>
    public bool Holds(LogEntry entry)
    {
        if (!ReferenceEquals(entry.Database, _last.Database))
        {
            _last = (entry.Database, entry.Database is { } name && CloneName.Matches(name));
        }

        return entry.IsOwnSession || _last.IsClone;
    }

    /// <summary>Counts an execution, with its duration or -1.</summary>
    public void Call(int pid, long durationNs)
    {
        Calls++;
        if (durationNs < 0 && _untimed.Count < MostWaiting)
        {
            _untimed.Add(pid);
        }
    }

    /// <summary>Counts another entry.</summary>
    public void Entry() => Entries++;

    /// <summary>Counts a duration that came alone, if the call that its backend logged last was one of these.</summary>
    public bool Time(int pid)
    {
        var isOwn = _untimed.Remove(pid);
        Entries += isOwn ? 1 : 0;
        return isOwn;
    }

    /// <summary>Counts a failure; what failed has no duration.</summary>
    public void Failure(int pid)
    {
        _untimed.Remove(pid);
        Entries++;
    }
}
