using System.Text.RegularExpressions;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Claims;

/// <summary>What a claim is about, by its words: an endpoint, a table, and the detector that could tell whether it is so.</summary>
internal static partial class ClaimWords
{
    private const int MostCharacters = 500;

    /// <summary>So many characters of a text are looked at: what nobody would call one claim costs no time.</summary>
    private const int MostRead = 4_000;

    /// <summary>A word of denial at most so many characters before what is claimed turns the claim into its contrary.</summary>
    private const int DenialReach = 24;

    private const RegexOptions Plain = RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    private const RegexOptions AnyCase = Plain | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>A claim in its own words.</summary>
    /// <param name="source">The file.</param>
    /// <param name="place">Where in it.</param>
    /// <param name="text">The words.</param>
    /// <param name="endpoint">The endpoint that it is about where something else tells, or null.</param>
    /// <param name="table">The table that it is about where something else tells, or null.</param>
    public static Claim Of(string source, string place, string text, string? endpoint = null, string? table = null)
    {
        var words = string.Join(' ', Head(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return new Claim
        {
            Source = source,
            Place = place,
            Text = words.Length <= MostCharacters ? words : words[..(char.IsHighSurrogate(words[MostCharacters - 2]) ? MostCharacters - 2 : MostCharacters - 1)] + "…",
            Endpoint = endpoint ?? EndpointIn(words),
            Table = table ?? TableIn(words),
            Detector = DetectorIn(words),
        };
    }

    /// <summary>The beginning of a text, as far as it is looked at.</summary>
    public static string Head(string text) => text.Length <= MostRead ? text : text[..MostRead];

    /// <summary>The first endpoint that a text names: "GET /x", or "/x" in backticks; null when it names none.</summary>
    public static string? EndpointIn(string text) => Endpoint().Match(text) is { Success: true } match
        ? $"{match.Groups["method"].Value} {PathOf(match.Groups["path"].Value)}"
        : BarePath().Match(text) is { Success: true } bare ? PathOf(bare.Groups["path"].Value)
        : null;

    /// <summary>The first table that a text names: in backticks, or before its columns in parentheses; null when it names none.</summary>
    public static string? TableIn(string text) => new[] { WrittenTable(), IndexedTable(), QuotedName() }
        .Select(pattern => pattern.Match(text)).FirstOrDefault(static match => match.Success)?.Groups["table"].Value;

    /// <summary>The id of the detector that looks for what a text claims; null when none does, or when the text says that it is not so.</summary>
    public static string? DetectorIn(string text) => ClaimTopics.All
        .Select(topic => (topic.Detector, Match: topic.Words.Match(text)))
        .FirstOrDefault(found => found.Match.Success && !IsDenied(text, found.Match.Index)).Detector;

    /// <summary>Whether a text judges performance without naming a fault that a detector looks for.</summary>
    public static bool Judges(string text) => Judgement().IsMatch(text);

    // Within one clause: "not slow; missing index" claims the index.
    private static bool IsDenied(string text, int at)
    {
        var before = text[Math.Max(0, at - DenialReach)..at];
        return Denial().IsMatch(before[(before.AsSpan().LastIndexOfAny(".,;:".AsSpan()) + 1)..]);
    }

    private static string PathOf(string path) => path.Split('?')[0].TrimEnd('.', ':', ',') is { Length: > 0 } plain ? plain : "/";

    [GeneratedRegex(@"\b(?<method>GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\s+`?(?<path>/[^\s`'"",;)\]|*]*)", Plain)]
    private static partial Regex Endpoint();

    [GeneratedRegex("`(?<path>/[A-Za-z0-9_{}:./-]*)`", Plain)]
    private static partial Regex BarePath();

    [GeneratedRegex(@"`(?<table>[A-Za-z_][A-Za-z0-9_]*)` table\b|\btable `(?<table>[A-Za-z_][A-Za-z0-9_]*)`", AnyCase)]
    private static partial Regex WrittenTable();

    [GeneratedRegex(@"\bon `?(?<table>[A-Za-z_][A-Za-z0-9_]*)`? ?\(|`(?<table>[A-Za-z_][A-Za-z0-9_]*)\(", AnyCase)]
    private static partial Regex IndexedTable();

    [GeneratedRegex("`(?<table>[a-z_][a-z0-9_]*)(\\.[a-z_][a-z0-9_]*)?`", Plain)]
    private static partial Regex QuotedName();

    [GeneratedRegex(
        @"\b(bottleneck|contention|degrad\w*|exhaust\w*|leak\w*|missing|optimi[sz]\w*|recommend\w*|regress\w*|saturat\w*|slow\w*|unbounded)\b",
        AnyCase)]
    private static partial Regex Judgement();

    [GeneratedRegex(@"\b(no|not|never|none|isn't|aren't|wasn't|fixed|resolved|ruled out)\b", AnyCase)]
    private static partial Regex Denial();
}
