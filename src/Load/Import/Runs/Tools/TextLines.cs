using System.Text;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The lines of a file, one after the other, in bounded memory.</summary>
/// <param name="source">The file.</param>
internal sealed class TextLines(RunSource source) : IDisposable
{
    private const int MostCharacters = 4 * 1024 * 1024;
    private const int Chunk = 64 * 1024;

    private readonly StreamReader _reader =
        new(source.Content, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, Chunk, leaveOpen: true);

    private readonly char[] _buffer = new char[Chunk];
    private readonly StringBuilder _line = new();
    private int _at;
    private int _filled;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether that line was too long: it is given empty.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The next line without its end; null when there is none.</summary>
    public string? Next()
    {
        _line.Clear();
        IsTooLong = false;
        for (var isOpen = false; ; isOpen = true)
        {
            if (_at == _filled && !Fill())
            {
                return isOpen ? Ended() : null;
            }

            var rest = _buffer.AsSpan(_at, _filled - _at);
            var end = rest.IndexOf('\n');
            Append(end < 0 ? rest : rest[..end]);
            _at += end < 0 ? rest.Length : end + 1;
            if (end >= 0)
            {
                return Ended();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private bool Fill()
    {
        source.Stop.ThrowIfCancellationRequested();
        _at = 0;
        _filled = _reader.ReadBlock(_buffer, 0, _buffer.Length);
        return _filled > 0;
    }

    private void Append(ReadOnlySpan<char> piece)
    {
        IsTooLong |= _line.Length + piece.Length > MostCharacters;
        if (!IsTooLong)
        {
            _line.Append(piece);
        }
    }

    private string Ended()
    {
        Number++;
        if (IsTooLong)
        {
            _line.Clear();
        }

        if (_line.Length > 0 && _line[^1] == '\r')
        {
            _line.Length--;
        }

        return _line.ToString();
    }
}
