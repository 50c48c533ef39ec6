using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Headroom.Model.Plans;

/// <summary>What a service depends on: the far end of a wire.</summary>
public sealed record DependencyPlan
{
    /// <summary>Its host: a name or an address.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    public required int Port { get; init; }

    /// <summary>What it speaks.</summary>
    public DependencyKind Kind { get; init; }

    /// <summary>Where it is.</summary>
    [JsonIgnore]
    public WireAddress End => new(Host, Port);
}

/// <summary>What a dependency speaks.</summary>
public enum DependencyKind
{
    /// <summary>Anything over TCP.</summary>
    Tcp,

    /// <summary>PostgreSQL.</summary>
    Postgres,

    /// <summary>Redis.</summary>
    Redis,

    /// <summary>HTTP without TLS.</summary>
    Http,
}

/// <summary>Where a wire ends: at the dependency itself, or at a proxy before it.</summary>
/// <param name="Host">A name or an address, an IPv6 one without brackets.</param>
/// <param name="Port">The port.</param>
public sealed record WireAddress(string Host, int Port)
{
    /// <summary>"host:port"; an IPv6 address in brackets.</summary>
    [JsonIgnore]
    public string Address => string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}");
}

/// <summary>
/// Addresses of dependencies in what starts a service: <c>${NAME.address}</c>, <c>${NAME.host}</c>, <c>${NAME.port}</c>. No shell has a
/// variable with a dot in its name, so that nothing of a shell's own is taken for one.
/// </summary>
public static partial class WireText
{
    /// <summary>The dependencies that a text names, in its order, with the whole placeholder.</summary>
    public static IEnumerable<(string Name, string Placeholder)> Named(string text) =>
        Placeholder().Matches(text).Select(static match => (match.Groups["name"].Value, match.Value));

    /// <summary>The text with the addresses of those that are known; other placeholders stay.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, WireAddress> ends) => Placeholder().Replace(
        text,
        match => !ends.TryGetValue(match.Groups["name"].Value, out var end) ? match.Value : match.Groups["part"].Value switch
        {
            "host" => end.Host,
            "port" => end.Port.ToString(CultureInfo.InvariantCulture),
            _ => end.Address,
        });

    [GeneratedRegex(
        @"\$\{(?<name>[A-Za-z0-9_-]+)\.(?<part>address|host|port)\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
