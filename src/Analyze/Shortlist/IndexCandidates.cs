using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;

namespace Headroom.Analyze.Shortlist;

/// <summary>Reads from plans and catalogue which indexes could serve the statements.</summary>
public static class IndexCandidates
{
    /// <summary>
    /// A table with fewer pages (8 kB) and no more rows than the other bound is read faster as a whole than through an index.
    /// </summary>
    private const long LargePages = 1000;

    private const long LargeRows = 10_000;

    /// <summary>
    /// Of as many tables (a count) that a statement searches in vain none may take a third of its time: their indexes are tried
    /// together, too.
    /// </summary>
    private const int ManyTables = 3;

    /// <summary>
    /// A scan that looks at fewer rows than this, and at no more buffers, in one execution has nothing to gain that matters.
    /// </summary>
    private const double Few = 50;

    /// <summary>All that is worth an experiment, in a fixed order; those of the same shape are one.</summary>
    /// <param name="plans">The plans, executed.</param>
    /// <param name="catalogue">The catalogue.</param>
    public static IReadOnlyList<IndexCandidate> Of(StatementPlans plans, DatabaseCatalogue catalogue)
    {
        var existing = new ExistingIndexes(catalogue);
        var needs = Needs(plans, catalogue).Where(need => need.RowsRead is not { } read || read >= Few || need.Buffers >= Few).ToList();
        List<IndexCandidate> single = [.. Ladders(needs, catalogue, existing), .. ForeignKeyIndexes(plans, catalogue, existing)];
        return Distinct([.. single, .. Together(single, needs)]);
    }

    /// <summary>
    /// What the plans alone lead to, nothing measured: one index for each wasteful scan, those that lead another one left out.
    /// </summary>
    /// <param name="plans">The plans.</param>
    /// <param name="catalogue">The catalogue.</param>
    public static IReadOnlyList<IndexCandidate> Unmeasured(StatementPlans plans, DatabaseCatalogue catalogue)
    {
        var existing = new ExistingIndexes(catalogue);
        var needs = Needs(plans, catalogue).Where(need => need.IsWasteful).ToList();
        var primary = Distinct(
        [
            .. Ladders(needs, catalogue, existing)
                .Where(candidate => candidate is { IsPrimary: true, Indexes.Count: 1 } && !IsServed(candidate)),
        ]);
        var merged = new List<IndexCandidate>();
        foreach (var candidate in primary.OrderByDescending(c => c.Indexes[0].Keys.Count).ThenByDescending(c => c.ServesOrder))
        {
            var host = merged.FindIndex(other => Leads(candidate.Indexes[0], other.Indexes[0]));
            if (host < 0)
            {
                merged.Add(candidate);
            }
            else
            {
                merged[host] = merged[host] with { Statements = [.. merged[host].Statements.Union(candidate.Statements)] };
            }
        }

        return [.. merged.OrderBy(candidate => candidate.Shape, StringComparer.Ordinal)];

        // That a whole index is larger than a partial one is no reason before anything was measured.
        bool IsServed(IndexCandidate candidate) => candidate.Indexes[0] is { Predicate: not null } partial
            && catalogue.Tables.FirstOrDefault(table => table.Schema == partial.Schema && table.Name == partial.Table) is { } table
            && existing.Covers(partial with { Predicate = null }, table, candidate.EqualityKeys);
    }

    /// <summary>Whether a table is large enough for an index to matter.</summary>
    public static bool IsLarge(TableFacts table) => table.Pages >= LargePages || table.Rows > LargeRows;

    // The same columns in another direction, or a partial index on them, are one piece of advice.
    private static bool Leads(IndexDefinition index, IndexDefinition other) =>
        index.TableName == other.TableName && index.Method == other.Method && index.Keys.Count <= other.Keys.Count
        && index.Keys.Zip(other.Keys)
            .All(pair => pair.First.Expression == pair.Second.Expression && pair.First.OperatorClass == pair.Second.OperatorClass)
        && (other.Predicate is null || other.Predicate == index.Predicate);

    private static IEnumerable<ScanNeed> Needs(StatementPlans plans, DatabaseCatalogue catalogue) => plans.Statements
        .SelectMany(plan => plan.Samples.SelectMany(sample => ScanNeeds.Of(plan, sample, catalogue)))
        .Where(need => IsLarge(need.Table));

