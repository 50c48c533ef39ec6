namespace Headroom.Load.Scenarios;

/// <summary>Reads where the load of a file of its own goes.</summary>
internal static class TargetReader
{
    private const string Url = "url";
    private const string Allowed = "allowed_targets";

    /// <summary>Its keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = [Url, Allowed];

    /// <summary>The address and the hosts that are allowed.</summary>
    /// <param name="map">The plan.</param>
    /// <param name="isFile">Whether it is a file of its own; within the plan of an audit both are mistakes.</param>
    public static (Uri? Url, IReadOnlyList<string> Allowed) Read(YamlMap map, bool isFile)
    {
        if (!isFile)
        {
            map.Refuse(Url, "belongs to a file of its own; the load of an audit goes to the service's url");
            map.Refuse(Allowed, "belongs to a file of its own; in a plan it stands at the top");
            return (null, []);
        }

        string[] allowed = [.. (map.List(Allowed) ?? []).Select(static item => Host(item)).OfType<string>()];
        return (map.Value(Url) is { } value ? Address(value) : null, allowed);
    }

    private static string? Host(YamlValue value)
    {
        if (value.Text() is not { } text)
        {
            return null;
        }

        if (text.Contains('/') || text.Any(char.IsWhiteSpace))
        {
            value.Fail($"'{text}'; expected a host or host:port, without scheme and path");
        }

        return text;
    }

    private static Uri? Address(YamlValue value)
    {
        const string Expected = "an http or https address such as http://127.0.0.1:5080";
        if (value.Text() is not { } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            value.Fail($"'{text}'; expected {Expected}");
            return null;
        }

        if (url.UserInfo.Length > 0)
        {
            value.Fail("an address with a user; expected one without, and the user under 'auth'");
        }

        if (url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            value.Fail("an address with a query; expected one without, queries belong to requests");
        }

        return url;
    }
}
