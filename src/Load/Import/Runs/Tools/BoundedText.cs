using System.Text;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>
/// The text of a file for a parser that buffers on its own: between two marks it gets at most a limit of characters, so that a quote that
/// is never closed costs no more memory than that.
/// </summary>
/// <param name="source">The file.</param>
/// <param name="limit">How many characters a record or a node may have.</param>
/// <param name="what">What is marked: "record".</param>
internal sealed class BoundedText(RunSource source, int limit, string what) : TextReader
{
    private const int Ahead = 64 * 1024;

    private readonly StreamReader _reader =
        new(source.Content, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, Ahead, leaveOpen: true);

    private readonly char[] _ahead = new char[Ahead];
    private int _at;
    private int _filled;
    private long _given;
    private long _line = 1;

    /// <summary>Whether the parser was given all that there is.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>What comes next, up to 64 Ki characters; the parser still gets it.</summary>
    public string Peek64K()
    {
        Fill();
        return new string(_ahead, _at, _filled - _at);
    }

    /// <summary>A record ended: the next one has the whole limit, and stands on this line.</summary>
    public void Mark(long line)
    {
        _given = 0;
        _line = line;
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count)
    {
        source.Stop.ThrowIfCancellationRequested();
        if (_given > limit)
        {
            throw new RunFormException(_line, $"a {what} that begins here has more than {limit} characters; expected its end before");
        }

        Fill();
        var read = Math.Min(count, _filled - _at);
        _ahead.AsSpan(_at, read).CopyTo(buffer.AsSpan(index));
        _at += read;
        _given += read;
        IsAtEnd = read == 0 && count > 0;
        return read;
    }

    /// <inheritdoc/>
    public override int Read()
    {
        var one = new char[1];
        return Read(one, 0, 1) == 0 ? -1 : one[0];
    }

    /// <inheritdoc/>
    public override int Peek()
    {
        Fill();
        return _at < _filled ? _ahead[_at] : -1;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        if (_at == _filled)
        {
            _at = 0;
            _filled = _reader.ReadBlock(_ahead, 0, _ahead.Length);
        }
    }
}
