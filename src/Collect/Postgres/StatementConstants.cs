using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres;

/// <summary>The literals that a statement's author wrote into it: they are code, not values of the service's users.</summary>
public static class StatementConstants
{
    /// <summary>
    /// The literals of a text that came with values of its own, so that they are none of them; null when that is not known.
    /// </summary>
    /// <param name="sets">The text and its values.</param>
    public static IReadOnlySet<string>? Of(ParameterSets sets) =>
        sets.Source == ParameterSource.Workload || sets is { Source: ParameterSource.Log, Sets: [{ Count: > 0 }, ..] }
            ? Of(sets.Query) : null;

    /// <summary>The literals of a text, without their quotes; a number behind a minus also with its sign, as plans print it.</summary>
    /// <param name="query">A text whose values are <c>$n</c>.</param>
    public static IReadOnlySet<string> Of(string query)
    {
        SqlToken[] tokens = [.. StatementText.Tokens(query)];
        return tokens.Index().Where(token => token.Item.Kind == SqlTokenKind.Literal)
            .SelectMany(token => Forms(tokens, token.Index)).ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Forms(SqlToken[] tokens, int at)
    {
        var plain = PlanReader.Plain(tokens[at].Text);
        var isSigned = at > 0 && tokens[at - 1].Text.EndsWith('-') && char.IsAsciiDigit(tokens[at].Text[0]);
        return isSigned ? [plain, $"-{plain}"] : [plain];
    }
}
