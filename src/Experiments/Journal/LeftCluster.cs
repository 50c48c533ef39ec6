using System.Globalization;
using Headroom.Experiments.Processes;

namespace Headroom.Experiments.Journal;

/// <summary>Finds the server of a cluster whose owner is dead.</summary>
internal static class LeftCluster
{
    /// <summary>
    /// The postmaster that runs in this cluster's data folder; null when none does.
    /// <para><b>Source:</b> PostgreSQL manual, "Database File Layout": postmaster.pid holds the pid in its first line; the postmaster's
    /// working directory is the data folder.</para>
    /// </summary>
    public static ProcessStamp? Postmaster(string folder)
    {
        var data = Path.Combine(folder, "data");
        try
        {
            var pid = int.Parse(File.ReadLines(Path.Combine(data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget == Path.GetFullPath(data) ? ProcessStamp.Of(pid) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException
            or OverflowException or InvalidOperationException)
        {
            return null;
        }
    }
}
