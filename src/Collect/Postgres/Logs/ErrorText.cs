using System.Text;
using System.Text.RegularExpressions;
using Headroom.Model.Text;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>
/// Takes the values out of a message, so that messages of one kind are one: <c>invalid input syntax for type integer: "…"</c>.
/// </summary>
/// <remarks>
/// Names stay where the server says that they are names (relation "users"); any other quoted text and every word with a digit is <c>…</c>
/// or <c>?</c>. Words of a service's own RAISE that look like words stay: no tool can tell them from the text.
/// </remarks>
internal static partial class ErrorText
{
    private const int Longest = 300;

    /// <summary>The first line of a message without values.</summary>
    public static string Of(ReadOnlySpan<byte> message)
    {
        var end = message.IndexOf((byte)'\n');
        var line = Encoding.UTF8.GetString(message[..Math.Min(end < 0 ? message.Length : end, 4 * Longest)]).Replace('\0', ' ');
        var named = Quoted().Replace(Place().Replace(line, ""), Marked);
        var plain = Number().Replace(named, static match => match.Value[0] == '\u0001' ? match.Value : "?").Replace('\u0001', '"').Trim();
        return Shortened.Of(plain, Longest);
    }

    private static string Marked(Match match) =>
        match.Groups["kind"].Success && !match.Value.Contains('…', StringComparison.Ordinal)
            ? match.Value.Replace('"', '\u0001')
            : match.Groups["kind"].Value + "\"…\"";

    [GeneratedRegex(" at character \\d+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    [GeneratedRegex(
        "(?<kind>\\b(relation|table|column|constraint|index|function|schema|database|role|user|type|sequence|view|extension|trigger|"
        + "tablespace|parameter|operator|cursor|savepoint) )?\"[^\"]*\"?",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    // A name between marks is left as it is.
    [GeneratedRegex(
        "\u0001[^\u0001]*\u0001|'[^']*'|[^\\s\"'():,;=\u0001]*[0-9@][^\\s\"'():,;=\u0001]*",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
