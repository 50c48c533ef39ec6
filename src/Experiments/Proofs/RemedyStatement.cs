using Headroom.Model.Evidence;

namespace Headroom.Experiments.Proofs;

/// <summary>One statement of a text of SQL: each is executed by itself, since together they would be one transaction.</summary>
/// <param name="Line">The line that it begins on, from 1.</param>
/// <param name="Text">As it is written, with its semicolon, without comments before it.</param>
internal sealed record RemedyStatement(int Line, string Text)
{
    private static readonly string[] s_shared = ["database", "role", "user", "group", "tablespace", "system", "subscription"];

    /// <summary>
    /// What a right is granted on, or a label put on, that is no part of a database; a table may be named role, or system.
    /// </summary>
    private static readonly string[] s_sharedTargets = ["database", "tablespace"];

    /// <summary>The statements of a text, in its order; bodies in dollars, in BEGIN ATOMIC and in brackets stay whole.</summary>
    public static IEnumerable<RemedyStatement> Split(string sql)
    {
        var (first, depth) = (-1, 0);
        SqlToken? last = null;
        foreach (var token in StatementText.Tokens(sql))
        {
            var isEnd = depth == 0 && token.Is(";");
            first = first < 0 && !isEnd ? token.Start : first;
            depth += Depth(token, last, depth > 0);
            last = token;
            if (isEnd && first >= 0)
            {
                yield return Of(sql, first, token.Start + 1);
                first = -1;
            }
        }

        if (first >= 0)
        {
            yield return Of(sql, first, sql.Length);
        }
    }

    /// <summary>Why it may not be executed on a clone, or null: the rest of the server is not Headroom's.</summary>
    /// <remarks>This keeps from slips, not from malice: nobody looks into DO blocks and functions.</remarks>
    public string? Refusal() => StatementText.Tokens(Text).ToList() switch
    {
        [var first, ..] when first.Is("\\") => "a command of psql; expected SQL alone",
        [_, var user, var mapping, ..] when user.Is("user") && mapping.Is("mapping") => null,
        [var verb, var what, ..] when Changes(verb) && IsShared(what) => Beyond(verb, what),
        [var verb, var on, var what, ..] when verb.Is("comment") && on.Is("on") && IsShared(what) => Beyond(verb, what),
        [var verb, var owned, ..] when owned.Is("owned") && (verb.Is("drop") || verb.Is("reassign")) => Beyond(verb, owned),
        [var verb, .. var rest] when verb.Is("grant") || verb.Is("revoke") => RefusalOfRight(verb, rest),
        [var verb, var label, .. var rest] when verb.Is("security") && label.Is("label") && TargetOf(rest) is { } on && IsShared(on) =>
            Beyond(verb, on),
        [var verb, .. var rest] when verb.Is("copy") && RunsProgram(rest) =>
            "COPY with PROGRAM runs a command on the server; expected changes within the database",
        _ => null,
    };

    /// <summary>Whether a transaction that it or an earlier statement began is open after it.</summary>
    public bool LeavesOpen(bool wasOpen) => StatementText.Tokens(Text).Take(2).ToList() switch
    {
        [var verb, ..] when verb.Is("begin") => true,
        [var verb, var what, ..] when verb.Is("start") && what.Is("transaction") => true,
        [var verb, var what, ..] when verb.Is("rollback") && what.Is("to") => wasOpen,
        [var verb, ..] when verb.Is("commit") || verb.Is("end") || verb.Is("rollback") || verb.Is("abort") => false,
        _ => wasOpen,
    };

    // Semicolons end nothing within brackets (of a rule) and within the body of a function, whose CASEs have an END of their own.
    private static int Depth(SqlToken token, SqlToken? last, bool isInside) =>
        token.Is("(") || (token.Is("atomic") && last?.Is("begin") == true) || (isInside && token.Is("case")) ? 1
        : token.Is(")") || token.Is("end") ? (isInside ? -1 : 0)
        : 0;

    private static RemedyStatement Of(string sql, int start, int end) =>
        new(sql.AsSpan(0, start).Count('\n') + 1, sql[start..end].TrimEnd());

    private static bool Changes(SqlToken verb) => verb.Is("create") || verb.Is("alter") || verb.Is("drop");

    private static bool IsShared(SqlToken what) => s_shared.Any(what.Is);

    private static string? RefusalOfRight(SqlToken verb, List<SqlToken> rest) => TargetOf(rest) is not { } on ? Beyond(verb, null)
        : s_sharedTargets.Any(on.Is) ? Beyond(verb, on)
        : null;

    // The word after ON.
    private static SqlToken? TargetOf(List<SqlToken> tokens) =>
        tokens.FindIndex(static token => token.Is("on")) is >= 0 and var on && on + 1 < tokens.Count ? tokens[on + 1] : null;

    // No table has a text behind its name: what follows PROGRAM is the command.
    private static bool RunsProgram(List<SqlToken> tokens) => tokens.Zip(tokens.Skip(1), tokens.Skip(2))
        .Any(static three => (three.First.Is("to") || three.First.Is("from")) && three.Second.Is("program")
            && three.Third.Kind == SqlTokenKind.Literal);

    private static string Beyond(SqlToken verb, SqlToken? what)
    {
        var named = what is { } word ? word.Text.ToUpperInvariant() : "of a role";
        return $"{verb.Text.ToUpperInvariant()} {named} reaches beyond the clone; expected changes within the database";
    }
}
