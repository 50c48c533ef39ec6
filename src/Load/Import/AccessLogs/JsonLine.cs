using System.Buffers.Text;

namespace Headroom.Load.Import.AccessLogs;

/// <summary>
/// Reads a line that is a JSON object, by the field names of nginx (<c>escape=json</c>), Caddy, Traefik, Envoy and common frameworks.
/// </summary>
/// <remarks>
/// A scanner of its own, because a line that is no JSON must not cost an exception. What it does not need it skips without judging it.
/// </remarks>
internal sealed class JsonLine(double secondsPerUnit)
{
    private const int MaxDepth = 4;
    private const int MaxNesting = 64;

    private readonly byte[] _target = new byte[AccessLogScan.MaxLine];
    private readonly byte[] _request = new byte[AccessLogScan.MaxLine];

    /// <summary>False when the line has another format.</summary>
    public bool TryRead(ReadOnlySpan<byte> line, ref LogEntry entry)
    {
        var at = 0;
        return TryObject(line, ref at, ref entry, 0) && entry.Status != 0 && entry.Time != long.MinValue && entry.Method.Length > 0
            && entry.Target.Length > 0;
    }

    private bool TryObject(ReadOnlySpan<byte> line, scoped ref int at, ref LogEntry entry, int depth)
    {
        if (!Take(line, ref at, '{'))
        {
            return false;
        }

        while (!Take(line, ref at, '}'))
        {
            if (!TryString(line, ref at, out var key, out _) || !Take(line, ref at, ':') || !TryValue(line, ref at, key, ref entry, depth))
            {
                return false;
            }

            if (!Take(line, ref at, ','))
            {
                return Take(line, ref at, '}');
            }
        }

        return true;
    }

    private bool TryValue(ReadOnlySpan<byte> line, scoped ref int at, ReadOnlySpan<byte> key, ref LogEntry entry, int depth)
    {
        SkipBlanks(line, ref at);
        if (at >= line.Length)
        {
            return false;
        }

        var known = JsonFields.TryGet(key, out var field);
        switch (line[at])
        {
            case (byte)'{' when known && field is JsonField.Request or JsonField.Nested or JsonField.Target && depth < MaxDepth:
                return TryObject(line, ref at, ref entry, depth + 1);
            case (byte)'{' or (byte)'[':
                return TrySkip(line, ref at);
            case (byte)'"':
                if (!TryString(line, ref at, out var text, out var escaped))
                {
                    return false;
                }

                if (known)
                {
                    Set(field, text, escaped, ref entry);
                }

                return true;
            default:
                var end = line[at..].IndexOfAny(", }\t"u8);
                if (end <= 0)
                {
                    return false;
                }

                if (known)
                {
                    Set(field, line.Slice(at, end), escaped: false, ref entry);
                }

                at += end;
                return true;
        }
    }

    private void Set(JsonField field, ReadOnlySpan<byte> text, bool escaped, ref LogEntry entry)
    {
        switch (field)
        {
            case JsonField.Request:
                var request = escaped ? Unescape(text, _request) : text;
                if (!CombinedLine.TryRequest(request, ref entry) && request.StartsWith("/"u8))
                {
                    entry.Target = request;
                }

                break;
            case JsonField.Method:
                entry.Method = text;
                break;
            case JsonField.Target when entry.Target.Length == 0:
                entry.Target = escaped ? Unescape(text, _target) : text;
                break;
            case JsonField.Query when text.Length > 0 && entry.Target.Length > 0 && entry.Target.IndexOf((byte)'?') < 0 && !escaped:
                entry.Target = Joined(entry.Target, text);
                break;
            case JsonField.Time when entry.Time == long.MinValue && LogText.TryTime(text, out var time):
                entry.Time = time;
                break;
            case JsonField.Status or JsonField.ResponseBytes or JsonField.RequestBytes when LogText.TryInteger(text, out var number):
                SetNumber(field, number, ref entry);
                break;
            case >= JsonField.Seconds and <= JsonField.Duration when double.IsNaN(entry.Seconds):
                entry.Seconds = LogText.Seconds(text, UnitOf(field), out var unitless);
                entry.HasUnitlessDuration |= unitless;
                break;
        }
    }

