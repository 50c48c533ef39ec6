using System.Text;
using System.Text.RegularExpressions;
using Headroom.Model.Plans;

namespace Headroom.Load.Responses;

/// <summary>What a check or an extraction looks for, in the form in which it is looked for.</summary>
/// <param name="Bytes">The name of a header in lower case, or the text that is searched or expected.</param>
/// <param name="Path">The path into a JSON body.</param>
/// <param name="Pattern">The regular expression.</param>
internal sealed record Needle(byte[] Bytes, JsonPath? Path, Regex? Pattern)
{
    /// <summary>Of a check.</summary>
    public static Needle Of(Check check) => check switch
    {
        Check.StatusIs => Of(""),
        Check.BodyContains body => Of(body.Text),
        Check.BodyMatches body => Of("", pattern: body.Pattern),
        Check.HasHeader header => Of(header.Header.ToLowerInvariant()),
        Check.HeaderMatches header => Of(header.Header.ToLowerInvariant(), pattern: header.Pattern),
        Check.JsonIs { Test: JsonTest.EqualTo equal } json => Of(equal.Value, json.Path),
        Check.JsonIs { Test: JsonTest.Matches matches } json => Of("", json.Path, matches.Pattern),
        Check.JsonIs json => Of("", json.Path),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Of an extraction.</summary>
    public static Needle Of(ExtractionSource source) => source switch
    {
        ExtractionSource.Json json => Of("", json.Path),
        ExtractionSource.Header header => Of(header.Name.ToLowerInvariant()),
        ExtractionSource.Cookie => Of(""),
        ExtractionSource.Regex regex => Of("", pattern: regex.Pattern),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What is wrong with a check's path or pattern, or null.</summary>
    public static string? MistakeIn(Check check) => check switch
    {
        Check.BodyMatches body => InPattern(body.Pattern),
        Check.HeaderMatches header => InPattern(header.Pattern),
        Check.JsonIs { Test: JsonTest.Matches matches } json => InPath(json.Path) ?? InPattern(matches.Pattern),
        Check.JsonIs json => InPath(json.Path),
        _ => null,
    };

    /// <summary>What is wrong with an extraction's path, pattern or group, or null.</summary>
    public static string? MistakeIn(ExtractionSource source) => source switch
    {
        ExtractionSource.Json json => InPath(json.Path),
        ExtractionSource.Regex regex => InPattern(regex.Pattern) ?? InGroup(regex),
        _ => null,
    };

    private static Needle Of(string text, string? path = null, string? pattern = null) => new(
        Encoding.UTF8.GetBytes(text),
        path is null ? null : JsonPath.Parse(path, out _),
        pattern is null ? null : ResponsePattern.Parse(pattern, out _));

    private static string? InPath(string path)
    {
        JsonPath.Parse(path, out var mistake);
        return mistake is null ? null : $"JSON path '{path}': {mistake}";
    }

    private static string? InPattern(string pattern)
    {
        ResponsePattern.Parse(pattern, out var mistake);
        return mistake is null ? null : $"pattern '{pattern}': {mistake}";
    }

    private static string? InGroup(ExtractionSource.Regex regex) =>
        ResponsePattern.Parse(regex.Pattern, out _)!.GetGroupNumbers().Contains(regex.Group)
            ? null
            : $"pattern '{regex.Pattern}' has no group {regex.Group}";
}
