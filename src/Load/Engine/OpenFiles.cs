namespace Headroom.Load.Engine;

/// <summary>How many files and sockets the process may open.</summary>
internal static class OpenFiles
{
    /// <summary>The limit; null where the system does not tell, or sets none.</summary>
    public static unsafe long? Limit
    {
        get
        {
            var limits = stackalloc ulong[2];
            return Libc.IsHere && Libc.getrlimit(Libc.OpenFilesLimit, limits) == 0 && limits[0] < long.MaxValue ? (long)limits[0] : null;
        }
    }
}
