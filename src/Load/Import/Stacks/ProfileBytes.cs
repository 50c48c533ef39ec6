using Headroom.Load.Import.Runs;

namespace Headroom.Load.Import.Stacks;

/// <summary>Reads a profile into memory, within a bound.</summary>
internal static class ProfileBytes
{
    /// <summary>A profile of a minute of a large service has some megabytes.</summary>
    private const int Most = 128 * 1024 * 1024;

    /// <summary>All bytes of a file, decompressed.</summary>
    /// <exception cref="RunFormException">There are too many.</exception>
    public static byte[] Read(RunSource source) => RunBytes.Read(source, Most, "a profile of a shorter time");
}
