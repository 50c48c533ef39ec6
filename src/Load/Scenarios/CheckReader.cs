using System.Text.RegularExpressions;
using Headroom.Load.Responses;
using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads what must hold of a response.</summary>
internal static class CheckReader
{
    /// <summary>The checks, in the order status, body, headers, JSON.</summary>
    public static IReadOnlyList<Check> Read(YamlMap? map, Names names)
    {
        if (map is null)
        {
            return [];
        }

        Check[] checks =
        [
            .. Status(map.Value("status")),
            .. Texts(map, "body_contains", names).Select(static text => new Check.BodyContains(text)),
            .. Patterns(map, "body_matches").Select(static pattern => new Check.BodyMatches(pattern)),
            .. Texts(map, "header", names).Select(static header => new Check.HasHeader(header)),
            .. HeaderMatches(map.Map("header_matches")),
            .. (map.Map("json")?.Entries() ?? []).SelectMany(entry => Json(entry.Key, entry.Value, names)),
        ];
        map.NoOtherKeys();
        return checks;
    }

    /// <summary>Reads a regular expression; a mistake in it is recorded.</summary>
    public static Regex? Pattern(YamlValue value)
    {
        if (value.Text() is not { } pattern)
        {
            return null;
        }

        var read = ResponsePattern.Parse(pattern, out var mistake);
        if (mistake is not null)
        {
            value.Fail($"no regular expression: {mistake}");
        }

        return read;
    }

    private static IEnumerable<Check> Status(YamlValue? value)
    {
        if (value is null)
        {
            yield break;
        }

        var items = value.OneOrMore("a number or a list of numbers");
        yield return new Check.StatusIs([.. items.Select(static item => (int?)item.Integer(100, 599)).OfType<int>()]);
    }

    private static IEnumerable<string> Texts(YamlMap map, string key, Names names)
    {
        foreach (var value in map.Value(key)?.OneOrMore("a text or a list of texts") ?? [])
        {
            if (value.Text() is { } text)
            {
                names.CheckLiteral(value, text);
                yield return text;
            }
        }
    }

    private static IEnumerable<string> Patterns(YamlMap map, string key) =>
        (map.Value(key)?.OneOrMore("a pattern or a list of patterns") ?? [])
            .Select(static value => Pattern(value)?.ToString()).OfType<string>();

    private static IEnumerable<Check> HeaderMatches(YamlMap? map)
    {
        foreach (var (header, value) in map?.Entries() ?? [])
        {
            foreach (var item in value.OneOrMore("a pattern or a list of patterns"))
            {
                if (Pattern(item) is { } pattern)
                {
                    yield return new Check.HeaderMatches(header, pattern.ToString());
                }
            }
        }
    }

    private static IEnumerable<Check> Json(string path, YamlValue value, Names names)
    {
        if (JsonPath.Parse(path, out var mistake) is null)
        {
            value.Fail($"'{path}' is no JSON path: {mistake}; expected one such as $.items[0].id");
        }

        var tests = value.IsMap ? Tests(value.Map()!, names) : [Equal(value, names)];
        return tests.OfType<JsonTest>().Select(test => new Check.JsonIs(path, test));
    }

    private static JsonTest?[] Tests(YamlMap map, Names names)
    {
        JsonTest?[] tests =
        [
            map.Value("exists") is { } exists ? Exists(exists) : null,
            map.Value("equals") is { } equals ? Equal(equals, names) : null,
            Bound(map, "at_least") is { } least ? new JsonTest.AtLeast(least) : null,
            Bound(map, "at_most") is { } most ? new JsonTest.AtMost(most) : null,
            map.Value("matches") is { } matches && Pattern(matches) is { } pattern ? new JsonTest.Matches(pattern.ToString()) : null,
        ];
        if (map.Keys.Count == 0)
        {
            map.Self.Fail("no test; expected one of at_least, at_most, equals, exists, matches");
        }

        map.NoOtherKeys();
        return tests;
    }

    private static JsonTest.Exists? Exists(YamlValue value)
    {
        if (value.Boolean() == false)
        {
            value.Fail("false; expected true, that a value is absent cannot be checked");
        }

        return new JsonTest.Exists();
    }

    private static JsonTest.EqualTo? Equal(YamlValue value, Names names)
    {
        if ((value.Scalar ?? value.Text()) is not { } text)
        {
            return null;
        }

        names.CheckLiteral(value, text);
        return new JsonTest.EqualTo(text);
    }

    private static double? Bound(YamlMap map, string key) => map.Number(key, double.MinValue, double.MaxValue);
}