    private static void SetNumber(JsonField field, long number, ref LogEntry entry)
    {
        if (field == JsonField.Status)
        {
            entry.Status = number is >= 100 and <= 599 ? (int)number : entry.Status;
        }
        else if (field == JsonField.ResponseBytes)
        {
            entry.ResponseBytes = number;
        }
        else
        {
            entry.RequestBytes = number;
        }
    }

    private double UnitOf(JsonField field) => field switch
    {
        JsonField.Seconds => 1,
        JsonField.Milliseconds => 1e-3,
        JsonField.Microseconds => 1e-6,
        JsonField.Nanoseconds => 1e-9,
        _ => secondsPerUnit,
    };

    private ReadOnlySpan<byte> Joined(ReadOnlySpan<byte> path, ReadOnlySpan<byte> query)
    {
        if (query[0] == '?')
        {
            query = query[1..];
        }

        if (path.Length + query.Length + 1 > _target.Length)
        {
            return path;
        }

        path.CopyTo(_target);
        _target[path.Length] = (byte)'?';
        query.CopyTo(_target.AsSpan(path.Length + 1));
        return _target.AsSpan(0, path.Length + 1 + query.Length);
    }

    // Escapes in an address are rare: whatever is no plain character becomes a control character, which makes the address a strange one.
    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text, byte[] buffer)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && ++i < text.Length)
            {
                c = text[i];
                if (c == 'u' && i + 4 < text.Length)
                {
                    var valid = Utf8Parser.TryParse(text.Slice(i + 1, 4), out ushort code, out var used, 'x') && used == 4 && code < 0x80;
                    c = valid ? (byte)code : (byte)1;
                    i += 4;
                }
                else if (c is not ((byte)'/' or (byte)'"' or (byte)'\\'))
                {
                    c = 1;
                }
            }

            buffer[length++] = c;
        }

        return buffer.AsSpan(0, length);
    }

    private static bool TryString(ReadOnlySpan<byte> line, scoped ref int at, out ReadOnlySpan<byte> text, out bool escaped)
    {
        text = [];
        escaped = false;
        if (!Take(line, ref at, '"'))
        {
            return false;
        }

        for (var i = at; line[i..].IndexOfAny((byte)'"', (byte)'\\') is >= 0 and var found; i += found + 2)
        {
            if (line[i + found] == '"')
            {
                text = line[at..(i + found)];
                at = i + found + 1;
                return true;
            }

            escaped = true;
            if (i + found + 2 > line.Length)
            {
                return false;
            }
        }

        return false;
    }

    private static bool TrySkip(ReadOnlySpan<byte> line, scoped ref int at)
    {
        for (var depth = 0; at < line.Length;)
        {
            var next = line[at..].IndexOfAny("\"{}[]"u8);
            if (next < 0)
            {
                return false;
            }

            at += next;
            switch (line[at])
            {
                case (byte)'"':
                    if (!TryString(line, ref at, out _, out _))
                    {
                        return false;
                    }

                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    depth--;
                    break;
            }

            at++;
            if (depth is 0 or > MaxNesting)
            {
                return depth == 0;
            }
        }

        return false;
    }

    private static bool Take(ReadOnlySpan<byte> line, scoped ref int at, char expected)
    {
        SkipBlanks(line, ref at);
        if (at >= line.Length || line[at] != expected)
        {
            return false;
        }

        at++;
        return true;
    }

    private static void SkipBlanks(ReadOnlySpan<byte> line, scoped ref int at)
    {
        while (at < line.Length && line[at] is (byte)' ' or (byte)'\t')
        {
            at++;
        }
    }
}
