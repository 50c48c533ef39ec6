using System.Buffers.Text;
using System.Text;
using Headroom.Model.Evidence;
using Headroom.Model.Units;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>What the server says of its own work: locks, temporary files, checkpoints, autovacuum, sessions.</summary>
/// <remarks>
/// <b>Source:</b> PostgreSQL, proc.c (ProcSleep), fd.c (ReportTemporaryFileUsage), xlog.c (LogCheckpointEnd), vacuumlazy.c, analyze.c,
/// postgres.c (log_disconnections).
/// </remarks>
internal sealed class ServerEvents
{
    private const int MostTables = 2000;

    private static readonly byte[][] SessionStarts =
    [
        "connection received"u8.ToArray(), "connection authorized"u8.ToArray(), "replication connection authorized"u8.ToArray(),
        "disconnection: session time: "u8.ToArray(),
    ];

    private readonly Dictionary<string, (long Vacuums, long Analyzes)> _tables = new(StringComparer.Ordinal);
    private (long Waits, long Acquired, long Ns, long LongestNs) _locks;
    private (long Files, long Bytes, long Largest) _temp;
    private (long Completed, long Buffers, double Seconds, double Longest, long ByWal) _checkpoints;
    private (long Received, long Authorized, long Ended, long Ticks) _sessions;

    /// <summary>Automatic maintenance of Headroom's clones; in no other number.</summary>
    public long OwnAutovacuums { get; private set; }

