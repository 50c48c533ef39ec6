namespace Headroom.Load.Import.AccessLogs;

/// <summary>
/// Reads a line in the common or combined format of Apache and nginx, whatever stands before the time, and a duration behind the user
/// agent:
/// <c>HOST - USER [TIME] "METHOD TARGET PROTOCOL" STATUS BYTES "REFERER" "AGENT" 0.012</c>.
/// </summary>
/// <remarks>
/// <b>Source:</b> the manuals of Apache's mod_log_config and nginx's ngx_http_log_module. Times repeat from line to line: the last one is
/// remembered.
/// </remarks>
internal sealed class CombinedLine(double secondsPerUnit)
{
    private const int TimeLength = 26;

    private readonly byte[] _lastText = new byte[TimeLength];
    private long _lastTime;

    /// <summary>False when the line has another format.</summary>
    public bool TryRead(ReadOnlySpan<byte> line, ref LogEntry entry)
    {
        if (!TryTime(ref line, ref entry) || !line.StartsWith(" \""u8))
        {
            return false;
        }

        var rest = line[2..];
        var quote = ClosingQuote(rest);
        if (quote < 0 || !TryRequest(rest[..quote], ref entry))
        {
            return false;
        }

        rest = rest[(quote + 1)..];
        if (rest.Length < 4 || rest[0] != ' ' || !LogText.TryInteger(rest.Slice(1, 3), out var status) || status is < 100 or > 599)
        {
            return false;
        }

        entry.Status = (int)status;
        return TryBytes(rest[4..], ref entry);
    }

    /// <summary>Splits <c>GET /path HTTP/1.1</c>.</summary>
    public static bool TryRequest(ReadOnlySpan<byte> request, ref LogEntry entry)
    {
        var (first, last) = (request.IndexOf((byte)' '), request.LastIndexOf((byte)' '));
        if (first <= 0 || last <= first || !request[(last + 1)..].StartsWith("HTTP/"u8))
        {
            return false;
        }

        entry.Method = request[..first];
        entry.Target = request[(first + 1)..last];
        return true;
    }

    private bool TryTime(ref ReadOnlySpan<byte> line, ref LogEntry entry)
    {
        for (var open = line.IndexOf((byte)'['); open >= 0 && open + TimeLength + 1 < line.Length; open = line.IndexOf((byte)'['))
        {
            line = line[(open + 1)..];
            if (line[TimeLength] == ']' && TryCached(line[..TimeLength], out var time))
            {
                entry.Time = time;
                line = line[(TimeLength + 1)..];
                return true;
            }
        }

        return false;
    }

    private bool TryCached(ReadOnlySpan<byte> text, out long time)
    {
        time = _lastTime;
        if (text.SequenceEqual(_lastText))
        {
            return true;
        }

        if (!LogText.TryClfTime(text, out time))
        {
            return false;
        }

        text.CopyTo(_lastText);
        _lastTime = time;
        return true;
    }

    private bool TryBytes(ReadOnlySpan<byte> rest, ref LogEntry entry)
    {
        if (rest.Length < 2 || rest[0] != ' ')
        {
            return false;
        }

        rest = rest[1..];
        var end = rest.IndexOf((byte)' ');
        var text = end < 0 ? rest : rest[..end];
        if (text is [(byte)'-'])
        {
            entry.ResponseBytes = 0;
        }
        else if (LogText.TryInteger(text, out var bytes))
        {
            entry.ResponseBytes = bytes;
        }
        else
        {
            return false;
        }

        if (end >= 0 && rest[^1] != '"')
        {
            ReadDuration(rest[(end + 1)..], ref entry);
        }

        return true;
    }

    // The first field behind the quoted ones that is a number: nginx users write $request_time before $upstream_response_time.
    private void ReadDuration(ReadOnlySpan<byte> rest, ref LogEntry entry)
    {
        while (rest.Length > 0)
        {
            if (rest[0] == '"')
            {
                var quote = ClosingQuote(rest[1..]);
                rest = quote < 0 ? [] : rest[(quote + 2)..].TrimStart((byte)' ');
                continue;
            }

            var end = rest.IndexOf((byte)' ');
            var field = end < 0 ? rest : rest[..end];
            field = field[(field.IndexOf((byte)'=') + 1)..];
            entry.Seconds = LogText.Seconds(field, secondsPerUnit, out var unitless);
            if (unitless || !double.IsNaN(entry.Seconds))
            {
                entry.HasUnitlessDuration = unitless;
                return;
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
        }
    }

    private static int ClosingQuote(ReadOnlySpan<byte> text)
    {
        for (var from = 0; text[from..].IndexOf((byte)'"') is >= 0 and var at; from += at + 1)
        {
            var quote = from + at;
            var slash = quote;
            while (slash > 0 && text[slash - 1] == '\\')
            {
                slash--;
            }

            if (((quote - slash) & 1) == 0)
            {
                return quote;
            }
        }

        return -1;
    }
}
