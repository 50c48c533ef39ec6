using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>Reads from a plan what each of its scans looks for.</summary>
internal static class ScanNeeds
{
    /// <summary>A filter that throws away more than this share of what the scan reads wants an index.</summary>
    private const double WastefulRemoval = 0.9;

    /// <summary>A scan must waste more rows than this in one execution before an index is worth its upkeep.</summary>
    private const double WastefulRows = 1000;

    /// <summary>A sort that reads more than this many times what the limit lets through wants the index's order.</summary>
    private const double WastefulSort = 10;

    /// <summary>An index that holds more columns beside its keys is a second table.</summary>
    private const int MostNeeded = 4;

    private static readonly string[] Scans = ["Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan", "Sample Scan"];

    private static readonly string[] Joins = ["Nested Loop", "Hash Join", "Merge Join"];

    // What hands rows on in the order in which they come.
    private static readonly string[] Ordered =
    [
        "Gather", "Gather Merge", "Result", "Subquery Scan", "LockRows", "Unique", "WindowAgg", "Append", "Merge Append", "ModifyTable",
        "ProjectSet",
    ];

    // What may stand between a join and the scan that feeds it.
    private static readonly string[] JoinInput =
        ["Hash", "Sort", "Materialize", "Memoize", "Gather", "Gather Merge", "Append", "Merge Append"];

    /// <summary>The needs of every scan in a plan.</summary>
    public static IEnumerable<ScanNeed> Of(StatementPlan plan, PlanSample sample, DatabaseCatalogue catalogue) =>
        from path in Walk(sample.Root, [])
        let scanned = TableOf(path.Scan, catalogue)
        where scanned is not null && (!scanned.IsPartition || PartitionTree.RootOf(scanned, catalogue) != scanned)
        select NeedOf(plan, sample, path.Scan, path.Above, scanned, catalogue);

    private static IEnumerable<(PlanNode Scan, IReadOnlyList<PlanNode> Above)> Walk(PlanNode node, IReadOnlyList<PlanNode> above)
    {
        var below = node.Children.SelectMany(child => Walk(child, [.. above, node]));
        return node.Relation is not null && Scans.Contains(node.NodeType, StringComparer.Ordinal) ? below.Prepend((node, above)) : below;
    }

    private static ScanNeed NeedOf(
        StatementPlan plan, PlanSample sample, PlanNode scan, IReadOnlyList<PlanNode> above, TableFacts scanned,
        DatabaseCatalogue catalogue)
    {
        var parent = AppendAlias.Of(
            scan, above, sample.Root,
            node => TableOf(node, catalogue) is { IsPartition: true } part ? PartitionTree.RootOf(part, catalogue) : null);
        var terms = new Terms(scanned, [scan.Alias ?? scanned.Name, .. parent is null ? Array.Empty<string>() : [parent]]);
        List<Predicate> filter =
        [
            .. IndexConditions(scan).SelectMany(condition => Condition.Predicates(condition, scanned, scan.Alias))
                .Concat(Condition.WithConstants(scan.Filter, scanned, scan.Alias)).Distinct()
                .Select(predicate => Unbound(predicate, plan.Query)),
        ];
        List<Predicate> join =
        [
            .. above.Select(node => node.JoinCondition).OfType<string>().SelectMany(condition => Condition.Predicates(condition, terms))
                .Where(predicate => predicate.Kind == PredicateKind.Equal).Distinct().Except(filter),
        ];
        var sort = SortAbove(scan, above, terms);
        var followed = sort is null ? OrdersOfIndex(plan, scan, above, catalogue) : [];
        var isOrdered = sort is not null || followed.Count > 0;
        var limit = LimitAbove(above);
        var (read, returned) = Work(sample, scan, above, scanned, join.Count > 0);
        var used = limit is { } most && isOrdered ? Math.Min(most, returned ?? most) : returned;
        return new ScanNeed
        {
            Table = PartitionTree.RootOf(scanned, catalogue),
            StatementId = plan.StatementId,
            Node = scan.NodeType,
            Filter = filter,
            Join = join,
            Alternatives = Condition.Alternatives(scan.Filter, scanned, scan.Alias),
            Orders = [.. Known(sort), .. followed, .. Known(GroupAbove(above, terms)), .. Known(ExtremeAbove(above, terms))],
            Nearest = limit is null ? [] : NearestAbove(above, terms),
            IsLimited = limit is not null,
            Needed = NeededOf(sample.Root, scan, above, terms),
            RowsRead = read,
            RowsUsed = used,
            Buffers = scan.Buffers,
            IsWasteful = read is { } all && used is { } some && all - some > WastefulRows
                && (limit is not null && isOrdered ? all > WastefulSort * Math.Max(1, some) : (all - some) / all > WastefulRemoval),
        };
    }

