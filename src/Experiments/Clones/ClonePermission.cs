using System.Net;
using Npgsql;

namespace Headroom.Experiments.Clones;

/// <summary>Whether clones may be made on a server: only on this machine, unless the plan allows it.</summary>
public static class ClonePermission
{
    /// <summary>
    /// Why no clone may be made there, or null when it may. The text holds no part of the connection string but the host.
    /// </summary>
    /// <param name="connectionString">How the source is reached.</param>
    /// <param name="allowed">Whether the plan allows clones on a server that is not on loopback.</param>
    public static string? Refusal(string connectionString, bool allowed)
    {
        string? hosts;
        try
        {
            hosts = new NpgsqlConnectionStringBuilder(connectionString).Host;
        }
        catch (ArgumentException)
        {
            return "the connection string cannot be read: expected Npgsql's keywords, such as Host=...;Database=...;Username=...";
        }

        if (string.IsNullOrWhiteSpace(hosts))
        {
            return "the connection string names no host, so nobody knows whose server it is";
        }

        return allowed ? null : hosts.Split(',').Select(host => host.Trim()).FirstOrDefault(host => !IsLoopback(host)) is { } foreign
            ? $"{foreign} is not on loopback, and the plan does not allow clones there (postgres_clone)"
            : null;
    }

    // A path is the folder of a Unix socket, "@" begins an abstract one. A host may carry a port: "127.0.0.1:5433", "[::1]:5433".
    private static bool IsLoopback(string host) =>
        host.StartsWith('/') || host.StartsWith('@')
        || IsLoopbackName(host)
        || (host.LastIndexOf(':') is > 0 and var colon && IsLoopbackName(host[..colon].Trim('[', ']')));

    private static bool IsLoopbackName(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
