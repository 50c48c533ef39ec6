using System.Buffers.Text;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>Reads log_destination = csvlog, whose records may hold line breaks.</summary>
/// <remarks>
/// <b>Source:</b> PostgreSQL manual, "Using CSV-Format Log Output": the columns that are read stand at the same place in versions 13 to 18.
/// A record that was cut off in a quoted field is given up where a line begins like a record and no longer fits into the field.
/// </remarks>
internal sealed class CsvLog(LogTime time, LogSink sink)
{
    /// <summary>Commas that the first line of a record has at least.</summary>
    public const int CommasBeforeMessage = 12;

    /// <summary>Columns that every version has.</summary>
    private const int LeastColumns = 23;

    private const int UserColumn = 1, DatabaseColumn = 2, PidColumn = 3, SeverityColumn = 11, MessageColumn = 13, DetailColumn = 14,
        QueryColumn = 19;
    private const int ApplicationColumn = 22;

    private readonly LogEntry _entry = new();
    private readonly ByteText _record = new(4 * LogEntry.MostBytes);
    private readonly ByteText _field = new(LogEntry.MostBytes);
    private bool _isOpen;
    private bool _isCut;

    /// <summary>Whether a line begins as a record does: with a time and a comma.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> line, LogTime time)
    {
        var length = time.Read(line, out _);
        return length > 0 && length < line.Length && line[length] == ',';
    }

    /// <summary>Reads all.</summary>
    public void Read(LogLines lines)
    {
        while (lines.Next(out var line))
        {
            if (_isOpen && LooksLike(line, time) && BreaksField(line))
            {
                sink.Broken();
                Drop();
            }

            if (_record.Length > 0)
            {
                _record.Append("\n"u8);
            }

            _record.Append(line);
            _isCut |= lines.IsCut;
            _isOpen ^= ((line.Count((byte)'"') + lines.LostQuotes) & 1) == 1;
            if (!_isOpen)
            {
                Take();
            }
        }

        if (_record.Length > 0)
        {
            sink.Broken();
        }
    }

    // A quote in a quoted field is doubled, or ends it before a comma or the end of the record.
    private static bool BreaksField(ReadOnlySpan<byte> line)
    {
        var quote = line.IndexOf((byte)'"');
        while (quote >= 0 && quote + 1 < line.Length)
        {
            if (line[quote + 1] == ',')
            {
                return false;
            }

            if (line[quote + 1] != '"')
            {
                return true;
            }

            var hop = line[(quote + 2)..].IndexOf((byte)'"');
            quote = hop < 0 ? -1 : quote + 2 + hop;
        }

        return false;
    }

    private void Drop()
    {
        _record.Clear();
        (_isOpen, _isCut) = (false, false);
    }

    private void Take()
    {
        if (_record.Length > 0)
        {
            _entry.Clear();
            _entry.IsCut = _isCut || _record.IsCut;
            if (Fields(_record.Span))
            {
                sink.Take(_entry);
            }
            else
            {
                sink.Broken();
            }
        }

        Drop();
    }

    private bool Fields(ReadOnlySpan<byte> record)
    {
        var column = 0;
        var at = 0;
        var hasMessage = false;
        while (at <= record.Length)
        {
            if (!Field(record, ref at, out var field) || (column <= SeverityColumn && !TakeHead(column, field)))
            {
                return false;
            }

            if (column is MessageColumn or DetailColumn or QueryColumn)
            {
                (column == MessageColumn ? _entry.Message : column == DetailColumn ? _entry.Detail : _entry.Statement).Append(field);
                hasMessage |= column == MessageColumn;
            }
            else if (column == ApplicationColumn)
            {
                _entry.IsOwnSession = OwnWork.IsSession(field);
            }

            column++;
            at++;
        }

        return column >= LeastColumns || (_entry.IsCut && hasMessage);
    }

    private bool TakeHead(int column, ReadOnlySpan<byte> field)
    {
        switch (column)
        {
            case 0:
                var length = time.Read(field, out var ticks);
                _entry.Ticks = ticks;
                return length > 0;
            case UserColumn:
                _entry.User = sink.Name(field);
                return true;
            case DatabaseColumn:
                _entry.Database = sink.Name(field);
                return true;
            case PidColumn:
                var isPid = Utf8Parser.TryParse(field, out int pid, out _);
                _entry.Pid = pid;
                return isPid;
            case SeverityColumn:
                var isWord = LineKinds.TryWord(field, out var kind) && kind <= LineKind.Panic;
                _entry.Severity = kind;
                return isWord;
            default:
                return true;
        }
    }

    // The field at a place; the place becomes that of the comma after it, or one beyond the end.
    private bool Field(ReadOnlySpan<byte> record, ref int at, out ReadOnlySpan<byte> field)
    {
        if (at >= record.Length || record[at] != '"')
        {
            var comma = record[Math.Min(at, record.Length)..].IndexOf((byte)',');
            var end = comma < 0 ? record.Length : at + comma;
            field = record[Math.Min(at, record.Length)..end];
            at = end;
            return true;
        }

        _field.Clear();
        at++;
        while (true)
        {
            var hop = record[at..].IndexOf((byte)'"');
            if (hop < 0)
            {
                _field.Append(record[at..]);
                field = _field.Span;
                at = record.Length;
                return _entry.IsCut;
            }

            _field.Append(record.Slice(at, hop));
            at += hop + 1;
            if (at >= record.Length || record[at] == ',')
            {
                field = _field.Span;
                return true;
            }

            if (record[at] != '"')
            {
                field = default;
                return false;
            }

            _field.Append("\""u8);
            at++;
        }
    }
}