    // "active = $1" with true is printed as "active": its value is none of the statement's constants.
    private static Predicate Unbound(Predicate predicate, string query)
    {
        if (predicate is not { Kind: PredicateKind.IsTrue or PredicateKind.IsFalse, Term.Column: { } column })
        {
            return predicate;
        }

        var tokens = StatementText.Tokens(query).ToArray();
        var isBound = Enumerable.Range(0, Math.Max(0, tokens.Length - 2)).Any(i =>
            tokens[i].Identifier == column && (tokens[i + 1].Is("=") || tokens[i + 1].Is("is"))
                && tokens[i + 2].Kind == SqlTokenKind.Parameter);
        return isBound ? predicate with { Kind = PredicateKind.Equal, Constant = null } : predicate;
    }

    // Actual numbers where the statement ran; a join's scan is used as far as the join lets its rows through.
    // Where it was only planned, a whole scan reads the table, and the planner's estimate says for what.
    private static (double? Read, double? Returned) Work(
        PlanSample sample, PlanNode scan, IReadOnlyList<PlanNode> above, TableFacts table, bool isJoined)
    {
        if (!sample.Executed)
        {
            return scan.NodeType == "Seq Scan" && table.Rows is { } rows ? (rows, Math.Min(scan.EstimatedRows, rows)) : (null, null);
        }

        var loops = scan.ActualLoops ?? 1;
        var returned = (scan.ActualRows ?? 0) * loops;
        var read = returned + (((scan.RowsRemoved ?? 0) + (scan.RowsRemovedByRecheck ?? 0)) * loops);
        var feeds = above.LastOrDefault(node => !JoinInput.Contains(node.NodeType, StringComparer.Ordinal));
        return isJoined && feeds?.JoinCondition is not null && scan.NodeType == "Seq Scan"
            ? (read, Math.Min(returned, (feeds.ActualRows ?? 0) * (feeds.ActualLoops ?? 1)))
            : (read, returned);
    }

    private static TableFacts? TableOf(PlanNode scan, DatabaseCatalogue catalogue) =>
        catalogue.Tables.Concat(catalogue.MaterializedViews)
            .FirstOrDefault(table => table.Name == scan.Relation && (scan.Schema is null || table.Schema == scan.Schema));

    // Below a bitmap heap scan, conditions of an AND hold together; those of an OR do not.
    private static IEnumerable<string> IndexConditions(PlanNode scan) => (scan.IndexCondition, scan.Children) switch
    {
        ({ } own, _) => [own],
        (_, [{ NodeType: "Bitmap Index Scan" } one, ..]) => one.IndexCondition is { } condition ? [condition] : [],
        (_, [{ NodeType: "BitmapAnd" } and, ..]) =>
            and.Children.Where(c => c.NodeType == "Bitmap Index Scan").Select(c => c.IndexCondition).OfType<string>(),
        _ => [],
    };

    // A sort by terms of this relation alone; a join keeps the order of its outer side, once an index gives it.
    private static List<IndexKey>? SortAbove(PlanNode scan, IReadOnlyList<PlanNode> above, Terms terms)
    {
        var child = scan;
        foreach (var node in above.Reverse())
        {
            if (node is { NodeType: "Sort" or "Incremental Sort" } or { NodeType: "Merge Append", SortKeys: [_, ..] })
            {
                var keys = node.SortKeys.Select(key => Condition.SortKey(key, terms)).ToList();
                var own = keys.TakeWhile(key => key is not null).OfType<IndexKey>().ToList();
                return own.Count == keys.Count ? own : null;
            }

            var keeps = Ordered.Contains(node.NodeType, StringComparer.Ordinal)
                || (Joins.Contains(node.NodeType, StringComparer.Ordinal) && child.ParentRelationship == "Outer")
                || node is { NodeType: "Aggregate", Strategy: "Sorted" };
            if (!keeps)
            {
                return null;
            }

            child = node;
        }

        return null;
    }

    // The scan follows an index for its order and throws most rows away before the limit is reached. How many of the keys the order
    // needs the plan does not say: those that the statement names come first, then the others from the fewest to the most.
    private static IReadOnlyList<IReadOnlyList<IndexKey>> OrdersOfIndex(
        StatementPlan plan, PlanNode scan, IReadOnlyList<PlanNode> above, DatabaseCatalogue catalogue)
    {
        var isFollowed = scan.NodeType is "Index Scan" or "Index Only Scan" && scan.Filter is not null;
        var asked = StatementText.Tokens(plan.Query)
            .SkipWhile(token => !token.Is("order") && !token.Is("min") && !token.Is("max")).ToList();
        if (!isFollowed || asked.Count == 0 || LimitAbove(above) is null)
        {
            return [];
        }

        var index = catalogue.Indexes.FirstOrDefault(i => i.Name == scan.Index && (scan.Schema is null || i.Schema == scan.Schema));
        List<IndexKey> keys =
        [
            .. (index?.Keys ?? []).TakeWhile(key => key.Column is not null)
                .Select(key => key with { Expression = key.Column! }) // the catalogue prints it in quotes where it has to be
                .Select(key => scan.Backward ? Turned(key) : key),
        ];
        var named = Math.Max(1, keys.TakeWhile(key => asked.Exists(token => token.Identifier == key.Column)).Count());
        return [.. Enumerable.Range(1, keys.Count).OrderBy(count => count == named ? 0 : count).Select(count => keys[..count])];
    }

