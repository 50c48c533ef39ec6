using System.Text.Json;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>Reads log_destination = jsonlog: one object a line.</summary>
/// <remarks><b>Source:</b> PostgreSQL manual, "Using JSON-Format Log Output" (from version 15).</remarks>
internal sealed class JsonLog(LogTime time, LogSink sink)
{
    private readonly LogEntry _entry = new();
    private readonly ByteText _value = new(2 * LogEntry.MostBytes);

    /// <summary>Reads all.</summary>
    public void Read(LogLines lines)
    {
        while (lines.Next(out var line))
        {
            line = line.Trim(" \t\0"u8);
            if (line.Length == 0)
            {
                continue;
            }

            _entry.Clear();
            _entry.IsCut = lines.IsCut;
            if (Fields(line))
            {
                sink.Take(_entry);
            }
            else
            {
                sink.Broken();
            }
        }
    }

    /// <summary>Whether a line is an object of a jsonlog.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> line) => line is [(byte)'{', ..] && line.IndexOf("\"error_severity\""u8) > 0;

    // Of a line that was cut, what stands before the cut: severity, time and pid do, and the message if it is not what was cut.
    private bool Fields(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, isFinalBlock: !_entry.IsCut, default);
        var (hasTime, hasSeverity) = (false, false);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = NameOf(ref reader);
                if (!reader.Read())
                {
                    break;
                }

                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    if (!reader.TrySkip())
                    {
                        break;
                    }
                }
                else if (name != Name.Other && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                {
                    Take(name, ref reader, ref hasTime, ref hasSeverity);
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            return false; // a half of a surrogate pair, or no UTF-8
        }

        return hasTime && hasSeverity;
    }

    private enum Name
    {
        Other,
        Time,
        User,
        Database,
        Pid,
        Severity,
        Message,
        Detail,
        Statement,
        Application,
    }

    private static Name NameOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("timestamp"u8) ? Name.Time
        : reader.ValueTextEquals("user"u8) ? Name.User
        : reader.ValueTextEquals("dbname"u8) ? Name.Database
        : reader.ValueTextEquals("pid"u8) ? Name.Pid
        : reader.ValueTextEquals("error_severity"u8) ? Name.Severity
        : reader.ValueTextEquals("message"u8) ? Name.Message
        : reader.ValueTextEquals("detail"u8) ? Name.Detail
        : reader.ValueTextEquals("statement"u8) ? Name.Statement
        : reader.ValueTextEquals("application_name"u8) ? Name.Application
        : Name.Other;

    private void Take(Name name, ref Utf8JsonReader reader, ref bool hasTime, ref bool hasSeverity)
    {
        if (name == Name.Pid)
        {
            _entry.Pid = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var pid) ? pid : 0;
            return;
        }

        var value = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            _value.Clear();
            _value.Advance(reader.CopyString(_value.Room(value.Length)));
            value = _value.Span;
        }

        switch (name)
        {
            case Name.Time:
                hasTime = time.Read(value, out var ticks) > 0;
                _entry.Ticks = ticks;
                break;
            case Name.User:
                _entry.User = sink.Name(value);
                break;
            case Name.Database:
                _entry.Database = sink.Name(value);
                break;
            case Name.Application:
                _entry.IsOwnSession = OwnWork.IsSession(value);
                break;
            case Name.Severity:
                hasSeverity = LineKinds.TryWord(value, out var kind) && kind <= LineKind.Panic;
                _entry.Severity = kind;
                break;
            default:
                (name == Name.Message ? _entry.Message : name == Name.Detail ? _entry.Detail : _entry.Statement).Append(value);
                break;
        }
    }
}
