using System.Net;

namespace Headroom.Load;

/// <summary>Decides which addresses load may go to: loopback, and hosts that the plan lists.</summary>
public static class TargetGuard
{
    /// <summary>Null when load may go to <paramref name="target"/>, else the reason why not.</summary>
    /// <param name="target">The address that load would go to.</param>
    /// <param name="allowed">Hosts that the plan lists under <c>allowed_targets</c>, each as "host" or "host:port".</param>
    /// <remarks>No name is resolved: a name other than localhost is loopback only when listed, whatever it points to today.</remarks>
    public static string? Refusal(Uri target, IReadOnlyList<string> allowed)
    {
        if (!target.IsAbsoluteUri || target.Scheme is not ("http" or "https"))
        {
            return $"'{target}' is no http or https address";
        }

        var host = target.IdnHost.TrimEnd('.');
        return IsLoopback(host) || allowed.Any(entry => Matches(entry.Trim(), host, target.Port))
            ? null
            : $"'{host}' is not loopback; load goes to other hosts only when allowed_targets lists them";
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    private static bool Matches(string entry, string host, int port) =>
        entry.Equals(host, StringComparison.OrdinalIgnoreCase)
        || entry.Equals($"[{host}]", StringComparison.OrdinalIgnoreCase)
        || entry.Equals(host.Contains(':') ? $"[{host}]:{port}" : $"{host}:{port}", StringComparison.OrdinalIgnoreCase);
}
