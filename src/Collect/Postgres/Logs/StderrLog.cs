namespace Headroom.Collect.Postgres.Logs;

/// <summary>
/// Reads the lines of log_destination = stderr: joins the lines of a message, and its DETAIL, HINT, CONTEXT and STATEMENT to it by pid,
/// however the lines of different backends interleave.
/// </summary>
/// <remarks>
/// Bounded: at most 1,024 entries wait for their end, and at most 16 MB of text; beyond that the oldest are taken as they are.
/// </remarks>
internal sealed class StderrLog(LinePrefix prefix, LogSink sink)
{
    private const int MostWaiting = 1024;
    private const int MostWaitingBytes = 16 * 1024 * 1024;

    private readonly Dictionary<int, LogEntry> _waiting = [];
    private readonly Stack<LogEntry> _free = new();
    private LogEntry? _last;
    private ByteText? _part;
    private bool _hasTabs;
    private long _sequence;
    private int _waitingBytes;

    /// <summary>Reads all.</summary>
    public void Read(LogLines lines)
    {
        while (lines.Next(out var line))
        {
            if (line is [0, ..])
            {
                line = line.TrimStart((byte)0);
            }

            _sequence++;
            Take(line, lines.IsCut);
        }

        foreach (var entry in _waiting.Values.OrderBy(static entry => entry.Sequence).ToList())
        {
            sink.Take(entry);
        }

        _waiting.Clear();
        _last = null;
    }

    private void Take(ReadOnlySpan<byte> line, bool isCut)
    {
        if (line is [(byte)'\t', ..])
        {
            _hasTabs = true;
            Continue(line[1..], isCut);
            return;
        }

        var head = default(LineHead);
        if (!prefix.TryRead(line, ref head))
        {
            // The server begins every further line of a message with a tab; what has none came from another program, unless something cut
            // the tabs off.
            if (line.Length > 0 && (_last is null || _hasTabs))
            {
                sink.Broken();
            }
            else
            {
                Continue(line, isCut);
            }

            return;
        }

        var text = line[head.TextAt..];
        if (head.Kind > LineKind.Panic)
        {
            Attach(head, text, isCut);
        }
        else
        {
            Begin(head, text, isCut);
        }
    }

    private void Begin(LineHead head, ReadOnlySpan<byte> text, bool isCut)
    {
        if (_waiting.Count >= MostWaiting || _waitingBytes > MostWaitingBytes)
        {
            Relieve();
        }

        if (_waiting.TryGetValue(head.Pid, out var entry))
        {
            Finish(entry);
        }
        else
        {
            entry = _free.Count > 0 ? _free.Pop() : new LogEntry();
            _waiting[head.Pid] = entry;
        }

        entry.Ticks = head.Ticks;
        entry.Pid = head.Pid;
        entry.Severity = head.Kind;
        entry.User = sink.Name(head.User);
        entry.Database = sink.Name(head.Database);
        entry.IsOwnSession = OwnWork.IsSession(head.Application);
        entry.IsCut = isCut;
        entry.Sequence = _sequence;
        (_last, _part) = (entry, entry.Message);
        Append(text);
    }

    private void Attach(LineHead head, ReadOnlySpan<byte> text, bool isCut)
    {
        if (!_waiting.TryGetValue(head.Pid, out var entry))
        {
            sink.Orphan();
            (_last, _part) = (null, null);
            return;
        }

        entry.Sequence = _sequence;
        entry.IsCut |= isCut;
        _last = entry;
        _part = head.Kind switch { LineKind.Detail => entry.Detail, LineKind.Statement => entry.Statement, _ => entry.Rest };
        Append(text);
    }

    private void Continue(ReadOnlySpan<byte> text, bool isCut)
    {
        if (_last is null)
        {
            if (text.Length > 0)
            {
                sink.Broken();
            }

            return;
        }

        _last.IsCut |= isCut;
        Append("\n"u8);
        Append(text);
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        var before = _part!.Length;
        _part.Append(text);
        _waitingBytes += _part.Length - before;
    }

    private void Relieve()
    {
        var oldest = _sequence - (MostWaiting / 2);
        foreach (var (pid, entry) in _waiting.OrderBy(static pair => pair.Value.Sequence).ToList())
        {
            if (entry.Sequence < oldest || (_waitingBytes > MostWaitingBytes && entry != _last))
            {
                _waiting.Remove(pid);
                Finish(entry);
                if (_free.Count < 64)
                {
                    _free.Push(entry);
                }
            }
        }
    }

    private void Finish(LogEntry entry)
    {
        _waitingBytes -= entry.Length;
        sink.Take(entry);
        if (ReferenceEquals(entry, _last))
        {
            (_last, _part) = (null, null);
        }

        entry.Clear();
    }
}
