using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>Reads from plans and catalogue which indexes are missing: one need per table and leading columns, with all statements that share it.</summary>
public static class IndexNeeds
{
    /// <summary>A table with fewer pages (8 kB) and no more rows than the other bound is read faster as a whole than through an index.</summary>
    private const long LargePages = 1000;

    private const long LargeRows = 10_000;

    /// <summary>The needs, by table and columns.</summary>
    public static IReadOnlyList<IndexNeed> Of(StatementPlans plans, DatabaseCatalogue catalogue)
    {
        var usage = Usage(plans, catalogue);
        var single = plans.Statements
            .SelectMany(plan => plan.Samples.SelectMany(sample => ScanNeeds.Of(plan, sample, catalogue)))
            .Select(need => LeadWithShared(need, usage))
            .ToList();
        return [.. Merge(single)
            .Where(need => !Exists(need, catalogue))
            .GroupBy(Key).Select(OfSameColumns)
            .OrderBy(Key, StringComparer.Ordinal)];
    }

    /// <summary>Whether a table is large enough for an index to matter.</summary>
    public static bool IsLarge(TableFacts table) => table.Pages >= LargePages || table.Rows > LargeRows;

    private static string Key(IndexNeed need) => $"{need.Table.Schema}.{need.Table.Name}({string.Join(',', need.Columns)})";

    // Needs that differ by direction alone are one finding: the costliest statement decides the remedy, the proof measures them all.
    private static IndexNeed OfSameColumns(IEnumerable<IndexNeed> same)
    {
        var needs = same.OrderByDescending(need => need.Statements.Max(statement => statement.RowsRead)).ToList();
        return needs[0] with { Statements = [.. needs.SelectMany(need => need.Statements).DistinctBy(statement => statement.StatementId)] };
    }

    private static Dictionary<(TableFacts, string), int> Usage(StatementPlans plans, DatabaseCatalogue catalogue) =>
        plans.Statements
            .SelectMany(plan => plan.Samples.SelectMany(sample => ScanNeeds.PredicatesOf(sample, catalogue)).Distinct())
            .Where(use => use.Predicate.Kind == PredicateKind.Equal)
            .CountBy(use => (use.Table, use.Predicate.Column))
            .ToDictionary(pair => pair.Key, pair => pair.Value);

    // Equality columns may stand in any order for one statement: the one that most statements compare comes first, so that it serves them too.
    private static IndexNeed LeadWithShared(IndexNeed need, Dictionary<(TableFacts, string), int> usage) => need with
    {
        Keys =
        [
            .. need.Keys.Take(need.EqualityKeys).OrderByDescending(key => usage.GetValueOrDefault((need.Table, key.Column!))),
            .. need.Keys.Skip(need.EqualityKeys),
        ],
    };

    // A need whose keys lead another need's keys is served by that one.
    private static List<IndexNeed> Merge(IEnumerable<IndexNeed> needs)
    {
        var merged = new List<IndexNeed>();
        foreach (var need in needs.OrderByDescending(n => n.Keys.Count).ThenByDescending(n => n.ServesSort).ThenBy(Key, StringComparer.Ordinal))
        {
            var host = merged.FindIndex(other => other.Table == need.Table && Covers(other.Keys, need));
            if (host < 0)
            {
                merged.Add(need);
            }
            else
            {
                merged[host] = merged[host] with
                {
                    Constant = [.. merged[host].Constant.Intersect(need.Constant)],
                    Statements = [.. merged[host].Statements.Concat(need.Statements).GroupBy(s => s.StatementId).Select(g => g.MaxBy(s => s.RowsRead)!)],
                };
            }
        }

        return merged;
    }

    private static bool Exists(IndexNeed need, DatabaseCatalogue catalogue) => catalogue.Indexes.Any(index =>
        index.Schema == need.Table.Schema && index.Table == need.Table.Name && index is { Valid: true, Method: "btree" }
        && Covers(index.Keys, need) && Implied(index, need));

    // Every statement of the need has each predicate of the partial index.
    private static bool Implied(IndexFacts index, IndexNeed need) =>
        index.Predicate is null
        || (Condition.IsUnderstood(index.Predicate, need.Table)
            && Condition.Predicates(index.Predicate, need.Table, alias: null).All(need.Constant.Contains));

    // The need's equality columns in any order, then the rest in the very order, all in one direction or all in the other.
    private static bool Covers(IReadOnlyList<IndexKey> keys, IndexNeed need)
    {
        if (keys.Count < need.Keys.Count)
        {
            return false;
        }

        var lead = keys.Take(need.EqualityKeys).Select(key => key.Column).ToHashSet(StringComparer.Ordinal);
        var rest = need.Keys.Skip(need.EqualityKeys).Zip(keys.Skip(need.EqualityKeys)).ToList();
        return lead.SetEquals(need.Keys.Take(need.EqualityKeys).Select(key => key.Column))
            && rest.All(pair => pair.First.Column == pair.Second.Column)
            && (!need.ServesSort || rest.All(Same) || rest.All(Opposite));
    }

    private static bool Same((IndexKey A, IndexKey B) pair) => pair.A.Descending == pair.B.Descending && pair.A.NullsFirst == pair.B.NullsFirst;

    private static bool Opposite((IndexKey A, IndexKey B) pair) => pair.A.Descending != pair.B.Descending && pair.A.NullsFirst != pair.B.NullsFirst;
}
