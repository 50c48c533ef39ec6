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

    // PostgreSQL manual, appendix C: words that are reserved, or may stand for no column.
    private static readonly HashSet<string> Reserved =
    [
        "all", "and", "any", "array", "as", "asc", "both", "case", "cast", "check", "collate", "column", "constraint", "create", "default",
        "desc", "distinct", "do", "else", "end", "except", "false", "fetch", "for", "foreign", "from", "grant", "group", "having", "in",
        "initially", "into", "leading", "limit", "not", "null", "offset", "on", "only", "or", "order", "primary", "references", "returning",
        "select", "some", "symmetric", "table", "then", "to", "trailing", "true", "union", "unique", "user", "using", "variadic", "when",
        "where", "window", "with",
    ];
}