    private static IEnumerable<IndexCandidate> Ladders(List<ScanNeed> needs, DatabaseCatalogue catalogue, ExistingIndexes existing)
    {
        var usage = needs
            .SelectMany(need => need.Filter.Concat(need.Join)
                .Where(p => p.Kind == PredicateKind.Equal)
                .Select(p => (need.StatementId, need.Table.Name, p.Term.Text)))
            .Distinct().CountBy(use => (use.Name, use.Text)).ToDictionary(pair => pair.Key, pair => pair.Value);
        return needs.SelectMany(need => new IndexLadder(need, catalogue, existing, usage).Candidates());
    }

    private static IEnumerable<IndexCandidate> Together(List<IndexCandidate> single, List<ScanNeed> needs)
    {
        var wasteful = needs.Where(need => need.IsWasteful)
            .Select(need => (need.StatementId, Relation.Name(need.Table.Schema, need.Table.Name)))
            .ToHashSet();
        return single
            .Where(candidate => candidate is { Indexes: [var index], Statements: [var statement] }
                && (candidate.ServesForeignKey || (candidate.IsPrimary && wasteful.Contains((statement, index.TableName)))))
            .GroupBy(candidate => candidate.Statements[0])
            .Select(same => same
                .DistinctBy(candidate => (candidate.Indexes[0].TableName, candidate.ServesForeignKey ? candidate.Shape : ""))
                .ToList())
            .Where(same => same.Select(candidate => candidate.Indexes[0].TableName).Distinct().Count() >= ManyTables)
            .Select(same => new IndexCandidate
            {
                Indexes = [.. same.Select(candidate => candidate.Indexes[0]).DistinctBy(index => index.Shape)],
                ServesForeignKey = same.Exists(candidate => candidate.ServesForeignKey),
                Statements = [same[0].Statements[0]],
            });
    }

    // Deleting or re-keying a row looks for the rows that refer to it: the plan does not show that scan, the catalogue does.
    private static IEnumerable<IndexCandidate> ForeignKeyIndexes(
        StatementPlans plans, DatabaseCatalogue catalogue, ExistingIndexes existing) =>
        from plan in plans.Statements
        let changed = plan.Samples.SelectMany(s => s.Root.Descendants())
            .FirstOrDefault(n => n.NodeType == "ModifyTable" && (Says(plan.Query, "delete") || Says(plan.Query, "update")))
        where changed is not null
        from key in ForeignKeys.SearchedFrom(
            Relation.Name(changed.Schema ?? "public", changed.Relation ?? ""), Says(plan.Query, "delete"), catalogue)
        where Says(plan.Query, "delete") || Sets(plan.Query, key.ReferencedColumns)
        let table = catalogue.Tables.FirstOrDefault(t => t.Schema == key.Schema && t.Name == key.Table)
        where table is not null && IsLarge(table)
        let index = new IndexDefinition
        {
            Schema = key.Schema,
            Table = key.Table,
            IsPartitioned = table.IsPartitioned,
            Keys = [.. key.Columns.Select(column => new IndexKey(column, column, Descending: false, NullsFirst: false))],
        }
        where !ForeignKeys.IsServed(key, catalogue)
        where !existing.Covers(index, table, index.Keys.Count)
        select new IndexCandidate
        {
            Indexes = [index],
            EqualityKeys = index.Keys.Count,
            ServesForeignKey = true,
            Statements = [plan.StatementId],
        };

    // Whether an UPDATE may give one of the columns another value: where none does, the server looks for no rows that refer to the old one.
    private static bool Sets(string query, IReadOnlyList<string>? columns)
    {
        var (depth, set) = (0, -1);
        foreach (var token in StatementText.Tokens(query))
        {
            depth += Brackets.Step(token);
            if (token.Is("set"))
            {
                set = depth;
            }
            else if (depth < set || (depth == set && (token.Is("where") || token.Is("returning"))))
            {
                set = -1;
            }
            else if (set >= 0 && columns?.Contains(token.Identifier, StringComparer.Ordinal) == true)
            {
                return true;
            }
        }

        return columns is null;
    }

    private static bool Says(string query, string word) => StatementText.Tokens(query).Any(token => token.Is(word));

    private static List<IndexCandidate> Distinct(IEnumerable<IndexCandidate> candidates) =>
    [
        .. candidates.GroupBy(candidate => candidate.Shape).Select(same => same.First() with
        {
            ServesOrder = same.Any(c => c.ServesOrder),
            ServesForeignKey = same.Any(c => c.ServesForeignKey),
            IsPrimary = same.Any(c => c.IsPrimary),
            Statements = [.. same.SelectMany(c => c.Statements).Distinct().Order(StringComparer.Ordinal)],
        }),
    ];
}
