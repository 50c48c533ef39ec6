using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>Reads the index that each scan of one plan wants for itself, before the needs of all statements are put together.</summary>
internal static class ScanNeeds
{
    /// <summary>A filter that throws away more than this share of what the scan reads wants an index.</summary>
    private const double WastefulRemoval = 0.9;

    /// <summary>A scan must waste more rows than this in one execution before an index is worth its upkeep.</summary>
    private const double WastefulRows = 1000;

    /// <summary>A sort that reads more than this many times what the limit lets through wants the index's order.</summary>
    private const double WastefulSort = 10;

    /// <summary>More key columns cost more on every write than they save on reads.</summary>
    private const int MostKeys = 3;

    /// <summary>What may stand between a join and the scan that feeds it.</summary>
    private static readonly string[] JoinInput = ["Hash", "Sort", "Materialize", "Memoize", "Gather", "Gather Merge"];

    private static readonly string[] Joins = ["Nested Loop", "Hash Join", "Merge Join"];

    private static readonly string[] Transparent = ["Gather", "Gather Merge", "Result", "Subquery Scan", "LockRows"];

    /// <summary>The needs of every scan in a plan.</summary>
    public static IEnumerable<IndexNeed> Of(StatementPlan plan, PlanSample sample, DatabaseCatalogue catalogue) =>
        Walk(sample.Root, []).Select(path => NeedOf(plan, sample, path.Scan, path.Above, catalogue)).OfType<IndexNeed>();

    /// <summary>Every scan with the predicates that it has, whether it wastes or not.</summary>
    public static IEnumerable<(TableFacts Table, Predicate Predicate)> PredicatesOf(PlanSample sample, DatabaseCatalogue catalogue) =>
        from path in Walk(sample.Root, [])
        let table = TableOf(path.Scan, catalogue)
        where table is not null
        from predicate in PredicatesOf(path.Scan, table)
        select (table, predicate);

    private static IEnumerable<(PlanNode Scan, IReadOnlyList<PlanNode> Above)> Walk(PlanNode node, IReadOnlyList<PlanNode> above)
    {
        var below = node.Children.SelectMany(child => Walk(child, [.. above, node]));
        return node.Relation is null ? below : below.Prepend((node, above));
    }

    private static IndexNeed? NeedOf(
        StatementPlan plan, PlanSample sample, PlanNode scan, IReadOnlyList<PlanNode> above, DatabaseCatalogue catalogue)
    {
        var table = TableOf(scan, catalogue);
        if (table is null || table.IsPartition || !IndexNeeds.IsLarge(table))
        {
            return null;
        }

        var (read, returned) = Work(sample, scan, table);
        var predicates = PredicatesOf(scan, table);
        var order = sample.Executed ? SortAbove(scan, above, table) ?? OrderOfIndex(plan, scan, above, catalogue) : null;
        var need = order is not null && read > WastefulSort * Math.Max(1, order.Used) && read - order.Used > WastefulRows
            ? Build(plan, scan, table, predicates, order.Keys, read, order.Used)
            : null;
        if (need is null && IsWasteful(read, returned))
        {
            need = Build(plan, scan, table, predicates, [], read, returned);
        }

        return need ?? NeedOfJoin(plan, sample, scan, table, predicates, above, read);
    }

    // The join throws away nearly all that the scan reads: its condition is the filter that an index would serve.
    private static IndexNeed? NeedOfJoin(
        StatementPlan plan, PlanSample sample, PlanNode scan, TableFacts table, List<Predicate> predicates, IReadOnlyList<PlanNode> above, double read)
    {
        var join = above.LastOrDefault(node => !JoinInput.Contains(node.NodeType, StringComparer.Ordinal));
        if (!sample.Executed || scan.NodeType != "Seq Scan" || join?.JoinCondition is null)
        {
            return null;
        }

        var joined = Condition.Predicates(join.JoinCondition, table, scan.Alias).Where(predicate => predicate.Kind == PredicateKind.Equal).ToList();
        var used = (join.ActualRows ?? 0) * (join.ActualLoops ?? 1);
        return joined.Count > 0 && IsWasteful(read, used) ? Build(plan, scan, table, [.. joined.Union(predicates)], [], read, used) : null;
    }

    private static bool IsWasteful(double read, double used) => read - used > WastefulRows && (read - used) / read > WastefulRemoval;

    // Actual numbers where the statement ran; else the table's size against the planner's estimate, for whole scans alone.
    private static (double Read, double Returned) Work(PlanSample sample, PlanNode scan, TableFacts table)
    {
        if (sample.Executed)
        {
            var loops = scan.ActualLoops ?? 1;
            var returned = (scan.ActualRows ?? 0) * loops;
            return (returned + ((scan.RowsRemoved ?? 0) * loops), returned);
        }

        return scan.NodeType == "Seq Scan" ? (table.Rows ?? 0, Math.Min(scan.EstimatedRows, table.Rows ?? 0)) : (0, 0);
    }

