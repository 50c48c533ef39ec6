using System.Text;

namespace Headroom.Load.Import.AccessLogs;

/// <summary>
/// Reads a line that is a JSON object, by the field names of nginx (<c>escape=json</c>), Caddy, Traefik, Envoy and common frameworks.
/// </summary>
/// <remarks>A scanner of its own, because a line that is no JSON must not cost an exception. What it does not need it skips without judging it.</remarks>
internal sealed class JsonLine(double secondsPerUnit)
{
    private const int MaxDepth = 4;
    private const int MaxNesting = 64;

    private static readonly Dictionary<byte[], Field>.AlternateLookup<ReadOnlySpan<byte>> s_fields = Fields();

    private readonly byte[] _target = new byte[AccessLogScan.MaxLine];
    private readonly byte[] _request = new byte[AccessLogScan.MaxLine];

    private enum Field
    {
        Request,
        Nested,
        Method,
        Target,
        Query,
        Status,
        ResponseBytes,
        RequestBytes,
        Seconds,
        Milliseconds,
        Microseconds,
        Nanoseconds,
        Duration,
        Time,
    }

    /// <summary>False when the line has another format.</summary>
    public bool TryRead(ReadOnlySpan<byte> line, ref LogEntry entry)
    {
        var at = 0;
        return TryObject(line, ref at, ref entry, 0) && entry.Status != 0 && entry.Time != long.MinValue && entry.Method.Length > 0 && entry.Target.Length > 0;
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

        var known = s_fields.TryGetValue(key, out var field);
        switch (line[at])
        {
            case (byte)'{' when known && field is Field.Request or Field.Nested or Field.Target && depth < MaxDepth:
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

    private void Set(Field field, ReadOnlySpan<byte> text, bool escaped, ref LogEntry entry)
    {
        switch (field)
        {
            case Field.Request:
                var request = escaped ? Unescape(text, _request) : text;
                if (!CombinedLine.TryRequest(request, ref entry) && request.StartsWith("/"u8))
                {
                    entry.Target = request;
                }

                break;
            case Field.Method:
                entry.Method = text;
                break;
            case Field.Target when entry.Target.Length == 0:
                entry.Target = escaped ? Unescape(text, _target) : text;
                break;
            case Field.Query when text.Length > 0 && entry.Target.Length > 0 && entry.Target.IndexOf((byte)'?') < 0 && !escaped:
                entry.Target = Joined(entry.Target, text);
                break;
            case Field.Time when entry.Time == long.MinValue && LogText.TryTime(text, out var time):
                entry.Time = time;
                break;
            case Field.Status or Field.ResponseBytes or Field.RequestBytes when LogText.TryInteger(text, out var number):
                SetNumber(field, number, ref entry);
                break;
            case >= Field.Seconds and <= Field.Duration when double.IsNaN(entry.Seconds):
                entry.Seconds = LogText.Seconds(text, UnitOf(field), out var unitless);
                entry.HasUnitlessDuration |= unitless;
                break;
        }
    }

    private static void SetNumber(Field field, long number, ref LogEntry entry)
    {
        if (field == Field.Status)
        {
            entry.Status = number is >= 100 and <= 599 ? (int)number : entry.Status;
        }
        else if (field == Field.ResponseBytes)
        {
            entry.ResponseBytes = number;
        }
        else
        {
            entry.RequestBytes = number;
        }
    }

    private double UnitOf(Field field) => field switch
    {
        Field.Seconds => 1,
        Field.Milliseconds => 1e-3,
        Field.Microseconds => 1e-6,
        Field.Nanoseconds => 1e-9,
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
                    var valid = System.Buffers.Text.Utf8Parser.TryParse(text.Slice(i + 1, 4), out ushort code, out var used, 'x') && used == 4 && code < 0x80;
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

    private static Dictionary<byte[], Field>.AlternateLookup<ReadOnlySpan<byte>> Fields()
    {
        var fields = new Dictionary<byte[], Field>(ByteKeys.Comparer);
        Add(Field.Request, "request", "req", "RequestLine", "request_line");
        Add(Field.Nested, "http", "httpRequest", "http_request", "response", "res");
        Add(Field.Method, "method", "request_method", "http_method", "verb", "requestMethod", "RequestMethod", "http.method", "http.request.method");
        Add(Field.Target, "uri", "request_uri", "path", "url", "requestUrl", "RequestPath", "target", "http.target", "url.path", "http.url", "original_url");
        Add(Field.Query, "args", "query_string", "query", "url.query", "QueryString");
        Add(Field.Status, "status", "status_code", "statusCode", "response_code", "code", "DownstreamStatus", "http.status_code", "http.response.status_code");
        Add(Field.ResponseBytes, "body_bytes_sent", "bytes_sent", "bytes", "size", "response_size", "responseSize", "DownstreamContentSize", "response_bytes", "http.response.body.bytes", "content_length");
        Add(Field.RequestBytes, "request_length", "request_size", "requestSize", "bytes_received", "RequestContentSize", "request_bytes", "bytes_read", "http.request.body.bytes");
        Add(Field.Seconds, "request_time", "duration_s", "duration_seconds", "latency_s", "time_taken_s");
        Add(Field.Milliseconds, "duration_ms", "latency_ms", "elapsed_ms", "response_time_ms", "request_time_ms", "durationMs", "took_ms", "time_ms");
        Add(Field.Microseconds, "duration_us", "latency_us", "elapsed_us");
        Add(Field.Nanoseconds, "duration_ns", "Duration", "latency_ns", "event.duration");
        Add(Field.Duration, "duration", "latency", "elapsed", "response_time", "responseTime", "took", "time_taken");
        Add(Field.Time, "time_iso8601", "time_local", "ts", "time", "@timestamp", "timestamp", "msec", "start_time", "StartUTC", "date", "datetime");
        return fields.GetAlternateLookup<ReadOnlySpan<byte>>();

        void Add(Field field, params string[] names)
        {
            foreach (var name in names)
            {
                fields[Encoding.UTF8.GetBytes(name)] = field;
            }
        }
    }
}