    private static IReadOnlyList<IndexTerm> NearestAbove(IReadOnlyList<PlanNode> above, Terms terms) =>
        above.LastOrDefault(node => node.NodeType is "Sort") is { SortKeys: [var first, ..] }
            && terms.Nearest([.. StatementText.Tokens(first)]) is { } term ? [term] : [];

    private static IndexKey Turned(IndexKey key) => key with { Descending = !key.Descending, NullsFirst = !key.NullsFirst };

    // GROUP BY and DISTINCT on terms of this relation, with the columns whose least or greatest value is asked for behind them.
    private static List<IndexKey>? GroupAbove(IReadOnlyList<PlanNode> above, Terms terms)
    {
        var node = above.LastOrDefault(n =>
            !Ordered.Contains(n.NodeType, StringComparer.Ordinal) && n.NodeType is not ("Sort" or "Incremental Sort"));
        if (node is not { NodeType: "Aggregate", GroupKeys: [_, ..] groups })
        {
            return null;
        }

        var keys = groups.Select(key => Condition.SortKey(key, terms)).ToList();
        return keys.Contains(null) ? null : [.. keys.OfType<IndexKey>(), .. Extremes(node, terms).Take(1)];
    }

    // min(column) and max(column) of the whole: the ends of one index.
    private static List<IndexKey>? ExtremeAbove(IReadOnlyList<PlanNode> above, Terms terms) =>
        above.LastOrDefault(n => n.NodeType is not ("Gather" or "Append")) is { NodeType: "Aggregate", GroupKeys: [] } node
        && Extremes(node, terms).ToList() is [var one] ? [one] : null;

    // Also within a larger expression, COALESCE(max(number), 0) + 1.
    private static IEnumerable<IndexKey> Extremes(PlanNode aggregate, Terms terms) =>
        (from output in aggregate.Output
         let tokens = StatementText.Tokens(output).ToArray()
         from at in Enumerable.Range(0, tokens.Length)
         where (tokens[at].Is("min") || tokens[at].Is("max")) && at + 1 < tokens.Length && tokens[at + 1].Is("(")
         let close = Brackets.CloseOf(tokens, at + 1)
         where close > at + 2 && !(close + 1 < tokens.Length && tokens[close + 1].Is("filter"))
         let key = terms.Read(tokens[(tokens[at + 2].Is("distinct") ? at + 3 : at + 2)..close])
         where key is { Column: not null }
         select new IndexKey(key.Column, key.Text, Descending: false, NullsFirst: false)).DistinctBy(key => key.Column);

    private static IEnumerable<IReadOnlyList<IndexKey>> Known(IReadOnlyList<IndexKey>? order) => order is null ? [] : [order];

    private static double? LimitAbove(IReadOnlyList<PlanNode> above) => above.LastOrDefault(node => node.NodeType == "Limit") is { } limit
        ? (limit.ActualRows ?? limit.EstimatedRows) * (limit.ActualLoops ?? 1)
        : null;

    // What stands above the scan names what it needs; a scan itself often lists every column of the table.
    private static IReadOnlyList<string>? NeededOf(PlanNode root, PlanNode scan, IReadOnlyList<PlanNode> above, Terms terms)
    {
        var own = above.Count == 0 || scan.Output.Count < terms.Table.Columns.Count ? scan.Output : [];
        var texts = root.Descendants().Where(node => node != scan
            && !(node.Relation is not null && node.Alias != scan.Alias && Scans.Contains(node.NodeType, StringComparer.Ordinal)))
            .SelectMany(node => (IEnumerable<string>)[.. node.Output, .. node.SortKeys, .. node.GroupKeys,
                .. node.JoinCondition is { } condition ? [condition] : Array.Empty<string>()])
            .Concat(own).Concat(scan.Filter is null ? [] : [scan.Filter]).Concat(IndexConditions(scan));
        var needed = texts.SelectMany(text => terms.ColumnsIn([.. StatementText.Tokens(text)])).Distinct(StringComparer.Ordinal).ToList();
        return needed.Count is 0 or > MostNeeded ? null : needed;
    }
}
