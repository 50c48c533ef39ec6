using Headroom.Model.Evidence;

namespace Headroom.Experiments.Search;

/// <summary>
/// Which statements write, by their words outside strings and comments.
/// <b>Source:</b> PostgreSQL manual, 7.8.4 (Data-Modifying Statements in WITH).
/// </summary>
internal static class WritingStatements
{
    private static readonly string[] Reading = ["select", "with", "values", "table"];

    /// <summary>Whether a text begins like a statement that writes, or has one in or after its WITH.</summary>
    /// <param name="query">The text. Functions that write are not seen.</param>
    public static bool Are(string query)
    {
        SqlToken[] tokens = [.. StatementText.Tokens(query).SkipWhile(token => token.Is("("))];
        return tokens is not [var first, ..] || !Array.Exists(Reading, first.Is)
            || (first.Is("with") && Enumerable.Range(1, tokens.Length - 1).Any(at => IsWrite(tokens, at)));
    }

    // A statement begins behind a bracket, and its verb is followed by a table: FOR UPDATE, DO UPDATE and a column named so are none.
    private static bool IsWrite(SqlToken[] tokens, int at)
    {
        if (at + 1 >= tokens.Length || !(tokens[at - 1].Is("(") || tokens[at - 1].Is(")")))
        {
            return false;
        }

        var (verb, next) = (tokens[at], tokens[at + 1]);
        return ((verb.Is("insert") || verb.Is("merge")) && next.Is("into"))
            || (verb.Is("delete") && next.Is("from"))
            || (verb.Is("update") && next.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier
                && tokens.Skip(at + 1).Any(token => token.Is("set")));
    }
}
