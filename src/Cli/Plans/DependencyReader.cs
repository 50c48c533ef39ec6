using Headroom.Load;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;

namespace Headroom.Cli.Plans;

/// <summary>Reads what a service depends on, and holds the addresses in what starts it against that.</summary>
internal static class DependencyReader
{
    private const string Expected = "a host and a port such as 127.0.0.1:5432";

    private static readonly string[] Kinds = [.. Enum.GetNames<DependencyKind>().Select(name => name.ToLowerInvariant())];

    /// <summary>The dependencies by name; those with mistakes are left out.</summary>
    /// <param name="map">The mapping of them, or null.</param>
    /// <param name="allowed">Hosts besides loopback that a wire may lead to.</param>
    public static SortedDictionary<string, DependencyPlan> Read(YamlMap? map, IReadOnlyList<string> allowed)
    {
        var dependencies = new SortedDictionary<string, DependencyPlan>(StringComparer.Ordinal);
        foreach (var (name, value) in map?.Entries() ?? [])
        {
            if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            {
                value.Fail($"'{name}'; expected a name of letters, digits, - and _");
            }

            if (value.Map() is not { } own)
            {
                continue;
            }

            var end = own.Value("address", Expected) is { } address ? EndOf(address, allowed) : null;
            var kind = own.Value("kind")?.OneOf(Kinds);
            own.NoOtherKeys();
            if (end is not null)
            {
                var spoken = kind is null ? DependencyKind.Tcp : Enum.Parse<DependencyKind>(kind, ignoreCase: true);
                dependencies[name] = new DependencyPlan { Host = end.Host, Port = end.Port, Kind = spoken };
            }
        }

        return dependencies;
    }

    /// <summary>Records the addresses of dependencies that nobody declared, and the dependencies whose address nothing takes.</summary>
    /// <param name="map">The mapping of dependencies, or null.</param>
    /// <param name="environment">The environment of the service, or null.</param>
    /// <param name="start">Its command, or null when it runs already.</param>
    public static void CheckUse(YamlMap? map, YamlMap? environment, YamlValue? start)
    {
        if (map?.Entries().ToList() is not { Count: > 0 } dependencies)
        {
            return; // then such a text is the service's own
        }

        List<YamlValue> texts =
        [
            .. environment?.Entries().Select(entry => entry.Value) ?? [],
            .. start is null ? Array.Empty<YamlValue>() : [start],
        ];
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            foreach (var (name, placeholder) in WireText.Named(text.Scalar ?? ""))
            {
                named.Add(name);
                if (!dependencies.Exists(dependency => dependency.Key == name))
                {
                    var known = string.Join(", ", dependencies.Select(dependency => dependency.Key));
                    text.Fail($"'{placeholder}' names no dependency of the service; expected one of {known}");
                }
            }
        }

        foreach (var (name, value) in dependencies.Where(dependency => start is not null && !named.Contains(dependency.Key)))
        {
            value.Fail(
                $"nothing that starts the service takes its address; expected ${{{name}.address}}, or .host and "
                    + ".port, in start or environment");
        }
    }

    private static WireAddress? EndOf(YamlValue value, IReadOnlyList<string> allowed)
    {
        if (value.Text() is not { } text)
        {
            return null;
        }

        if (!Uri.TryCreate($"http://{text}", UriKind.Absolute, out var address)
            || address.UserInfo.Length > 0
            || address.PathAndQuery != "/"
            || !text.EndsWith($":{address.Port}", StringComparison.Ordinal) || address.Port == 0)
        {
            value.Fail($"no address; expected {Expected}"); // it may hold a password: it is not repeated
            return null;
        }

        if (TargetGuard.Refusal(address, allowed) is not null)
        {
            value.Fail($"'{text}' is not loopback; expected a loopback address, or its host under allowed_targets");
            return null;
        }

        return new WireAddress(address.IdnHost, address.Port);
    }
}
