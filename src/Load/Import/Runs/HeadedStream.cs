namespace Headroom.Load.Import.Runs;

/// <summary>A stream of which the first bytes were read already, to see what they are; it ends with an error beyond a limit.</summary>
/// <param name="head">What was read.</param>
/// <param name="rest">What follows.</param>
/// <param name="most">The most bytes that may come out.</param>
internal sealed class HeadedStream(ReadOnlyMemory<byte> head, Stream rest, long most) : Stream
{
    private ReadOnlyMemory<byte> _head = head;

    /// <summary>Bytes that came out so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether all came out.</summary>
    public bool IsAtEnd { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0)
        {
            return 0;
        }

        var taken = _head.Length > 0 ? FromHead(buffer) : rest.Read(buffer);
        Bytes += taken;
        IsAtEnd = taken == 0;
        return Bytes <= most
            ? taken
            : throw new RunFormException(
                line: null, $"more than {most} bytes; expected fewer: a decompression that has no end, or a file to split");
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int FromHead(Span<byte> buffer)
    {
        var taken = Math.Min(_head.Length, buffer.Length);
        _head.Span[..taken].CopyTo(buffer);
        _head = _head[taken..];
        return taken;
    }
}
