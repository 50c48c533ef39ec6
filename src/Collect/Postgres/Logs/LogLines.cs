namespace Headroom.Collect.Postgres.Logs;

/// <summary>The lines of a stream, without their ends (LF or CRLF); bounded: of a line of more than 1 MB only the start is given.</summary>
internal sealed class LogLines(Stream source, CancellationToken cancellation)
{
    private const int Chunk = 256 * 1024;

    private byte[] _buffer = new byte[Chunk * 2];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Bytes that were read.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether the last line lost its end.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Double quotes in what the last line lost.</summary>
    public int LostQuotes { get; private set; }

    /// <summary>The start of the stream, up to <paramref name="bytes"/>, without taking it.</summary>
    public ReadOnlySpan<byte> Peek(int bytes)
    {
        while (_end - _start < bytes && Fill())
        {
        }

        return _buffer.AsSpan(_start, Math.Min(bytes, _end - _start));
    }

    /// <summary>Takes bytes off the start.</summary>
    public void Skip(int bytes) => _start += bytes;

    /// <summary>The next line; valid until the next call.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        IsCut = false;
        LostQuotes = 0;
        var searched = 0;
        while (true)
        {
            var newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                line = WithoutReturn(_buffer.AsSpan(_start, searched + newline));
                _start += searched + newline + 1;
                return true;
            }

            searched = _end - _start;
            if (searched >= LogEntry.MostBytes)
            {
                line = CutLine();
                return true;
            }

            if (!Fill())
            {
                line = WithoutReturn(_buffer.AsSpan(_start, searched));
                _start = _end;
                return searched > 0;
            }
        }
    }

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line is [.., (byte)'\r'] ? line[..^1] : line;

    // The head stays where it is; what follows it is read over and over into the space behind it.
    private ReadOnlySpan<byte> CutLine()
    {
        IsCut = true;
        var head = _start;
        var after = head + LogEntry.MostBytes;
        var at = after;
        while (true)
        {
            var newline = _buffer.AsSpan(at, _end - at).IndexOf((byte)'\n');
            LostQuotes += _buffer.AsSpan(at, newline < 0 ? _end - at : newline).Count((byte)'"');
            if (newline >= 0)
            {
                _start = at + newline + 1;
                break;
            }

            (at, _end) = (after, after);
            if (_buffer.Length - after < Chunk)
            {
                Array.Resize(ref _buffer, after + Chunk);
            }

            if (!Read())
            {
                _start = _end;
                break;
            }
        }

        return _buffer.AsSpan(head, LogEntry.MostBytes);
    }

    private bool Fill()
    {
        if (_start > 0 && _buffer.Length - _end < Chunk)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_buffer.Length - _end < Chunk)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        return Read();
    }

    private bool Read()
    {
        cancellation.ThrowIfCancellationRequested();
        if (_ended)
        {
            return false;
        }

        var read = source.Read(_buffer, _end, Math.Min(Chunk, _buffer.Length - _end));
        _ended = read == 0;
        _end += read;
        Bytes += read;
        return read > 0;
    }
}
