using Headroom.Load.Responses;
using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads what later requests take from a response.</summary>
internal static class ExtractionReader
{
    private static readonly string[] s_sources = ["json", "header", "cookie", "regex"];

    /// <summary>The extractions, those with mistakes too, so that their variables are no mistakes of later requests.</summary>
    public static IReadOnlyList<Extraction> Read(YamlMap? map, Claims claims) =>
        [.. (map?.Entries() ?? []).Select(entry => One(entry.Key, entry.Value, claims))];

    private static Extraction One(string name, YamlValue value, Claims claims)
    {
        claims.Take(name, Claims.Extracted, value);
        var source = value.IsMap ? Source(value.Map()!) : Json(value);
        return new Extraction(name, source ?? new ExtractionSource.Json("$"));
    }

    private static ExtractionSource? Source(YamlMap map)
    {
        string[] sources = [.. s_sources.Where(map.Has)];
        var source = sources switch
        {
            ["json"] => Json(map.Value("json")!),
            ["header"] => Named(map.Value("header")!, "header") is { } name ? new ExtractionSource.Header(name) : null,
            ["cookie"] => Named(map.Value("cookie")!, "cookie") is { } name ? new ExtractionSource.Cookie(name) : null,
            ["regex"] => Regex(map),
            [] => Fail(map.Self, $"no source; expected one of {string.Join(", ", s_sources)}"),
            _ => Fail(map.Self, $"{string.Join(" and ", sources)}; expected one of {string.Join(", ", s_sources)}"),
        };
        map.Knows("group");
        if (sources is not ["regex"])
        {
            map.Refuse("group", "belongs to a 'regex'");
        }

        map.NoOtherKeys();
        return source;
    }

    private static ExtractionSource? Json(YamlValue value)
    {
        if (value.Text() is not { } path)
        {
            return null;
        }

        return JsonPath.Parse(path, out var mistake) is null
            ? Fail(value, $"'{path}' is no JSON path: {mistake}; expected one such as $.items[0].id")
            : new ExtractionSource.Json(path);
    }

    // The names of headers and of cookies are made of the same letters.
    private static string? Named(YamlValue value, string what)
    {
        if (value.Text() is not { } name)
        {
            return null;
        }

        if (!HeaderReader.IsName(name))
        {
            value.Fail($"'{name}' is no {what} name; expected letters, digits and hyphens");
            return null;
        }

        return name;
    }

    private static ExtractionSource? Regex(YamlMap map)
    {
        if (CheckReader.Pattern(map.Value("regex")!) is not { } pattern)
        {
            map.Knows("group");
            return null;
        }

        var groups = pattern.GetGroupNumbers();
        var group = map.Value("group");
        var number = group is null ? Math.Min(1, groups.Max()) : (int?)group.Integer(0, groups.Max());
        return number is { } known ? new ExtractionSource.Regex(pattern.ToString(), known) : null;
    }

    private static ExtractionSource? Fail(YamlValue value, string message)
    {
        value.Fail(message);
        return null;
    }
}
