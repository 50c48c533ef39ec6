namespace Headroom.Load.Import.Runs;

/// <summary>The lines of a file one after another, counted, in bounded memory.</summary>
internal sealed class FileLines(RunSource source)
{
    /// <summary>
    /// A sample is some hundred bytes; a script may put much into its tags, vegeta puts answers into its results. A longer line is none.
    /// </summary>
    public const int MaxLine = 4 << 20;

    private const int FirstLength = 128 * 1024;

    private byte[] _buffer = new byte[FirstLength];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>The number of the line that was given last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether that line ended with a line break; only the last one may not.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Whether that line was longer than <see cref="MaxLine"/>; then it is given empty.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Why the compressed data could not be read to their end, or null.</summary>
    public string? Broken { get; private set; }

    /// <summary>Gives the next line without its line break; it is gone with the call after this.</summary>
    /// <returns>False at the end of the file.</returns>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        (IsTooLong, var searched) = (false, 0);
        while (true)
        {
            ReadOnlySpan<byte> held = _buffer.AsSpan(_start, _end - _start);
            if (held[searched..].IndexOf((byte)'\n') is >= 0 and var at)
            {
                line = Give(held[..(searched + at)], isWhole: true);
                _start += searched + at + 1;
                return true;
            }

            searched = held.Length;
            if (searched == MaxLine)
            {
                (IsTooLong, searched, _start, _end) = (true, 0, 0, 0);
            }

            if (!Fill())
            {
                return Last(out line);
            }
        }
    }

    // What stands behind the last line break.
    private bool Last(out ReadOnlySpan<byte> line)
    {
        if (_start == _end && !IsTooLong)
        {
            line = [];
            return false;
        }

        line = Give(_buffer.AsSpan(_start, _end - _start), isWhole: false);
        _start = _end;
        return true;
    }

    private ReadOnlySpan<byte> Give(ReadOnlySpan<byte> line, bool isWhole)
    {
        (Number, IsWhole) = (Number + 1, isWhole);
        var text = Number == 1 && line.StartsWith("\uFEFF"u8) ? line[3..] : line;
        return IsTooLong ? [] : text.TrimEnd((byte)'\r');
    }

    // False when nothing more comes.
    private bool Fill()
    {
        if (_ended)
        {
            return false;
        }

        source.Stop.ThrowIfCancellationRequested();
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(MaxLine, 2 * _buffer.Length));
        }

        try
        {
            var read = source.Content.Read(_buffer.AsSpan(_end));
            _end += read;
            _ended = read == 0;
        }
        catch (InvalidDataException e)
        {
            (_ended, Broken) = (true, e.Message);
        }

        return !_ended;
    }
}
