namespace Headroom.Model.Evidence;

/// <summary>Quotes what must be written into SQL because no parameter can stand there.</summary>
public static class Sql
{
    /// <summary>A name as a quoted identifier.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A table or other object in a schema.</summary>
    public static string Identifier(string schema, string name) => $"{Identifier(schema)}.{Identifier(name)}";

    /// <summary>A name as people write it: quoted only where PostgreSQL would fold or misread it.</summary>
    public static string Readable(string name) => IsPlain(name) && !Reserved.Contains(name) ? name : Identifier(name);

    /// <summary>A table or other object in a schema as people write it.</summary>
    public static string Readable(string schema, string name) => $"{Readable(schema)}.{Readable(name)}";

    /// <summary>A text as a literal that no setting reads differently.</summary>
    public static string Literal(string text) => text.Contains('\\', StringComparison.Ordinal)
        ? $"E'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'"
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A text as an element of an array's text form: <c>{"a","b"}</c>.</summary>
    public static string ArrayElement(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static bool IsPlain(string name) =>
        name.Length > 0 && (char.IsAsciiLetterLower(name[0]) || name[0] == '_')
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    // PostgreSQL manual, appendix C, versions 13 to 18: words that are reserved, those that may be a function or a type among them.
    private static readonly HashSet<string> Reserved =
    [
        "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "binary", "both", "case", "cast",
        "check", "collate", "collation", "column", "concurrently", "constraint", "create", "cross", "current_catalog", "current_date",
        "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct",
        "do", "else", "end", "except", "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having", "ilike",
        "in", "initially", "inner", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left", "like", "limit", "localtime",
        "localtimestamp", "natural", "not", "notnull", "null", "offset", "on", "only", "or", "order", "outer", "overlaps", "placing",
        "primary", "references", "returning", "right", "select", "session_user", "similar", "some", "symmetric", "system_user", "table",
        "tablesample", "then", "to", "trailing", "true", "union", "unique", "user", "using", "variadic", "verbose", "when", "where",
        "window", "with",
    ];
}
