using System.Text;

namespace Headroom.Load.Scenarios;

/// <summary>Reads headers, and what becomes one: who sends the requests.</summary>
internal static class HeaderReader
{
    /// <summary>The header that tells what a body is.</summary>
    public const string ContentType = "Content-Type";

    private const string Authorization = "Authorization";

    /// <summary>The headers of a mapping that may have some.</summary>
    public static SortedDictionary<string, string> Read(YamlMap map, Names names)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in map.Map("headers")?.Entries() ?? [])
        {
            if (!IsName(name))
            {
                value.Fail($"'{name}' is no header name; expected letters, digits and hyphens");
            }

            if ((value.Scalar ?? value.Text()) is { } text)
            {
                names.Check(value, text);
                CheckLine(value, text);
                headers[name] = text;
            }
        }

        return headers;
    }

    /// <summary>The Content-Type among the headers of a mapping, in whatever case its name is; null when there is none.</summary>
    public static string? TypeIn(YamlMap map) => map.Value("headers") is { IsMap: true } headers
        ? headers.Map()!.Entries().LastOrDefault(static entry => IsType(entry.Key)).Value?.Scalar
        : null;

    /// <summary>Whether a header tells what a body is.</summary>
    public static bool IsType(string name) => name.Equals(ContentType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text may be a header's name (RFC 9110, token).</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c));

    /// <summary>Adds the Authorization header that <c>auth</c> stands for.</summary>
    /// <remarks><b>Source:</b> RFC 7617 (Basic), RFC 6750 (Bearer).</remarks>
    public static void Authorize(YamlMap map, Names names, LoadSources sources, SortedDictionary<string, string> headers)
    {
        if (map.Map("auth") is not { } auth)
        {
            return;
        }

        var (basic, bearer) = (auth.Value("basic"), auth.Value("bearer"));
        if (basic is null == bearer is null)
        {
            auth.Self.Fail($"{(basic is null ? "neither" : "both")} 'basic' and 'bearer'; expected one of them");
        }

        var value = bearer is not null ? Bearer(bearer, names, sources) : basic?.Map() is { } user ? Basic(user, names, sources) : null;
        auth.NoOtherKeys();
        if (value is not null && !headers.TryAdd(Authorization, value))
        {
            auth.Self.Fail("the header Authorization stands under 'headers' too; expected it once");
        }
    }

    private static string? Bearer(YamlValue value, Names names, LoadSources sources)
    {
        if (value.Text() is not { } text)
        {
            return null;
        }

        CheckLine(value, text);
        return "Bearer " + sources.Fill(value, text, name =>
        {
            names.Check(value, $"${{{name}}}");
            return $"${{{name}}}";
        });
    }

    private static string? Basic(YamlMap map, Names names, LoadSources sources)
    {
        var user = Fixed(map.Value("user", "a text"), names, sources);
        var password = Fixed(map.Value("password", "a text"), names, sources);
        map.NoOtherKeys();
        if (user?.Contains(':') == true)
        {
            map.Value("user")!.Fail("a user with a colon; expected one without, Basic authentication cannot tell it from the password");
        }

        return user is null || password is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
    }

    // It is encoded when the plan is read: what differs from request to request cannot stand in it.
    private static string? Fixed(YamlValue? value, Names names, LoadSources sources)
    {
        if (value is null || (value.Scalar ?? value.Text()) is not { } text)
        {
            return null;
        }

        return sources.Fill(value, text, name =>
        {
            if (names.Variables.TryGetValue(name, out var variable))
            {
                return variable;
            }

            value.Fail($"'${{{name}}}' in Basic authentication; expected a text, a variable or ${{env:NAME}}");
            return null;
        });
    }

    private static void CheckLine(YamlValue value, string text)
    {
        if (text.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            value.Fail("a header of several lines; expected one");
        }
    }
}
