using Headroom.Load.Import.Runs;

namespace Headroom.Load.Import.Stacks;

/// <summary>Reads a profile into memory, within a bound.</summary>
internal static class ProfileBytes
{
    /// <summary>A profile of a minute of a large service has some megabytes.</summary>
    private const int Most = 128 * 1024 * 1024;

    private const int Chunk = 64 * 1024;

    /// <summary>All bytes of a file, decompressed.</summary>
    /// <exception cref="RunFormException">There are too many.</exception>
    public static byte[] Read(RunSource source)
    {
        using var bytes = new MemoryStream();
        var chunk = new byte[Chunk];
        for (var length = source.Content.Read(chunk); length > 0; length = source.Content.Read(chunk))
        {
            source.Stop.ThrowIfCancellationRequested();
            bytes.Write(chunk, 0, length);
            if (bytes.Length > Most)
            {
                throw new RunFormException(null, $"larger than {Most} bytes; expected a profile of a shorter time");
            }
        }

        return bytes.ToArray();
    }
}
