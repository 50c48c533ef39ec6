using System.Text;

namespace Headroom.Load.Responses;

/// <summary>One response as checks and extractions read it: decoded and turned into text at most once, in buffers used again.</summary>
/// <remarks>One for each worker; not for two threads at once.</remarks>
internal sealed class ResponseReading
{
    private const int LargestKept = 1024 * 1024;

    private readonly BodyDecoder _decoder = new();
    private ResponseView? _view;
    private char[] _chars = [];
    private int _length;
    private State _body;
    private bool _hasChars;

    private enum State : byte
    {
        Unread,
        Readable,
        Unreadable,
    }

    /// <summary>The response.</summary>
    public ResponseView View => _view ?? throw new InvalidOperationException("no response is open");

    /// <summary>Takes what has to be put together before it is compared.</summary>
    public ByteBuffer Scratch { get; } = new();

    /// <summary>Begins with a response; it is the one before it that is forgotten.</summary>
    public void Open(ResponseView view)
    {
        _view = view;
        _body = State.Unread;
        _hasChars = false;
    }

    /// <summary>The body without its content codings.</summary>
    /// <returns>False when it cannot be decoded.</returns>
    public bool TryBody(out ReadOnlySpan<byte> body)
    {
        body = View.Body;
        if (!View.TryHeader("content-encoding"u8, out var codings))
        {
            return true;
        }

        if (_body == State.Unread)
        {
            Decode(codings, body);
        }

        body = _body == State.Unreadable ? default : _decoder.HasUndone ? _decoder.Undone : body;
        return _body == State.Readable;
    }

    /// <summary>The body as text; bytes that are no UTF-8 are U+FFFD.</summary>
    /// <returns>False when it cannot be decoded.</returns>
    public bool TryText(out ReadOnlySpan<char> text)
    {
        text = default;
        if (!TryBody(out var body))
        {
            return false;
        }

        if (!_hasChars)
        {
            _length = ToChars(body);
            _hasChars = true;
        }

        text = _chars.AsSpan(0, _length);
        return true;
    }

    /// <summary>A piece of UTF-8 as text, which takes the place of the body's text.</summary>
    public ReadOnlySpan<char> Text(ReadOnlySpan<byte> piece)
    {
        _hasChars = false;
        var length = ToChars(piece);
        return _chars.AsSpan(0, length);
    }

    private void Decode(ReadOnlySpan<byte> codings, ReadOnlySpan<byte> body) =>
        _body = _decoder.TryDecode(codings, body, out _) ? State.Readable : State.Unreadable;

    private int ToChars(ReadOnlySpan<byte> bytes)
    {
        var wanted = Math.Max(256, bytes.Length);
        if (_chars.Length < wanted || _chars.Length > Math.Max(LargestKept, wanted))
        {
            _chars = new char[Math.Max(wanted, Math.Min(2 * _chars.Length, LargestKept))];
        }

        return Encoding.UTF8.GetChars(bytes, _chars);
    }
}
