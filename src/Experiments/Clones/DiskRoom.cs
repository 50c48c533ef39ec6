namespace Headroom.Experiments.Clones;

/// <summary>Whether the server's volume has room for the clones.</summary>
internal static class DiskRoom
{
    /// <summary>What a clone takes of its source's size (a ratio): the copy, an index on it, and the rows of the write trials.</summary>
    public const double Need = 1.5;

    /// <summary>Why there is no room, or what could not be checked; both null when there is room.</summary>
    /// <param name="size">The source's size in bytes, or null when the role may not see it.</param>
    /// <param name="directory">The server's data directory, or null when the role may not see it.</param>
    /// <param name="copies">How many clones are needed.</param>
    /// <param name="free">Free bytes of the volume that holds a directory, or null when this machine has no such directory.</param>
    public static (string? Refusal, string? Unchecked) Check(long? size, string? directory, int copies, Func<string, long?> free)
    {
        if (size is null || directory is null)
        {
            return (null, "the disk was not checked: the role may not see the database's size or the data directory");
        }

        if (free(directory) is not { } available)
        {
            return (null, "the disk was not checked: the data directory is not readable from here");
        }

        var needed = (long)(size.Value * Need * copies);
        return available >= needed ? (null, null)
            : ($"the server's disk has {available} bytes free; {copies} clone(s) of {size} bytes need {needed}: make room", null);
    }

    /// <summary>Free bytes of the volume that holds a directory, or null.</summary>
    public static long? FreeBytes(string directory)
    {
        try
        {
            return Directory.Exists(directory) ? new DriveInfo(directory).AvailableFreeSpace : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
