using System.Security.Cryptography;
using System.Text;

namespace Headroom.Model.Evidence;

/// <summary>Normalises SQL so that the same statement has the same identity on every server, version and rebuild.</summary>
/// <remarks>
/// Comments and white space are folded, unquoted words are lower case, every literal and parameter is <c>?</c>, and lists of them
/// (<c>IN ($1, $2)</c>, <c>ARRAY[$1, $2]</c>, rows of VALUES, PostgreSQL 18's <c>$1 /*, ... */</c>) count once; arguments of functions do not. Invalid SQL is normalised as far as its tokens go.
/// </remarks>
public static class StatementText
{
    /// <summary>The identity: the first 12 hexadecimal digits of SHA-256 over the normalised text.</summary>
    public static string IdOf(string sql) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Normalise(sql))))[..12];

    /// <summary>The normalised text.</summary>
    public static string Normalise(string sql)
    {
        var tokens = Tokens(sql).Select(token => token.Kind is SqlTokenKind.Literal or SqlTokenKind.Parameter ? "?" : token.Folded).ToList();
        while (tokens is [.., ";"])
        {
            tokens.RemoveAt(tokens.Count - 1);
        }

        return string.Join(' ', MergeLists(tokens));
    }

    /// <summary>The table that a statement is mainly about (after FROM, INTO or UPDATE, outside brackets), as it is written; null when it names none.</summary>
    public static string? MainTable(string sql)
    {
        var depth = 0;
        var tokens = Tokens(sql).ToList();
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            depth += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
            if (depth == 0 && (tokens[i].Is("from") || tokens[i].Is("into") || tokens[i].Is("update")) && IsName(tokens[i + 1]))
            {
                var qualified = i + 3 < tokens.Count && tokens[i + 2].Is(".") && IsName(tokens[i + 3]);
                return qualified && tokens[i + 1].Identifier != "public" ? $"{tokens[i + 1].Identifier}.{tokens[i + 3].Identifier}" : tokens[qualified ? i + 3 : i + 1].Identifier;
            }
        }

        return null;
    }

    /// <summary>Whether a statement reads the server's own catalogue and nothing else, as drivers do when they connect.</summary>
    public static bool IsOfCatalogue(string sql)
    {
        var tokens = Tokens(sql).ToList();
        var sources = tokens.Zip(tokens.Skip(1)).Where(pair => (pair.First.Is("from") || pair.First.Is("join")) && IsName(pair.Second)).Select(pair => pair.Second.Identifier).ToList();
        return sources.Count > 0
            && sources.TrueForAll(name => name is "information_schema" || name.StartsWith("pg_", StringComparison.Ordinal));
    }

    private static bool IsName(SqlToken token) => token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier && !token.Is("only");

    /// <summary>The tokens of a text, comments left out.</summary>
    public static IEnumerable<SqlToken> Tokens(string sql) => SqlTokenizer.Tokens(sql);

    // In a list ( ? , ? , ? ) becomes ( ? ), and ( ? ) , ( ? ) becomes ( ? ).
    private static List<string> MergeLists(List<string> tokens)
    {
        var merged = new List<string>(tokens.Count);
        var lists = new StatementLists();
        foreach (var token in tokens)
        {
            merged.Add(token);
            if (!lists.Take(StatementLists.MarkOf(token)))
            {
                continue;
            }

            if (merged is [.., "?", ",", "?"])
            {
                merged.RemoveRange(merged.Count - 2, 2);
            }
            else if (merged is [.., "(", "?", ")", ",", "(", "?", ")"])
            {
                merged.RemoveRange(merged.Count - 4, 4);
            }
        }

        return merged;
    }
}
