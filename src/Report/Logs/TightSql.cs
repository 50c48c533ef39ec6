using System.Text;

namespace Headroom.Report.Logs;

/// <summary>
/// Writes a normalised statement, which has a blank between all tokens, as people write SQL: to search for, and to paste.
/// </summary>
internal static class TightSql
{
    // Before the bracket behind them stands a blank; before that of a function there is none.
    private static readonly HashSet<string> Keywords = new(
        [
            "all", "and", "as", "between", "by", "case", "check", "distinct", "else", "except", "exists", "filter", "from", "group",
            "having", "ilike", "in", "include", "intersect", "is", "join", "key", "lateral", "like", "limit", "materialized", "not",
            "offset", "on", "only", "or", "order", "over", "partition", "returning", "select", "set", "then", "union", "unique", "using",
            "values", "when", "where", "with", "within",
        ],
        StringComparer.Ordinal);

    /// <summary>The text; names in quotes stay as they are.</summary>
    public static string Of(string normalised)
    {
        var text = new StringBuilder(normalised.Length);
        var before = "";
        var at = 0;
        while (at < normalised.Length)
        {
            var token = normalised[at..End(normalised, at)];
            if (at > 0 && IsApart(before, token))
            {
                text.Append(' ');
            }

            text.Append(token);
            before = token;
            at += token.Length + 1;
        }

        return text.ToString();
    }

    private static int End(string text, int at)
    {
        var isQuoted = false;
        while (at < text.Length && (isQuoted || text[at] != ' '))
        {
            isQuoted ^= text[at++] == '"';
        }

        return at;
    }

    private static bool IsApart(string before, string token) =>
        before is not ("(" or "[" or ".") && token is not ("," or ")" or "[" or "]" or ";" or ".") && !(token == "(" && IsFunction(before));

    private static bool IsFunction(string before) =>
        before is [var first, ..] && (char.IsLetter(first) || first is '_' or '"') && !Keywords.Contains(before);
}
