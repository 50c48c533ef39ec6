namespace Headroom.Model.Evidence;

/// <summary>Where the wildcards of a LIKE pattern stand; it says which index can serve the match.</summary>
public enum PatternShape
{
    /// <summary>The pattern is a parameter or a list, has no wildcard at either end, or is no pattern.</summary>
    Unknown,

    /// <summary>Only at the end, <c>abc%</c>: a btree with a pattern operator class finds it.</summary>
    Prefix,

    /// <summary>Only at the start, <c>%abc</c>.</summary>
    Suffix,

    /// <summary>At both ends, <c>%abc%</c>.</summary>
    Infix,
}

/// <summary>
/// Keeps the shape of a LIKE pattern visible where its value must not be seen: <c>($1 || '%')</c>, <c>('%' || $1)</c>,
/// <c>('%' || $1 || '%')</c>; and reads it back, also where the statement itself puts the wildcards around a parameter.
/// </summary>
/// <remarks>
/// <b>Source:</b> PostgreSQL manual, 9.7.1 (LIKE): % and _ are wildcards, a backslash takes the meaning of what follows away; ~~, ~~*, !~~
/// and !~~* are its operators.
/// </remarks>
public static class PatternShapes
{
    private const string Wildcard = "'%'";

    /// <summary>Whether a token is LIKE, ILIKE or the negation of one, as plans print them.</summary>
    public static bool IsOperator(SqlToken token) => token is { Kind: SqlTokenKind.Symbol, Text: "~~" or "~~*" or "!~~" or "!~~*" };

    /// <summary>The shape of a pattern.</summary>
    public static PatternShape Of(string pattern)
    {
        var starts = pattern is ['%' or '_', ..];
        var ends = pattern is [.., '%' or '_'] && pattern[..^1].Reverse().TakeWhile(c => c == '\\').Count() % 2 == 0;
        return (starts, ends) switch
        {
            (true, true) => PatternShape.Infix,
            (true, false) => PatternShape.Suffix,
            (false, true) => PatternShape.Prefix,
            _ => PatternShape.Unknown,
        };
    }

    /// <summary>What stands for a pattern of this shape whose value is not shown.</summary>
    public static string Shown(PatternShape shape, string parameter) => shape switch
    {
        PatternShape.Prefix => $"({parameter} || {Wildcard})",
        PatternShape.Suffix => $"({Wildcard} || {parameter})",
        PatternShape.Infix => $"({Wildcard} || {parameter} || {Wildcard})",
        _ => parameter,
    };

    /// <summary>The shape of the right side of a LIKE operator, as <see cref="Shown"/> or the server prints it.</summary>
    public static PatternShape Read(IEnumerable<SqlToken> operand)
    {
        var parts = WithoutCasts(operand).Where(token => !token.Is("(") && !token.Is(")")).ToList();
        var joined = parts.Count >= 3 && parts.Index().All(part => part.Index % 2 == 0 ? IsPart(part.Item) : part.Item.Is("||"));
        return !joined ? PatternShape.Unknown : (IsWildcard(parts[0]), IsWildcard(parts[^1])) switch
        {
            (true, true) => PatternShape.Infix,
            (true, false) => PatternShape.Suffix,
            (false, true) => PatternShape.Prefix,
            _ => PatternShape.Unknown,
        };
    }

    /// <summary>Whether a literal is a wildcard that a statement puts around something else: it holds no value.</summary>
    public static bool IsWildcard(SqlToken token) => token is { Kind: SqlTokenKind.Literal, Text: Wildcard };

    private static bool IsPart(SqlToken token) => token.Kind == SqlTokenKind.Parameter || IsWildcard(token);

    private static IEnumerable<SqlToken> WithoutCasts(IEnumerable<SqlToken> tokens)
    {
        var isType = false;
        foreach (var token in tokens)
        {
            if (!token.Is("::") && !isType)
            {
                yield return token;
            }

            isType = token.Is("::");
        }
    }
}
