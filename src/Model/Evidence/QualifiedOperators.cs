namespace Headroom.Model.Evidence;

/// <summary>Operators as the server prints those that are outside the search_path: <c>email OPERATOR(extensions.=) $1</c>.</summary>
/// <remarks><b>Source:</b> PostgreSQL manual, 4.1.3 (Operators), 4.2.5 (Operator Invocations).</remarks>
public static class QualifiedOperators
{
    /// <summary>The tokens with each such operator without its schema: <c>email = $1</c>.</summary>
    public static SqlToken[] Bare(SqlToken[] tokens)
    {
        for (var at = tokens.Length - 1; at > 0; at--)
        {
            tokens = BareAt(tokens, at);
        }

        return tokens;
    }

    /// <summary>The same for the operator that begins at a place; the tokens as they are where none does.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="at">The place, one of the tokens'.</param>
    public static SqlToken[] BareAt(SqlToken[] tokens, int at) =>
        tokens[at].Is("operator")
        && tokens[at..] is [var word, var open, _, var dot, { Kind: SqlTokenKind.Symbol } symbol, var close, .. var rest]
        && open.Is("(") && dot.Is(".") && close.Is(")")
            ? [.. tokens[..at], symbol with { Start = word.Start }, .. rest]
            : tokens;
}
