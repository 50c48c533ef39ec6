using System.Buffers;

namespace Headroom.Load;

/// <summary>Bytes that grow and are used again; what a giant took goes back to the shared pool.</summary>
internal sealed class ByteBuffer : IBufferWriter<byte>
{
    private const int LargestKept = 64 * 1024;
    private const int Smallest = 256;

    private byte[] _bytes = [];

    /// <summary>How many bytes it holds.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes; they change with the next write.</summary>
    public Span<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>The bytes; they change with the next write.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > LargestKept)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    /// <summary>Cuts it to its first bytes.</summary>
    public void Truncate(int length) => Length = Math.Min(length, Length);

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - Length)
        {
            Grow(bytes.Length);
        }

        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - Length), nameof(count));
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    private void Reserve(int sizeHint)
    {
        var wanted = Math.Max(sizeHint, 1);
        if (wanted > _bytes.Length - Length)
        {
            Grow(wanted);
        }
    }

    private void Grow(int more)
    {
        var wanted = Math.Max(Smallest, Math.Max(checked(Length + more), (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        var larger = wanted > LargestKept ? ArrayPool<byte>.Shared.Rent(wanted) : new byte[wanted];
        _bytes.AsSpan(0, Length).CopyTo(larger);
        if (_bytes.Length > LargestKept)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
