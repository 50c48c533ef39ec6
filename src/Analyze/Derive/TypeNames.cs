using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>Where casts name their types: <c>$1::timestamp(3) with time zone</c>.</summary>
internal static class TypeNames
{
    // Words that a type may have after its first one.
    private static readonly string[] Words = ["varying", "precision", "with", "without", "time", "zone"];

    /// <summary>Whether the token is a word of a cast's type, or of its schema.</summary>
    public static bool IsPart(SqlToken[] tokens, int i)
    {
        if (i == 0 || tokens[i].Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier))
        {
            return false;
        }

        return tokens[i - 1].Is("::")
            || (tokens[i - 1].Is(".") && i > 2 && tokens[i - 3].Is("::"))
            || (Words.Contains(tokens[i].Folded, StringComparer.Ordinal) && IsPart(tokens, BeforeLength(tokens, i - 1)));
    }

    /// <summary>Past <c>::character varying(20)[]</c>, as often as it stands there.</summary>
    public static int AfterCasts(SqlToken[] tokens, int at)
    {
        while (at + 1 < tokens.Length && tokens[at].Is("::"))
        {
            at += 2;
            at += at + 1 < tokens.Length && tokens[at].Is(".") ? 2 : 0;
            while (at < tokens.Length && (Words.Contains(tokens[at].Folded, StringComparer.Ordinal) || tokens[at].Text is "[" or "]"))
            {
                at++;
            }

            if (at + 2 < tokens.Length && tokens[at].Is("(") && tokens[at + 1].Kind == SqlTokenKind.Literal)
            {
                at = Array.FindIndex(tokens, at, token => token.Is(")")) + 1;
            }
        }

        return at;
    }

    // Before the (3) of timestamp(3) with time zone.
    private static int BeforeLength(SqlToken[] tokens, int at) => at > 2 && tokens[at].Is(")") && tokens[at - 2].Is("(") ? at - 3 : at;
}
