namespace Headroom.Load.Protocols.Http1;

/// <summary>Where the bytes of a body go: counted always, kept when asked.</summary>
internal sealed class BodySink
{
    private readonly ByteBuffer _kept = new();

    /// <summary>Whether the first <see cref="Reply.MaxKeptBytes"/> are kept.</summary>
    public bool Keeps { get; set; }

    /// <summary>How many bytes came.</summary>
    public long Bytes { get; private set; }

    /// <summary>The bytes that were kept.</summary>
    public ReadOnlyMemory<byte> Kept => _kept.Memory;

    /// <summary>Forgets the last body.</summary>
    public void Clear()
    {
        Bytes = 0;
        _kept.Clear();
    }

    /// <summary>Takes the next bytes of the body.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        if (Keeps)
        {
            _kept.Append(bytes[..Math.Min(bytes.Length, Reply.MaxKeptBytes - _kept.Length)]);
        }
    }
}
