using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres;

/// <summary>The literals that a statement's author wrote into it: they are code, not values of the service's users.</summary>
public static class StatementConstants
{
    /// <summary>The literals of a text that came with values of its own, so that they are none of them; null when that is not known.</summary>
    /// <param name="sets">The text and its values.</param>
    public static IReadOnlySet<string>? Of(ParameterSets sets) =>
        sets.Source == ParameterSource.Workload || sets is { Source: ParameterSource.Log, Sets: [{ Count: > 0 }, ..] } ? Of(sets.Query) : null;

    /// <summary>The literals of a text, without their quotes.</summary>
    /// <param name="query">A text whose values are <c>$n</c>.</param>
    public static IReadOnlySet<string> Of(string query) =>
        StatementText.Tokens(query).Where(token => token.Kind == SqlTokenKind.Literal).Select(token => PlanReader.Plain(token.Text)).ToHashSet(StringComparer.Ordinal);
}