    private static IndexNeed? Build(
        StatementPlan plan, PlanNode scan, TableFacts table, List<Predicate> predicates, IReadOnlyList<IndexKey> order, double read, double used)
    {
        var scalar = Columns(predicates, PredicateKind.Equal, table);
        var list = order.Count > 0 ? [] : Columns(predicates, PredicateKind.AnyOf, table).Except(scalar, StringComparer.Ordinal);
        List<string> equal = [.. scalar.Concat(list).Take(order.Count > 0 ? MostKeys - 1 : MostKeys)];
        var last = order.Count > 0
            ? order.Where(key => !equal.Contains(key.Column!, StringComparer.Ordinal))
            : Columns(predicates, PredicateKind.Range, table).Except(equal, StringComparer.Ordinal).Take(1).Select(Ascending);
        IReadOnlyList<IndexKey> keys = [.. equal.Select(Ascending).Concat(last).Take(MostKeys)];
        return keys.Count == 0 ? null : new IndexNeed
        {
            Table = table,
            Keys = keys,
            EqualityKeys = equal.Count,
            ServesSort = order.Count > 0,
            Constant = [.. predicates.Where(p => p.Kind is PredicateKind.IsNull or PredicateKind.IsTrue or PredicateKind.IsFalse)],
            Statements = [new StatementNeed(plan.StatementId, read, used, scan.NodeType)],
        };
    }

    private static IndexKey Ascending(string column) => new(column, column, Descending: false, NullsFirst: false);

    private static List<string> Columns(IEnumerable<Predicate> predicates, PredicateKind kind, TableFacts table) =>
    [
        .. predicates.Where(predicate => predicate.Kind == kind).Select(predicate => predicate.Column).Distinct(StringComparer.Ordinal)
            .OrderBy(column => table.Columns.TakeWhile(c => c.Name != column).Count()),
    ];

    private static TableFacts? TableOf(PlanNode scan, DatabaseCatalogue catalogue) =>
        catalogue.Tables.FirstOrDefault(table => table.Name == scan.Relation && (scan.Schema is null || table.Schema == scan.Schema));

    private static List<Predicate> PredicatesOf(PlanNode scan, TableFacts table) =>
    [
        .. IndexConditions(scan).SelectMany(condition => Condition.Predicates(condition, table, scan.Alias))
            .Concat(Condition.Predicates(scan.Filter, table, scan.Alias)).Distinct(),
    ];

    // Below a bitmap heap scan, conditions of an AND hold together; those of an OR do not.
    private static IEnumerable<string> IndexConditions(PlanNode scan) => (scan.IndexCondition, scan.Children) switch
    {
        ({ } own, _) => [own],
        (_, [{ NodeType: "Bitmap Index Scan" } one, ..]) => one.IndexCondition is { } condition ? [condition] : [],
        (_, [{ NodeType: "BitmapAnd" } and, ..]) => and.Children.Where(c => c.NodeType == "Bitmap Index Scan").Select(c => c.IndexCondition).OfType<string>(),
        _ => [],
    };

    private sealed record Order(IReadOnlyList<IndexKey> Keys, double Used);

    // A sort by columns of this relation alone, below a limit.
    private static Order? SortAbove(PlanNode scan, IReadOnlyList<PlanNode> above, TableFacts table)
    {
        // A join keeps the order of its outer side, once an index gives it.
        var place = above.Count - 1;
        var child = scan;
        while (place >= 0 && (Transparent.Contains(above[place].NodeType, StringComparer.Ordinal)
            || (Joins.Contains(above[place].NodeType, StringComparer.Ordinal) && child.ParentRelationship == "Outer")))
        {
            child = above[place--];
        }

        if (place < 0 || above[place].NodeType is not ("Sort" or "Incremental Sort") || LimitAbove(above, place) is not { } limit)
        {
            return null;
        }

        var keys = above[place].SortKeys.Select(key => Condition.SortKey(key, table, scan.Alias)).ToList();
        return keys.Count == 0 || keys.Contains(null) ? null : new Order([.. keys.OfType<IndexKey>()], limit);
    }

    // The scan follows an index for its order and throws most rows away before the limit is reached.
    private static Order? OrderOfIndex(StatementPlan plan, PlanNode scan, IReadOnlyList<PlanNode> above, DatabaseCatalogue catalogue)
    {
        var ordered = scan.NodeType is "Index Scan" or "Index Only Scan" && scan is { IndexCondition: null, Filter: not null };
        if (!ordered || !plan.Query.Contains("order by", StringComparison.OrdinalIgnoreCase) || LimitAbove(above, above.Count) is not { } limit)
        {
            return null;
        }

        var index = catalogue.Indexes.FirstOrDefault(i => i.Name == scan.Index && (scan.Schema is null || i.Schema == scan.Schema));
        return index is null || index.Keys.Any(key => key.Column is null)
            ? null
            : new Order([.. index.Keys.Select(key => scan.Backward ? Turned(key) : key)], limit);
    }

    private static IndexKey Turned(IndexKey key) => key with { Descending = !key.Descending, NullsFirst = !key.NullsFirst };

    private static double? LimitAbove(IReadOnlyList<PlanNode> above, int below)
    {
        for (var i = below - 1; i >= 0; i--)
        {
            if (above[i].NodeType == "Limit")
            {
                return (above[i].ActualRows ?? 0) * (above[i].ActualLoops ?? 1);
            }

            if (!Transparent.Contains(above[i].NodeType, StringComparer.Ordinal))
            {
                return null;
            }
        }

        return null;
    }
}
