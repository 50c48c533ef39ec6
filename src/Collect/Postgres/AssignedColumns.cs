using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres;

/// <summary>The columns that an UPDATE gives parameters to: <c>UPDATE orders SET state = $1, paid_at = $2 WHERE id = $3</c>.</summary>
internal static class AssignedColumns
{
    private static readonly string[] Ends = ["where", "from", "returning"];

    /// <summary>Each parameter that is given to a column as it is, with its number.</summary>
    /// <param name="query">The statement.</param>
    /// <param name="root">Its plan, which names the table.</param>
    public static IEnumerable<(int Number, BoundColumn Column)> Of(string query, PlanNode root)
    {
        SqlToken[] tokens = [.. StatementText.Tokens(query)];
        if (tokens is not [var first, ..] || !first.Is("update")
            || root.Descendants().FirstOrDefault(node => node.NodeType == "ModifyTable") is not { Relation: { } table } change)
        {
            yield break;
        }

        var depth = 0;
        for (var at = Array.FindIndex(tokens, token => token.Is("set")) + 1; at > 0 && at < tokens.Length; at++)
        {
            depth += tokens[at].Text is "(" or "[" ? 1 : tokens[at].Text is ")" or "]" ? -1 : 0;
            if (depth == 0 && IsEnd(tokens[at]))
            {
                yield break;
            }

            if (depth == 0 && tokens[at].Kind == SqlTokenKind.Parameter && IsGiven(tokens, at)
                && int.TryParse(tokens[at].Text.AsSpan(1), out var number))
            {
                yield return (number, new BoundColumn(change.Schema, table, tokens[at - 2].Identifier, IsArray: false));
            }
        }
    }

    // state = $1, and nothing behind it but a cast.
    private static bool IsGiven(SqlToken[] tokens, int at) =>
        at > 2 && tokens[at - 1].Is("=") && (tokens[at - 3].Is("set") || tokens[at - 3].Is(","))
        && tokens[at - 2].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier
        && (at + 1 == tokens.Length || tokens[at + 1].Text is "," or "::" or ";" || IsEnd(tokens[at + 1]));

    private static bool IsEnd(SqlToken token) => Ends.Any(token.Is);
}
