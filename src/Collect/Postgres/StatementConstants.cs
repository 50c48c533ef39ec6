using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres;

/// <summary>The literals that a statement's author wrote into it: they are code, not values of the service's users.</summary>
public static class StatementConstants
{
    /// <summary>The literals of a text, without their quotes.</summary>
    /// <param name="query">A text whose values are <c>$n</c>.</param>
    public static IReadOnlySet<string> Of(string query) =>
        StatementText.Tokens(query).Where(token => token.Kind == SqlTokenKind.Literal).Select(token => PlanReader.Plain(token.Text)).ToHashSet(StringComparer.Ordinal);
}
