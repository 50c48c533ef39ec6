namespace Headroom.Load.Import.Runs;

/// <summary>Reads a file into memory, within a bound.</summary>
internal static class RunBytes
{
    private const int Chunk = 64 * 1024;

    /// <summary>All bytes of a file, decompressed.</summary>
    /// <param name="source">The file.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <param name="expected">What it should be instead, for messages: "a profile of a shorter time".</param>
    /// <exception cref="RunFormException">There are too many.</exception>
    public static byte[] Read(RunSource source, int most, string expected)
    {
        using var bytes = new MemoryStream();
        var chunk = new byte[Chunk];
        for (var length = source.Content.Read(chunk); length > 0; length = source.Content.Read(chunk))
        {
            source.Stop.ThrowIfCancellationRequested();
            bytes.Write(chunk, 0, length);
            if (bytes.Length > most)
            {
                throw new RunFormException(null, $"larger than {most} bytes; expected {expected}");
            }
        }

        return bytes.ToArray();
    }
}
