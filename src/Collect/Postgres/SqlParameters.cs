using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres;

/// <summary>
/// The parameters of a statement, and the values that fit them: the server ends the whole session where their numbers differ.
/// </summary>
/// <remarks><b>Source:</b> PostgreSQL manual, "Message Formats" (Bind: as many values as the query needs).</remarks>
public static class SqlParameters
{
    private static readonly string[] Explained = ["select", "with", "values", "table", "insert", "update", "delete", "merge"];

    /// <summary>The highest <c>$n</c> of a text; 0 when it has none.</summary>
    public static int CountOf(string query) => StatementText.Tokens(query).Where(token => token.Kind == SqlTokenKind.Parameter)
        .Select(token => int.TryParse(token.Text.AsSpan(1), out var number) ? number : 0).DefaultIfEmpty().Max();

    /// <summary>The sets that hold a value for each parameter; one empty set for a text without any.</summary>
    public static IReadOnlyList<IReadOnlyList<string?>> Fitting(string query, IReadOnlyList<IReadOnlyList<string?>> sets)
    {
        var count = CountOf(query);
        return count == 0 && sets.Count == 0 ? [[]]
            : [.. sets.Where(set => set.Count == count && !set.Any(value => value?.Contains('\0', StringComparison.Ordinal) == true))];
    }

    /// <summary>Why the server need not be asked to plan or execute a statement, in words; null when it may be.</summary>
    public static string? WhyNot(string query, IReadOnlyList<IReadOnlyList<string?>> sets) =>
        WhyNot(query) ?? (Fitting(query, sets).Count > 0 ? null
            : sets.Count == 0 || sets.All(set => set.Count == 0) ? "it has parameters, and no values are known for them"
            : $"none of its sets of values holds {CountOf(query)} values that PostgreSQL takes");

    // EXPLAIN would call it a syntax error. A statement behind a semicolon would run outside EXPLAIN.
    private static string? WhyNot(string query)
    {
        var tokens = StatementText.Tokens(query).ToList();
        var end = tokens.FindIndex(token => token.Is(";"));
        var begin = tokens.Find(token => !token.Is("("));
        return begin is { Kind: SqlTokenKind.Word, Text: not null } && !Explained.Contains(begin.Folded, StringComparer.Ordinal)
                ? $"it begins with {begin.Text}, and only SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES can be explained"
            : end >= 0 && tokens.Skip(end).Any(token => !token.Is(";")) ? "its text is more than one statement"
            : null;
    }
}
