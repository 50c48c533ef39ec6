using Headroom.Model.Evidence;

namespace Headroom.Experiments.Probes;

/// <summary>How many rows statements inserted, by table.</summary>
/// <remarks>
/// pg_stat_statements counts at once, while the counters of tables lag by up to ten seconds. What ON CONFLICT DO UPDATE writes is left out,
/// since the server counts new and changed rows alike; so is what functions and WITH insert.
/// </remarks>
public static class InsertedTables
{
    /// <summary>The tables that got rows.</summary>
    public static Dictionary<string, long> Of(IReadOnlyList<StatementMetrics> statements) => statements
        .Where(statement => statement.Rows > 0 && IsInsert(statement.Query))
        .GroupBy(statement => StatementText.MainTable(statement.Query) ?? "?", StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => same.Sum(statement => statement.Rows), StringComparer.Ordinal);

    private static bool IsInsert(string query)
    {
        var words = StatementText.Tokens(query).ToList();
        return words is [var first, ..] && first.Is("insert")
            && !words.Zip(words.Skip(1), (one, next) => one.Is("do") && next.Is("update")).Any(isUpsert => isUpsert);
    }
}
