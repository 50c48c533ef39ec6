using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>Cuts tokens where brackets allow it.</summary>
internal static class Brackets
{
    /// <summary>The tokens without the brackets that enclose all of them.</summary>
    public static SqlToken[] Strip(SqlToken[] tokens)
    {
        while (tokens is [var open, .., var close] && open.Is("(") && close.Is(")") && Encloses(tokens))
        {
            tokens = tokens[1..^1];
        }

        return tokens;
    }

    /// <summary>How the depth changes at a token: 1, 0 or -1.</summary>
    public static int Step(SqlToken token) => token.Text is "(" or "[" ? 1 : token.Text is ")" or "]" ? -1 : 0;

    /// <summary>Where the bracket that opens at a place closes, or -1.</summary>
    public static int CloseOf(SqlToken[] tokens, int open)
    {
        var depth = 0;
        for (var i = open; i < tokens.Length; i++)
        {
            depth += Step(tokens[i]);
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The parts between the words <paramref name="word"/> outside brackets; the AND of a BETWEEN is none.</summary>
    public static List<SqlToken[]> Split(SqlToken[] tokens, string word)
    {
        var parts = new List<SqlToken[]>();
        var (depth, start, betweens) = (0, 0, 0);
        for (var i = 0; i < tokens.Length; i++)
        {
            depth += Step(tokens[i]);
            if (depth != 0)
            {
                continue;
            }

            if (tokens[i].Is("between"))
            {
                betweens++;
            }
            else if (tokens[i].Is("and") && betweens > 0)
            {
                betweens--;
            }
            else if (tokens[i].Is(word))
            {
                parts.Add(tokens[start..i]);
                start = i + 1;
            }
        }

        parts.Add(tokens[start..]);
        return parts;
    }

    private static bool Encloses(SqlToken[] tokens)
    {
        var depth = 0;
        for (var i = 0; i < tokens.Length - 1; i++)
        {
            depth += Step(tokens[i]);
            if (depth == 0)
            {
                return false;
            }
        }

        return true;
    }
}
