namespace Headroom.Model.Evidence;

/// <summary>What a piece of SQL is.</summary>
public enum SqlTokenKind
{
    /// <summary>A keyword or an unquoted identifier.</summary>
    Word,

    /// <summary>A "quoted" identifier.</summary>
    QuotedIdentifier,

    /// <summary>A string or a number.</summary>
    Literal,

    /// <summary>$1.</summary>
    Parameter,

    /// <summary>An operator, bracket or separator.</summary>
    Symbol,
}

/// <summary>One piece of SQL.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written.</param>
/// <param name="Start">Where it starts, from 0.</param>
public readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Start)
{
    /// <summary>The text with unquoted words in lower case.</summary>
    public string Folded => Kind == SqlTokenKind.Word ? Text.ToLowerInvariant() : Text;

    /// <summary>The identifier without its quotes, of which a text that was cut may have the first alone; or the folded word.</summary>
    public string Identifier => Kind != SqlTokenKind.QuotedIdentifier ? Folded
        : (Text is ['"', .. var quoted, '"'] ? quoted : Text[1..]).Replace("\"\"", "\"", StringComparison.Ordinal);

    /// <summary>Whether it is this symbol or word.</summary>
    public bool Is(string text) => Kind is SqlTokenKind.Symbol or SqlTokenKind.Word && Folded == text;
}

/// <summary>Cuts PostgreSQL's SQL into tokens; it never fails: what it does not know is a symbol.</summary>
/// <remarks><b>Source:</b> PostgreSQL manual, section 4.1, "Lexical Structure".</remarks>
internal static class SqlTokenizer
{
    private const string OperatorCharacters = "+-*/<>=~!@#%^&|`?:";

    public static IEnumerable<SqlToken> Tokens(string sql)
    {
        var at = 0;
        while (at < sql.Length)
        {
            if (char.IsWhiteSpace(sql[at]))
            {
                at++;
                continue;
            }

            var start = at;
            if (CommentEnd(sql, at) is { } commentEnd)
            {
                at = commentEnd;
                continue;
            }

            var (kind, end) = Next(sql, at);
            at = end;
            yield return new SqlToken(kind, sql[start..end], start);
        }
    }

    private static (SqlTokenKind Kind, int End) Next(string sql, int at)
    {
        var c = sql[at];
        var next = at + 1 < sql.Length ? sql[at + 1] : '\0';
        return c switch
        {
            '\'' => (SqlTokenKind.Literal, QuotedEnd(sql, at, '\'', backslash: false)),
            '"' => (SqlTokenKind.QuotedIdentifier, QuotedEnd(sql, at, '"', backslash: false)),
            'e' or 'E' when next == '\'' => (SqlTokenKind.Literal, QuotedEnd(sql, at + 1, '\'', backslash: true)),
            'b' or 'B' or 'x' or 'X' or 'n' or 'N' when next == '\'' =>
                (SqlTokenKind.Literal, QuotedEnd(sql, at + 1, '\'', backslash: false)),
            '$' when char.IsAsciiDigit(next) => (SqlTokenKind.Parameter, While(sql, at + 1, char.IsAsciiDigit)),
            '$' when DollarQuotedEnd(sql, at) is { } end => (SqlTokenKind.Literal, end),
            _ when char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(next)) => (SqlTokenKind.Literal, NumberEnd(sql, at)),
            _ when IsWord(c) => (SqlTokenKind.Word, While(sql, at, ch => IsWord(ch) || char.IsAsciiDigit(ch) || ch == '$')),
            _ when OperatorCharacters.Contains(c) => (SqlTokenKind.Symbol, OperatorEnd(sql, at)),
            _ => (SqlTokenKind.Symbol, at + 1),
        };
    }

    private static bool IsWord(char c) => char.IsLetter(c) || c == '_' || c > '\u007f';

    private static int While(string sql, int at, Func<char, bool> holds)
    {
        while (at < sql.Length && holds(sql[at]))
        {
            at++;
        }

        return at;
    }

    private static int QuotedEnd(string sql, int at, char quote, bool backslash)
    {
        for (var i = at + 1; i < sql.Length; i++)
        {
            if (backslash && sql[i] == '\\')
            {
                i++;
            }
            else if (sql[i] == quote)
            {
                if (i + 1 >= sql.Length || sql[i + 1] != quote)
                {
                    return i + 1;
                }

                i++;
            }
        }

        return sql.Length;
    }

    private static int? DollarQuotedEnd(string sql, int at)
    {
        var tagEnd = While(sql, at + 1, ch => IsWord(ch) || char.IsAsciiDigit(ch));
        if (tagEnd >= sql.Length || sql[tagEnd] != '$')
        {
            return null;
        }

        var tag = sql[at..(tagEnd + 1)];
        var close = sql.IndexOf(tag, tagEnd + 1, StringComparison.Ordinal);
        return close < 0 ? sql.Length : close + tag.Length;
    }

    private static int NumberEnd(string sql, int at)
    {
        var end = While(sql, at, ch => char.IsAsciiLetterOrDigit(ch) || ch is '.' or '_');
        var exponent = end < sql.Length && sql[end] is '+' or '-' && sql[end - 1] is 'e' or 'E';
        return exponent ? While(sql, end + 1, char.IsAsciiDigit) : end;
    }

    private static int OperatorEnd(string sql, int at)
    {
        var end = at;
        while (end < sql.Length && OperatorCharacters.Contains(sql[end]) && (end == at || CommentEnd(sql, end) is null))
        {
            end++;
        }

        return end;
    }

    private static int? CommentEnd(string sql, int at)
    {
        if (string.CompareOrdinal(sql, at, "--", 0, 2) == 0)
        {
            var newline = sql.IndexOf('\n', at);
            return newline < 0 ? sql.Length : newline + 1;
        }

        if (string.CompareOrdinal(sql, at, "/*", 0, 2) != 0)
        {
            return null;
        }

        var depth = 0;
        for (var i = at; i + 1 < sql.Length; i++)
        {
            if (sql[i] == '/' && sql[i + 1] == '*')
            {
                depth++;
                i++;
            }
            else if (sql[i] == '*' && sql[i + 1] == '/')
            {
                depth--;
                i++;
                if (depth == 0)
                {
                    return i + 1;
                }
            }
        }

        return sql.Length;
    }
}
