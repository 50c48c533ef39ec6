using System.Text.RegularExpressions;

namespace Headroom.Tests.EndToEnd.Corpus;

/// <summary>Cuts a script at the semicolons that stand outside of quotes, dollar quotes and comments.</summary>
internal static partial class SqlStatements
{
    /// <summary>The statements in their order, without their semicolons; comments stay with the statement that they stand before.</summary>
    public static IReadOnlyList<string> Of(string script)
    {
        var statements = new List<string>();
        var start = 0;
        foreach (Match piece in Piece().Matches(script))
        {
            if (piece.Value == ";")
            {
                Add(script[start..piece.Index]);
                start = piece.Index + 1;
            }
        }

        Add(script[start..]);
        return statements;

        void Add(string statement)
        {
            if (WithoutComments(statement).Length > 0)
                statements.Add(statement.Trim());
        }
    }

    /// <summary>The statement alone.</summary>
    public static string WithoutComments(string statement) =>
        Piece().Replace(statement, piece => piece.Value is ['-', '-', ..] or ['/', '*', ..] ? " " : piece.Value).Trim();

    [GeneratedRegex("""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?<tag>[A-Za-z_]*)\$.*?\$\k<tag>\$|--[^\n]*|/\*.*?\*/|;""", RegexOptions.Singleline, 1000)]
    private static partial Regex Piece();
}
