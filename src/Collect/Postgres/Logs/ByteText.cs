namespace Headroom.Collect.Postgres.Logs;

/// <summary>Bytes that grow up to a limit and are used again.</summary>
/// <param name="limit">Bytes that are kept; what comes after them is dropped.</param>
internal sealed class ByteText(int limit)
{
    /// <summary>A larger buffer is not kept for the next use.</summary>
    private const int KeptBytes = 64 * 1024;

    private byte[] _bytes = [];

    /// <summary>How many there are.</summary>
    public int Length { get; private set; }

    /// <summary>Whether some were dropped.</summary>
    public bool IsCut { get; private set; }

    /// <summary>All of them, until the next change.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>Adds bytes at the end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > limit - Length)
        {
            IsCut = true;
            bytes = bytes[..(limit - Length)];
        }

        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Space at the end for at least so many bytes; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> Room(int bytes)
    {
        if (_bytes.Length - Length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(Length + bytes, Math.Max(256, _bytes.Length * 2)));
        }

        return _bytes.AsSpan(Length);
    }

    /// <summary>Counts bytes that were written into <see cref="Room"/>.</summary>
    public void Advance(int bytes) => Length += bytes;

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Length = 0;
        IsCut = false;
        if (_bytes.Length > KeptBytes)
        {
            _bytes = [];
        }
    }
}
