using System.Text;
using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres;

/// <summary>Lays statements out on one line for storing and showing; literals that the server left in are taken out.</summary>
public static class StatementLayout
{
    /// <summary>
    /// The text with white space folded and every literal as <c>$0</c>: values never leave the server by a statement's text.
    /// </summary>
    public static string Compact(string sql) => OnOneLine(sql, keepsLiterals: false);

    /// <summary>The same with the literals, for a text that somebody wrote to be shown; comments are left out.</summary>
    public static string Authored(string sql) => OnOneLine(sql, keepsLiterals: true);

    private static string OnOneLine(string sql, bool keepsLiterals)
    {
        var line = new StringBuilder(sql.Length);
        var end = 0;
        foreach (var token in StatementText.Tokens(sql))
        {
            if (line.Length > 0 && token.Start > end)
            {
                line.Append(' ');
            }

            line.Append(token.Kind == SqlTokenKind.Literal && !keepsLiterals ? "$0" : token.Text);
            end = token.Start + token.Text.Length;
        }

        return line.ToString();
    }
}
