namespace Headroom.Collect.Postgres.Logs;

/// <summary>One entry of a log with all that belongs to it. Used again for the next one: nothing of it may be kept.</summary>
internal sealed class LogEntry
{
    /// <summary>More than this of a message or a statement is dropped; 1 MB.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>When, in ticks of UTC; 0 when the log does not say.</summary>
    public long Ticks { get; set; }

    /// <summary>The backend; 0 when the log does not say.</summary>
    public int Pid { get; set; }

    /// <summary>How grave: Minor to Panic. <b>Source:</b> PostgreSQL manual, "Message Severity Levels".</summary>
    public LineKind Severity { get; set; }

    /// <summary>The user, or null.</summary>
    public string? User { get; set; }

    /// <summary>The database, or null.</summary>
    public string? Database { get; set; }

    /// <summary>Whether its session calls itself as Headroom's do; false when the log does not say.</summary>
    public bool IsOwnSession { get; set; }

    /// <summary>The order of lines in which it was last added to.</summary>
    public long Sequence { get; set; }

    /// <summary>Whether something of it was dropped before it came here.</summary>
    public bool IsCut { get; set; }

    /// <summary>The message.</summary>
    public ByteText Message { get; } = new(MostBytes);

    /// <summary>DETAIL.</summary>
    public ByteText Detail { get; } = new(MostBytes);

    /// <summary>STATEMENT.</summary>
    public ByteText Statement { get; } = new(MostBytes);

    /// <summary>HINT, CONTEXT, QUERY, LOCATION: joined, and read by nobody.</summary>
    public ByteText Rest { get; } = new(0);

    /// <summary>Bytes that it holds.</summary>
    public int Length => Message.Length + Detail.Length + Statement.Length;

    /// <summary>Whether something of it was dropped.</summary>
    public bool WasCut => IsCut || Message.IsCut || Detail.IsCut || Statement.IsCut;

    /// <summary>Makes it ready for the next one.</summary>
    public void Clear()
    {
        (Ticks, Pid, Severity, User, Database, IsOwnSession, IsCut) = (0, 0, LineKind.Minor, null, null, false, false);
        Message.Clear();
        Detail.Clear();
        Statement.Clear();
        Rest.Clear();
    }
}
