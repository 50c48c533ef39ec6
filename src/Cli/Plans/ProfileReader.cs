using Headroom.Load;
using Headroom.Load.Scenarios;

namespace Headroom.Cli.Plans;

/// <summary>Reads where profiles of a service's code come from.</summary>
internal static class ProfileReader
{
    private const string Expected = "an http address such as http://127.0.0.1:6060/debug/pprof/profile?seconds=20, or the path of a "
        + "file that the load makes";

    /// <summary>The sources by name: an address, or the full path of a file; those with mistakes are left out.</summary>
    /// <param name="map">The mapping below <c>profiles</c>, or null.</param>
    /// <param name="folder">What relative paths start from.</param>
    /// <param name="allowed">Hosts besides loopback that may be asked.</param>
    public static SortedDictionary<string, string> Read(YamlMap? map, string folder, IReadOnlyList<string> allowed)
    {
        var sources = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in map?.Entries() ?? [])
        {
            if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            {
                value.Fail($"'{name}'; expected a name of letters, digits, - and _");
            }
            else if (value.Text() is { } text && SourceOf(value, text, folder, allowed) is { } source)
            {
                sources[name] = source;
            }
        }

        return sources;
    }

    private static string? SourceOf(YamlValue value, string text, string folder, IReadOnlyList<string> allowed)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return Path.GetFullPath(text, Path.GetFullPath(folder));
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address)
            || address.UserInfo.Length > 0
            || address.Scheme is not ("http" or "https"))
        {
            value.Fail($"no such address; expected {Expected}"); // it may hold a password: it is not repeated
            return null;
        }

        if (TargetGuard.Refusal(address, allowed) is not null)
        {
            value.Fail($"'{address.IdnHost}' is not loopback; expected a loopback address, or its host under allowed_targets");
            return null;
        }

        return address.AbsoluteUri;
    }
}
