using System.Text.RegularExpressions;
using Headroom.Model.Results;
using Headroom.Model.Text;

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
            Text = Shortened.Of(words, MostCharacters),
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

    /// <summary>
    /// The id of the detector that looks for what a text claims; null when none does, when the text says that it is not so, and of a text
    /// that is not English: whether that affirms or denies the words of the trade in it is not known.
    /// </summary>
    public static string? DetectorIn(string text) => IsForeign(text) ? null : ClaimTopics.All
        .Select(topic => (Topic: topic, Match: topic.Words.Match(text)))
        .FirstOrDefault(found => found.Match.Success && IsClaimed(text, found.Match, found.Topic.IsRemedy)).Topic?.Detector;

    /// <summary>Whether a text judges performance without naming a fault that a detector looks for.</summary>
    public static bool Judges(string text) => Judgement().IsMatch(text);

    // Within one clause: "not slow; missing index" claims the index. "N+1: none" denies it.
    private static bool IsClaimed(string text, Match match, bool isRemedy)
    {
        var before = text[Math.Max(0, match.Index - DenialReach)..match.Index];
        before = before[(before.AsSpan().LastIndexOfAny(".,;:".AsSpan()) + 1)..];
        var after = text[(match.Index + match.Length)..];
        var isDenied = Denial().IsMatch(before);
        var isWell = Praise().IsMatch(after) || Denied().IsMatch(after);
        return isRemedy ? isDenied || Lack().IsMatch(before) || (!isWell && !Presence().IsMatch(before)) : !isDenied && !isWell;
    }

    private static bool IsForeign(string text) =>
        Foreign().IsMatch(text) || text.Count(static c => char.IsLetter(c) && c > '\u024F') > text.Count(char.IsAsciiLetter);

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
        @"\b(bottleneck|contention|degrad\w*|errors?|exhaust\w*|fail(s|ed|ing|ures?)?|leak\w*|missing|optimi[sz]\w*|recommend\w*"
        + @"|regress\w*|saturat\w*|slow\w*|unbounded"
        + @"|langsam\w*|engp[aä]ss\w*|flaschenh[aä]ls\w*|überlast\w*|ausgelastet|fehl(t|en\w*|er\w*)|optimier\w*|empfehl\w*"
        + @"|goulot|lente?s?|manqu\w*|lent[oa]s?|faltan?|cuello)\b",
        AnyCase)]
    private static partial Regex Judgement();

    [GeneratedRegex(
        @"\b(no|not|never|none|cannot|neither|nor|free of|absence of|fixed|resolved|ruled out|\w+n['’]t)\b"
        + @"|\bwithout( an?| any| the)?( \w+)? ?$",
        AnyCase)]
    private static partial Regex Denial();

    /// <summary>Behind what is claimed, up to the end of its clause: "is sized well", "has been fixed", "was not seen".</summary>
    [GeneratedRegex(
        @"^[^.;|]{0,40}?\b((is|are|was|were|looks?|works?|seems?|behaves?|has been|have been)"
        + @"( (already|now|all|very|correctly|properly|sized|set|tuned))*"
        + @" (ok|okay|fine|good|healthy|well|correct|correctly|properly|adequate|sufficient|fixed|resolved|absent|unlikely|in place"
        + @"|as expected)"
        + @"|(is|are|was|were|did|do|does) ?(not|n['’]t) (found|seen|observed|present|detected|visible|occur|happen|appear"
        + @"|an? (issue|problem)|the (cause|issue|problem|bottleneck)))\b",
        AnyCase)]
    private static partial Regex Praise();

    /// <summary>Right behind what is claimed, as in a cell of a table: ": none", "; not found".</summary>
    [GeneratedRegex(
        @"^\w*( (queries|query|problem|issue)s?)? ?[:;,–—-]+ ?(none|no|not|absent|ok|fine)"
        + @"( (found|seen|observed|present|detected|issues?|problems?))? ?($|[.;,])",
        AnyCase)]
    private static partial Regex Denied();

    /// <summary>Before a remedy: it is to come, and so it is not there.</summary>
    [GeneratedRegex(
        @"\b(missing|lacks?|lacking|lack of|add|adding|introduce|implement|needs?|consider|require[ds]?|should|could)\b", AnyCase)]
    private static partial Regex Lack();

    /// <summary>Before a remedy: it is there.</summary>
    [GeneratedRegex(@"\b(has|have|already|uses|using|with)\b", AnyCase)]
    private static partial Regex Presence();

    /// <summary>Small words of other languages that no English text has.</summary>
    [GeneratedRegex(
        @"\b(und|sind|nicht|kein\w*|wird|werden|eine[nrms]?|für|durch|wegen|fehl(t|en\w*|er\w*)|langsam\w*|sollten?"
        + @"|avec|dans|sont|aucune?|manqu\w*|está|están|faltan?|ningún|ninguna|não|nenhum\w*)\b",
        AnyCase)]
    private static partial Regex Foreign();
}
