using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Headroom.Tests.Unit.Golden;

/// <summary>
/// Holds the numbers of a document against those of its result.json: each must be one of them after a conversion to the unit that stands beside it, at
/// the precision at which it is printed. What is no claim is left out by its place: code, links, dates, versions, the numbers of headings, lists and ranks.
/// </summary>
internal static partial class NumberLint
{
    /// <summary>Numbers of the method, which are in no result: each with the reason why it may stand in any document.</summary>
    internal static readonly (string Pattern, string Reason)[] Constants =
    [
        (@"99 % interval", "the confidence of every interval over pairs (METHOD 1.4)"),
        (@"99 %:", "the same, in a line of numbers"),
        (@"at least 90 %", "the confidence of the layers' intervals (EndpointLayers)"),
        (@"at least 80 %", "the confidence of the same under load (EndpointUnderLoad)"),
        (@"[<>] ?99\.9 %", "what is not quite all is not 100 % (Format.Percent)"),
        (@"< 0\.01 %", "what is not quite nothing is not 0 % (Format.Percent)"),
        (@"±0\.01 %", "the smallest change that is told (Format.Change)"),
        (@"over 10,000x", "the greatest factor that is told (Format.Factor)"),
        (@"\b1 is a query per row, 0 is one query for all", "what the slope of the scaling probe means"),
        (@"\band \d[\d,]* more\b", "how many rows or items of a list are left out"),
        (@"\bfinding \d+\b", "the place of a finding in the order of repair"),
        (@"exit code \d", "exit codes are a contract of the command line"),
    ];

    /// <summary>Tokens of a document that no number of the result gives: "findings line 12: 42 in: ...".</summary>
    /// <param name="document">Its name, for the message.</param>
    /// <param name="markdown">Its text.</param>
    /// <param name="sources">The numbers of the result.</param>
    public static IReadOnlyList<string> Untraceable(string document, string markdown, NumberSources sources)
    {
        List<string> found = [];
        var lines = markdown.Split('\n');
        var (fence, isRanked) = ("", false);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (fence.Length > 0 || line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                fence = Fence(fence, line);
                continue;
            }

            isRanked = line.StartsWith("| # |", StringComparison.Ordinal) || (isRanked && line.StartsWith('|'));
            found.AddRange(Tokens(Prose(line, isRanked)).Where(token => sources.PointerOf(token) is null)
                .Select(token => $"{document} line {i + 1}: {token.Text} in: {line.Trim()}"));
        }

        return found;
    }

    /// <summary>Paragraphs and rows that print an estimate without the model behind it.</summary>
    /// <param name="document">Its name, for the message.</param>
    /// <param name="markdown">Its text.</param>
    /// <param name="estimate">The estimate as it is printed: "22 to 40".</param>
    /// <param name="model">The model as Markdown writes it.</param>
    public static IReadOnlyList<string> WithoutModel(string document, string markdown, string estimate, string model) =>
    [
        .. Blocks(markdown).Where(block => Estimates().IsMatch(block) && block.Contains(estimate, StringComparison.Ordinal) && !block.Contains(model, StringComparison.Ordinal))
            .Select(block => $"{document}: an estimate without its model: {block}"),
    ];

    /// <summary>What a person reads of a page, a line for each element: no script, no style, no drawing, no code.</summary>
    /// <param name="page">The HTML.</param>
    internal static string TextOf(string page) => WebUtility.HtmlDecode(Tag().Replace(Unread().Replace(page, " "), "\n"));

    /// <summary>What of a line is a claim.</summary>
    internal static string Prose(string line, bool isRanked)
    {
        var text = Code().Replace(line, " ");
        text = Link().Replace(text, "]");
        text = isRanked ? Rank().Replace(text, "| ") : text;
        text = Heading().Replace(text, "");
        text = Item().Replace(text, "");
        text = Date().Replace(text, " ");
        text = Version().Replace(text, " ");
        return Constants.Aggregate(text, static (rest, constant) => Regex.Replace(rest, constant.Pattern, " ", RegexOptions.None, TimeSpan.FromSeconds(5)));
    }

    /// <summary>The numbers of a text; what hangs on letters (p95, k6, 4f178a5c) is a name.</summary>
    internal static IEnumerable<NumberToken> Tokens(string text) => Number().Matches(text).Select(static match =>
    {
        var digits = match.Groups["number"].Value.Replace(",", "", StringComparison.Ordinal);
        return new NumberToken(
            match.Value, double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture), match.Groups["unit"].Value.Trim(), PrecisionOf(digits));
    });

    // Of the last digit that is printed: 0.01 of 1.24, 1 of 12; of 5.1e-5 a tenth of the power.
    private static double PrecisionOf(string digits)
    {
        var parts = digits.Split('e');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : parts[0].Length - point - 1;
        return Math.Pow(10, (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0) - decimals);
    }

    private static string Fence(string open, string line)
    {
        var ticks = line.TrimStart();
        ticks = ticks[..ticks.TakeWhile(static c => c == '`').Count()];
        return open.Length == 0 ? ticks : ticks.Length >= open.Length && line.Trim() == ticks ? "" : open;
    }

    // A row of a table is read by itself, a paragraph or a list entry as a whole.
    private static IEnumerable<string> Blocks(string markdown) => markdown.Split("\n\n")
        .SelectMany(static block => block.StartsWith('|') || block.StartsWith("- ", StringComparison.Ordinal) ? block.Split('\n') : [block]);

    [GeneratedRegex(@"(?<ticks>`+)(?:(?!\k<ticks>).)+\k<ticks>", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\([^)]*\)", RegexOptions.None, 5000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^\| \d+ \|", RegexOptions.None, 5000)]
    private static partial Regex Rank();

    [GeneratedRegex(@"^#+ (?:Chapter |Day )?\d+(?:\.\d+)*[.:]? ", RegexOptions.None, 5000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s*\d+[.)] ", RegexOptions.None, 5000)]
    private static partial Regex Item();

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?: ?UTC|Z)?)?", RegexOptions.None, 5000)]
    private static partial Regex Date();

    [GeneratedRegex(@"\d+(?:\.\d+){2,}", RegexOptions.None, 5000)]
    private static partial Regex Version();

    [GeneratedRegex(@"<(?<name>script|style|svg|pre|code)\b.*?</\k<name>>", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Unread();

    [GeneratedRegex(@"<[^>]*>", RegexOptions.None, 5000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\bestimate", RegexOptions.IgnoreCase, 5000)]
    private static partial Regex Estimates();

    [GeneratedRegex(
        @"(?<![\p{L}\p{Nd}_.,/#-])(?<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e-?\d+)?)"
            + @"(?:(?<unit>x|\s?%|/s|\s(?:ms|µs|s|min|h|B|kB|MB|GB|KiB|MiB|GiB))(?![\p{L}\p{Nd}])|(?![\p{L}\p{Nd}_]|[.,]\d))",
        RegexOptions.ExplicitCapture,
        5000)]
    private static partial Regex Number();
}

/// <summary>A number as a document prints it.</summary>
/// <param name="Text">Its text: "2,778x".</param>
/// <param name="Value">Its value.</param>
/// <param name="Unit">Its unit: "%", "ms", "x"; empty where none stands beside it.</param>
/// <param name="Precision">What its last digit is worth.</param>
internal sealed record NumberToken(string Text, double Value, string Unit, double Precision);
