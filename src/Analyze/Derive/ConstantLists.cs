using Headroom.Model.Evidence;
using Headroom.Model.Text;

namespace Headroom.Analyze.Derive;

/// <summary>
/// Lists of constants as people write them: the server prints <c>state IN ('new', 'open')</c> as <c>state = ANY ('{new,open}'::text[])</c>,
/// in the predicate of an index with <c>ARRAY['new'::text, 'open'::text]</c>.
/// </summary>
internal static class ConstantLists
{
    private static readonly string[] Numbers = ["smallint", "integer", "bigint", "numeric"];

    /// <summary>The tokens with IN and NOT IN where a column is compared with a list of constants.</summary>
    public static SqlToken[] Written(SqlToken[] tokens)
    {
        for (var i = 0; i + 3 < tokens.Length; i++)
        {
            var word = tokens[i].Is("=") && tokens[i + 1].Is("any") ? "IN"
                : tokens[i].Is("<>") && tokens[i + 1].Is("all") ? "NOT IN"
                : null;
            if (word is null || !tokens[i + 2].Is("(") || Brackets.CloseOf(tokens, i + 2) is not (> 0 and var close)
                || List(tokens[(i + 3)..close]) is not { } list)
            {
                continue;
            }

            var text = $"{word} ({list})";
            var (start, end) = (tokens[i].Start, tokens[close].Start + 1);
            return
            [
                .. tokens[..i],
                .. StatementText.Tokens(text).Select(token => token with { Start = start + token.Start }),
                .. Written(tokens[(close + 1)..]).Select(token => token with { Start = token.Start - end + start + text.Length }),
            ];
        }

        return tokens;
    }

    private static string? List(SqlToken[] tokens)
    {
        tokens = Brackets.Strip(tokens);
        if (tokens is [{ Kind: SqlTokenKind.Literal } literal, ..] && TypeNames.AfterCasts(tokens, 1) == tokens.Length
            && literal.Text is ['\'', .. var quoted, '\'']
            && ArrayText.Elements(quoted.Replace("''", "'", StringComparison.Ordinal)) is { Count: > 0 } elements)
        {
            var isNumber = tokens.Length > 2 && Numbers.Contains(tokens[2].Folded, StringComparer.Ordinal);
            return string.Join(", ", elements.Select(element => isNumber ? element : Sql.Literal(element)));
        }

        return tokens is [var array, var open, .. var inner, var close] && array.Is("array") && open.Is("[") && close.Is("]")
            && Literals(inner) is { Count: > 0 } listed
            ? string.Join(", ", listed)
            : null;
    }

    // 'new'::text, 'open'::text without their casts; null when anything else is in the list.
    private static List<string>? Literals(SqlToken[] tokens)
    {
        List<string> literals = [];
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind != SqlTokenKind.Literal)
            {
                return null;
            }

            literals.Add(tokens[i].Text);
            i = TypeNames.AfterCasts(tokens, i + 1);
            if (i < tokens.Length && !tokens[i].Is(","))
            {
                return null;
            }
        }

        return literals;
    }
}
