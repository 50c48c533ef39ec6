using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>What the application executes behind statements that do not say what it is: <c>FETCH 100 FROM c1</c>, CALL.</summary>
internal static class OpaqueWork
{
    /// <summary>When such statements have more than this share of the time, finding nothing in the others says nothing.</summary>
    private const double MostOpaque = 0.10;

    /// <summary>What was called less often (a count) is a job that somebody started by hand.</summary>
    private const long FewestCalls = 10;

    private static readonly string[] Verbs = ["fetch", "move", "call"];

    /// <summary>
    /// Why the load could not be looked at, in words; null where such statements take little, where the server counts what they execute,
    /// too, or nobody knows.
    /// </summary>
    /// <param name="statements">The statements of the load, or null.</param>
    public static string? Of(StatementStatistics? statements)
    {
        var all = statements?.Statements ?? [];
        var opaque = all.Where(statement => statement.Calls >= FewestCalls && VerbOf(statement) is not null).ToList();
        var counted = statements?.NestedTime.TotalMilliseconds ?? 0;
        return TimeOf(opaque) - counted > MostOpaque * TimeOf(all)
            ? "the statements that matter could not be looked at: "
                + $"{VerbOf(opaque.MaxBy(statement => statement.ExecutionTime)!)} does not tell what it executes"
            : null;
    }

    private static double TimeOf(IEnumerable<StatementMetrics> statements) =>
        statements.Sum(statement => statement.ExecutionTime.TotalMilliseconds);

    private static string? VerbOf(StatementMetrics statement) => StatementText.Tokens(statement.Query).Take(1)
        .Where(token => Verbs.Any(token.Is)).Select(token => token.Text.ToUpperInvariant()).FirstOrDefault();
}
