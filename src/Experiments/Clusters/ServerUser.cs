using Headroom.Experiments.Processes;

namespace Headroom.Experiments.Clusters;

/// <summary>PostgreSQL refuses to run as root: this is who it runs as instead.</summary>
internal static class ServerUser
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    /// <summary>Null when we are an ordinary user, so that the server runs as ourselves.</summary>
    /// <exception cref="StartFailedException">We are root and there is nobody to run it.</exception>
    public static string? Name()
    {
        if (!Environment.IsPrivilegedProcess)
            return null;
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        return Candidates.FirstOrDefault(users.Contains) ?? throw new StartFailedException(
            "PostgreSQL refuses to run as root, and there is neither a user postgres nor a user nobody. Run Headroom as an ordinary user, "
                + "or `useradd --system postgres`.");
    }
}
