namespace Headroom.Analyze.Baselines;

/// <summary>
/// Tells which endpoints of different tools are one: <c>GET /clips/{id}</c>, <c>http://shop/clips/17?x=1</c> with method GET,
/// <c>/clips/:id</c>.
/// </summary>
public static class EndpointNames
{
    /// <summary>An id in hexadecimal has at least so many digits; shorter ones are words.</summary>
    private const int IdDigits = 16;

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private static readonly string[] Writing = ["POST", "PUT", "PATCH", "DELETE"];

    /// <summary>"METHOD /path/{}", without the method where nothing tells it; null when the name is no route.</summary>
    /// <param name="name">The name as a tool has it.</param>
    /// <param name="method">The method where the tool tells it apart, or null.</param>
    public static string? RouteOf(string name, string? method = null)
    {
        var (prefix, rest) = Split(name.Trim());
        var known = method?.Trim().ToUpperInvariant() is { Length: > 0 } told ? told : prefix;
        return PathOf(rest) is not { } path ? null : known is null ? path : $"{known} {path}";
    }

    /// <summary>
    /// Whether two routes, as <see cref="RouteOf"/> gives them, are one; a route without its method is that of any method.
    /// </summary>
    public static bool AreOne(string route, string other) =>
        route == other || ((route.StartsWith('/') || other.StartsWith('/')) && Split(route).Route == Split(other).Route);

    /// <summary>Whether requests of an endpoint write; null when nothing tells its method.</summary>
    /// <param name="name">The name as a tool has it.</param>
    /// <param name="method">The method where the tool tells it apart, or null.</param>
    public static bool? IsWrite(string name, string? method = null) =>
        (method?.Trim().ToUpperInvariant() is { Length: > 0 } told ? told : Split(name.Trim()).Method) is { } known
            ? Writing.Contains(known, StringComparer.Ordinal)
            : null;

    /// <summary>The name as people read it: with its method where that stands apart.</summary>
    /// <param name="name">The name as a tool has it.</param>
    /// <param name="method">The method where the tool tells it apart, or null.</param>
    public static string Shown(string name, string? method) =>
        method?.Trim().ToUpperInvariant() is { Length: > 0 } told && Split(name.Trim()).Method is null && name is not ['(', ..]
            ? $"{told} {name}"
            : name;

    private static (string? Method, string Route) Split(string name)
    {
        var space = name.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && Methods.Contains(name[..space].ToUpperInvariant(), StringComparer.Ordinal)
            ? (name[..space].ToUpperInvariant(), name[(space + 1)..].Trim())
            : (null, name);
    }

    private static string? PathOf(string text)
    {
        // An address may stand behind the question mark, too.
        var scheme = text.StartsWith('/') ? -1 : text.IndexOf("://", StringComparison.Ordinal);
        var start = scheme < 0 ? 0 : text.IndexOf('/', scheme + 3);
        var path = start < 0 ? "/" : text[start..].Split('?', '#')[0];
        return path.StartsWith('/') && !path.Contains(' ', StringComparison.Ordinal)
            ? "/" + string.Join(
                '/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(static segment => IsId(segment) ? "{}" : segment))
            : null;
    }

    private static bool IsId(string segment) =>
        segment[0] is '{' or ':' or '$' or '<'
        || segment.All(char.IsAsciiDigit)
        || (segment.Count(char.IsAsciiHexDigit) >= IdDigits && segment.All(static c => char.IsAsciiHexDigit(c) || c == '-'));
}
