using System.Security.Cryptography;
using System.Text;

namespace Headroom.Model.Evidence;

/// <summary>Normalises SQL so that the same statement has the same identity on every server, version and rebuild.</summary>
/// <remarks>
/// Comments and white space are folded, unquoted words are lower case, every literal and parameter is <c>?</c>, and lists of them
/// (<c>IN ($1, $2)</c>, <c>ARRAY[$1, $2]</c>, rows of VALUES, PostgreSQL 18's <c>$1 /*, ... */</c>) count once; arguments of functions do
/// not. Invalid SQL is normalised as far as its tokens go.
/// </remarks>
public static class StatementText
{
    private static readonly string[] BeforeSource = ["from", "join", "update", "using"];

    private static readonly string[] Clauses =
        ["where", "group", "having", "order", "limit", "select", "union", "except", "intersect", "set", "returning"];

    private static readonly string[] Writing = ["insert", "update", "delete", "merge", "into"];

    private static readonly string[] Searching = ["select", "with", "from", "table", "using"];

    private static readonly string[] OfSession =
    [
        "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "set", "reset", "show", "discard", "deallocate",
        "close", "listen", "unlisten",
    ];

    private static readonly string[] SessionFunctions =
    [
        "version", "current_database", "current_schema", "current_setting", "set_config", "pg_advisory_unlock_all", "pg_backend_pid",
        "pg_is_in_recovery",
    ];

    /// <summary>The identity: the first 12 hexadecimal digits of SHA-256 over the normalised text.</summary>
    public static string IdOf(string sql) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Normalise(sql))))[..12];

    /// <summary>The normalised text.</summary>
    public static string Normalise(string sql)
    {
        var tokens = Tokens(sql).Select(token => token.Kind is SqlTokenKind.Literal or SqlTokenKind.Parameter ? "?" : token.Folded)
            .ToList();
        while (tokens is [.., ";"])
        {
            tokens.RemoveAt(tokens.Count - 1);
        }

        return string.Join(' ', MergeLists(tokens));
    }

    /// <summary>
    /// The text on one line as it is written, comments left out, with <c>?</c> for each literal: what it does, without any value.
    /// </summary>
    public static string WithoutValues(string sql)
    {
        var text = new StringBuilder(sql.Length);
        var end = 0;
        foreach (var token in Tokens(sql))
        {
            text.Append(text.Length > 0 && token.Start > end ? " " : "").Append(token.Kind == SqlTokenKind.Literal ? "?" : token.Text);
            end = token.Start + token.Text.Length;
        }

        return text.ToString();
    }

    /// <summary>
    /// The table that a statement is mainly about (after FROM, INTO or UPDATE, outside brackets), as it is written; null when it names
    /// none.
    /// </summary>
    public static string? MainTable(string sql)
    {
        var depth = 0;
        var tokens = Tokens(sql).ToList();
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            depth += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
            if (depth == 0 && (tokens[i].Is("from") || tokens[i].Is("into") || tokens[i].Is("update")) && NameAt(tokens, i + 1) is { } name)
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether a statement reads the server's own catalogue and nothing else, as drivers do when they connect. In doubt it does not.
    /// </summary>
    public static bool IsOfCatalogue(string sql)
    {
        var tokens = Tokens(sql).ToList();
        return tokens is [var first, ..] && (first.Is("select") || first.Is("with")) && !tokens.Exists(IsOfWrite)
            && Sources(sql) is [_, ..] sources && sources.All(name =>
                name.StartsWith("pg_", StringComparison.Ordinal) || name.StartsWith("information_schema.", StringComparison.Ordinal));
    }

    /// <summary>
    /// Whether a statement is about its session or its transaction alone (BEGIN, SET, DISCARD ALL), or only asks whether the server
    /// answers (SELECT 1): drivers, pools and mappers issue it around the statements of the application. In doubt it is not.
    /// </summary>
    /// <remarks>
    /// <b>Source:</b> PostgreSQL manual, part VI (SQL Commands), 9.26 (System Information Functions), 9.27 (System Administration
    /// Functions).
    /// </remarks>
    public static bool IsOfSession(string sql)
    {
        var tokens = Tokens(sql).ToList();
        var calls = tokens.Zip(tokens.Skip(1)).Where(static pair => IsCall(pair.First, pair.Second)).Select(static pair => pair.First);
        return tokens is [var first, ..] && (Array.Exists(OfSession, first.Is)
            || (first.Is("select") && Sources(sql).Count == 0 && !tokens.Exists(IsOfWrite)
                && calls.All(static call => Array.Exists(SessionFunctions, call.Is))));
    }

    /// <summary>
    /// Whether a statement reads tables of the application, and neither writes nor locks rows: what a pool does to its sessions (DISCARD
    /// ALL) and a driver when it connects does not.
    /// </summary>
    public static bool IsRead(string sql) => !IsOfCatalogue(sql) && Sources(sql).Count > 0 && !Tokens(sql).Any(IsOfWrite)
        && Tokens(sql).FirstOrDefault(static token => !token.Is("(")) is { Text: not null } first
        && first.Folded is "select" or "with" or "values" or "table";

    /// <summary>
    /// Whether a statement adds rows of values and does nothing else (INSERT ... VALUES): without a query in it there is nothing that it
    /// searches, sorts or joins. In doubt it does.
    /// </summary>
    public static bool IsOfValues(string sql)
    {
        var tokens = Tokens(sql).ToList();
        return tokens is [var first, ..] && first.Is("insert") && tokens.Exists(static token => token.Is("values"))
            && !tokens.Exists(static token => Array.Exists(Searching, token.Is));
    }

    /// <summary>
    /// The tables that a statement searches, as they are written: after FROM (with those behind its commas), JOIN, UPDATE and USING.
    /// </summary>
    public static IReadOnlyList<string> Sources(string sql)
    {
        List<string> sources = [];
        var tokens = Tokens(sql).ToList();
        var lists = new Stack<bool>([false]); // whether a comma here, at this depth of brackets, goes on with a FROM
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Is("("))
            {
                lists.Push(false);
            }
            else if (token.Is(")") && lists.Count > 1)
            {
                lists.Pop();
            }
            else if (token.Is("from") || Array.Exists(Clauses, token.Is))
            {
                lists.Pop();
                lists.Push(token.Is("from"));
            }

            if (Array.Exists(BeforeSource, token.Is) || (token.Is(",") && lists.Peek()))
            {
                var name = i + 1 < tokens.Count && tokens[i + 1].Is("only") ? i + 2 : i + 1;
                if (NameAt(tokens, name) is { } source)
                {
                    sources.Add(source);
                }
            }
        }

        return sources;
    }

    private static bool IsCall(SqlToken name, SqlToken next) =>
        name.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier && next.Is("(");

    private static bool IsOfWrite(SqlToken token) => Array.Exists(Writing, token.Is);

    // "public." is left out, as in the names of findings.
    private static string? NameAt(List<SqlToken> tokens, int i)
    {
        if (i >= tokens.Count || !IsName(tokens[i]))
        {
            return null;
        }

        var qualified = i + 2 < tokens.Count && tokens[i + 1].Is(".") && IsName(tokens[i + 2]);
        return qualified && tokens[i].Identifier != "public"
            ? $"{tokens[i].Identifier}.{tokens[i + 2].Identifier}"
            : tokens[qualified ? i + 2 : i].Identifier;
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
