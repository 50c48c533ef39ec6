using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres;

/// <summary>
/// Parameters by which no row is chosen: what a statement returns as it is or in place of a null, and what it adds to a column. Mappers ask
/// so whether a row is there: <c>SELECT $1 AS one FROM users WHERE email = $2 LIMIT $3</c>.
/// </summary>
internal static class FreeParameters
{
    /// <summary>A value that numbers, texts and flags take.</summary>
    public const string Value = "1";

    private static readonly string[] Clauses =
        ["select", "from", "where", "having", "on", "by", "set", "values", "limit", "offset", "returning", "using"];

    // What hands one of its arguments on, or counts it.
    private static readonly string[] Passing = ["coalesce", "count"];

    private static readonly string[] BeforeItems = ["select", "then", "else", ","];

    private static readonly string[] BeforeSteps = ["+", "-"];

    // What compares with the rows of a query in brackets, or names them for others to compare with.
    private static readonly string[] BeforeSearched = ["in", "any", "all", "some", "array", "as", "materialized", "using"];

    /// <summary>Whether a parameter is one, wherever it stands.</summary>
    /// <param name="query">The statement.</param>
    /// <param name="number">The parameter's number, from 1.</param>
    public static bool Has(string query, int number)
    {
        SqlToken[] tokens = [.. StatementText.Tokens(query)];
        List<int> places = [.. Enumerable.Range(0, tokens.Length)
            .Where(at => tokens[at].Kind == SqlTokenKind.Parameter && tokens[at].Text == $"${number}")];
        return places.Count > 0 && places.TrueForAll(at => at > 0 && IsFree(tokens, at));
    }

    private static bool IsFree(SqlToken[] tokens, int at)
    {
        var (open, clause) = Around(tokens, at);
        var before = tokens[at - 1].Folded;
        return clause switch
        {
            "select" => BeforeItems.Contains(before, StringComparer.Ordinal) && !IsSearchedBy(tokens, open),
            "set" => BeforeSteps.Contains(before, StringComparer.Ordinal),
            null => open > 0 && Passing.Contains(tokens[open - 1].Folded, StringComparer.Ordinal) && before is "(" or ","
                && ClauseOf(tokens, open) is "select" or "set",
            _ => false,
        };
    }

    // id IN (SELECT $1), state = (SELECT $1), WITH wanted AS (SELECT $1 AS id): what it returns chooses rows elsewhere.
    private static bool IsSearchedBy(SqlToken[] tokens, int select)
    {
        var (open, clause) = Around(tokens, select);
        while (clause is not null)
        {
            (open, clause) = Around(tokens, open);
        }

        return open > 0 && (BeforeSearched.Contains(tokens[open - 1].Folded, StringComparer.Ordinal)
            || (tokens[open - 1].Kind == SqlTokenKind.Symbol && tokens[open - 1].Text is not ("(" or ",")));
    }

    // The clause that a place belongs to, through the brackets around it.
    private static string? ClauseOf(SqlToken[] tokens, int at)
    {
        var (open, clause) = Around(tokens, at);
        while (clause is null && open >= 0)
        {
            (open, clause) = Around(tokens, open);
        }

        return clause;
    }

    // The word that begins the clause within the same brackets, else where the bracket opens; -1 where neither is.
    private static (int Open, string? Clause) Around(SqlToken[] tokens, int at)
    {
        var depth = 0;
        for (var i = at - 1; i >= 0; i--)
        {
            depth += tokens[i].Text is ")" or "]" ? 1 : tokens[i].Text is "(" or "[" ? -1 : 0;
            if (depth < 0)
            {
                return (i, null);
            }

            if (depth == 0 && tokens[i].Kind == SqlTokenKind.Word && Clauses.Contains(tokens[i].Folded, StringComparer.Ordinal))
            {
                return (i, tokens[i].Folded);
            }
        }

        return (-1, null);
    }
}