    /// <summary>
    /// Whether a message is about a session. All sessions count: where one comes from is logged before its database is known.
    /// </summary>
    public static bool IsSession(ReadOnlySpan<byte> message)
    {
        foreach (var start in SessionStarts)
        {
            if (message.StartsWith(start))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// A lock that a process waits for still: <c>process 12 still waiting for ShareLock on transaction 7 after 1000.1 ms</c>.
    /// </summary>
    public bool Waits(ReadOnlySpan<byte> message)
    {
        if (!message.StartsWith("process "u8))
        {
            return false;
        }

        if (message.IndexOf(" acquired "u8) is > 0 and < 24)
        {
            var ns = (long)(NumberAfter(message, " after "u8) * 1e6);
            _locks = (_locks.Waits, _locks.Acquired + 1, _locks.Ns + ns, Math.Max(_locks.LongestNs, ns));
            return false;
        }

        var waits = message.IndexOf(" still waiting for "u8) is > 0 and < 24;
        _locks.Waits += waits ? 1 : 0;
        return waits;
    }

    /// <summary>The size of a temporary file; null when the message is about none.</summary>
    /// <param name="message">Such as <c>temporary file: path "base/pgsql_tmp/pgsql_tmp12.0", size 1234</c>.</param>
    public static long? SizeOfTempFile(ReadOnlySpan<byte> message) =>
        message.StartsWith("temporary file: path "u8) && message.LastIndexOf(", size "u8) is > 0 and var at
            && Utf8Parser.TryParse(message[(at + ", size ".Length)..], out long size, out _)
            ? size
            : null;

    /// <summary>A temporary file.</summary>
    public void TempFile(long size) => _temp = (_temp.Files + 1, _temp.Bytes + size, Math.Max(_temp.Largest, size));

    /// <summary>Anything else.</summary>
    public void Take(ReadOnlySpan<byte> message)
    {
        switch (message)
        {
            case [(byte)'c', (byte)'h', ..] or [(byte)'r', ..]:
                Checkpoint(message);
                break;
            case [(byte)'a', ..]:
                Autovacuum(message);
                break;
            case [(byte)'c', ..] when message.StartsWith("connection received"u8):
                _sessions.Received++;
                break;
            case [(byte)'c', ..] when message.StartsWith("connection authorized"u8)
                || message.StartsWith("replication connection authorized"u8):
                _sessions.Authorized++;
                break;
            case [(byte)'d', ..] when message.StartsWith("disconnection: session time: "u8):
                _sessions.Ended++;
                _sessions.Ticks += SessionTicks(message["disconnection: session time: ".Length..]);
                break;
        }
    }

    /// <summary>Locks.</summary>
    public LockWaitTotals LockWaits() =>
        new(_locks.Waits, _locks.Acquired, Span(_locks.Ns), _locks.Acquired == 0 ? null : Span(_locks.LongestNs));

    /// <summary>Temporary files.</summary>
    public TempFileTotals TempFiles() => new(_temp.Files, new Bytes(_temp.Bytes), new Bytes(_temp.Largest));

    /// <summary>Checkpoints.</summary>
    public CheckpointTotals Checkpoints() => new(
        _checkpoints.Completed, _checkpoints.Buffers, TimeSpan.FromSeconds(_checkpoints.Seconds),
        _checkpoints.Completed == 0 ? null : TimeSpan.FromSeconds(_checkpoints.Longest), _checkpoints.ByWal);

    /// <summary>Autovacuum.</summary>
    public IReadOnlyList<AutovacuumCount> Autovacuums() =>
    [
        .. _tables.OrderByDescending(static pair => pair.Value.Vacuums + pair.Value.Analyzes)
            .ThenBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(static pair => new AutovacuumCount(pair.Key, pair.Value.Vacuums, pair.Value.Analyzes)),
    ];

    /// <summary>Sessions.</summary>
    public SessionTotals Sessions() => new(_sessions.Received, _sessions.Authorized, _sessions.Ended, TimeSpan.FromTicks(_sessions.Ticks));

    private static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    private void Checkpoint(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("checkpoint starting:"u8) || message.StartsWith("restartpoint starting:"u8))
        {
            _checkpoints.ByWal += message.IndexOf(" wal"u8) > 0 || message.IndexOf(" xlog"u8) > 0 ? 1 : 0;
        }
        else if (message.StartsWith("checkpoint complete:"u8) || message.StartsWith("restartpoint complete:"u8))
        {
            var seconds = NumberAfter(message, "total="u8);
            _checkpoints = (
                _checkpoints.Completed + 1, _checkpoints.Buffers + (long)NumberAfter(message, " wrote "u8), _checkpoints.Seconds + seconds,
                Math.Max(_checkpoints.Longest, seconds), _checkpoints.ByWal);
        }
    }

    private void Autovacuum(ReadOnlySpan<byte> message)
    {
        var isVacuum = message.StartsWith("automatic vacuum of table "u8) || message.StartsWith("automatic aggressive vacuum "u8);
        if (!isVacuum && !message.StartsWith("automatic analyze of table "u8))
        {
            return;
        }

        var open = message.IndexOf((byte)'"');
        var close = open < 0 ? -1 : message[(open + 1)..].IndexOf((byte)'"');
        if (close is < 1 or > 400)
        {
            return;
        }

        var table = Encoding.UTF8.GetString(message.Slice(open + 1, close));
        if (table.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && CloneName.Matches(table.AsSpan(0, dot)))
        {
            OwnAutovacuums++;
            return;
        }

        if (_tables.Count >= MostTables && !_tables.ContainsKey(table))
        {
            table = "(other tables)";
        }

        var (vacuums, analyzes) = _tables.GetValueOrDefault(table);
        _tables[table] = (vacuums + (isVacuum ? 1 : 0), analyzes + (isVacuum ? 0 : 1));
    }

    private static double NumberAfter(ReadOnlySpan<byte> message, ReadOnlySpan<byte> mark)
    {
        var at = message.IndexOf(mark);
        return at >= 0 && Utf8Parser.TryParse(message[(at + mark.Length)..], out double number, out _) && number is >= 0 and < 1e12
            ? number : 0;
    }

    // "0:00:01.234", hours first.
    private static long SessionTicks(ReadOnlySpan<byte> text)
    {
        var ticks = 0L;
        foreach (var part in (long[])[TimeSpan.TicksPerHour, TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond])
        {
            if (!Utf8Parser.TryParse(text, out double number, out var used) || number is < 0 or > 1e6)
            {
                return ticks;
            }

            ticks += (long)(number * part);
            text = used < text.Length ? text[(used + 1)..] : [];
        }

        return ticks;
    }
}
