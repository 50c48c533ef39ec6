using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Text;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>The columns whose statistics an estimate rests on.</summary>
/// <param name="All">All columns of the scan's conditions, in the order of the table.</param>
/// <param name="Equal">Those that are compared for equality.</param>
/// <param name="Plain">Whether every condition is on columns themselves, not on something computed from them.</param>
internal sealed record MisjudgedColumns(IReadOnlyList<string> All, IReadOnlyList<string> Equal, bool Plain)
{
    /// <summary>The greatest target is 10,000; a tenth of it costs little at ANALYZE. <b>Source:</b> PostgreSQL manual, 14.2.1.</summary>
    private const int Target = 1000;

    private const int LongestName = 63;

    private const string OnlyMeasured =
        "Only a measurement shows whether the estimate gets better: statistics of some kinds leave values that are not among the most "
            + "common as wrong as before.";

    /// <summary>The columns of a scan's conditions.</summary>
    public static MisjudgedColumns Of(PlanNode scan, TableFacts table)
    {
        string?[] conditions = [scan.IndexCondition, scan.RecheckCondition, scan.Filter];
        List<SqlToken[]> parts = [.. conditions.SelectMany(ConditionParts.Conjuncts)];
        List<Predicate> predicates = [.. conditions.SelectMany(condition => Condition.Predicates(condition, table, scan.Alias))];
        var named = parts.SelectMany(part => ConditionParts.ColumnsIn(part, table, scan.Alias))
            .Select(column => column.Name)
            .ToHashSet(StringComparer.Ordinal);
        var equal = predicates.Where(p => IsEquality(p.Kind)).Select(p => p.Column).ToHashSet(StringComparer.Ordinal);
        return new MisjudgedColumns(
            [.. table.Columns.Select(column => column.Name).Where(named.Contains)],
            [.. table.Columns.Select(column => column.Name).Where(equal.Contains)],
            named.All(name => predicates.Exists(p => p.Column == name)));
    }

    /// <summary>What may make the estimate better, the best first.</summary>
    public static IReadOnlyList<Remedy> Remedies(MisjudgedColumns columns, TableFacts table, int serverVersion)
    {
        var analyze = new Remedy
        {
            Kind = RemedyKind.Maintenance,
            Scope = RemedyScope.Config,
            Up = $"ANALYZE {Sql.Identifier(table.Schema, table.Name)};",
            Risk = "Reads a sample of the table; plans of all statements on it may change.",
        };
        var unknown = table.Rows is null || columns.All.Any(name => table.Columns.First(c => c.Name == name).DistinctValues is null);
        return unknown || columns.All.Count == 0 ? [analyze]
            : columns is { All.Count: > 1, Plain: true } ? [Together(columns, table), analyze]
            : columns is { All: [var only], Plain: true } ? [Finer(only, table), analyze]
            : [Computed(serverVersion), analyze];
    }

    private static bool IsEquality(PredicateKind kind) =>
        kind is PredicateKind.Equal or PredicateKind.AnyOf or PredicateKind.IsNull or PredicateKind.IsTrue or PredicateKind.IsFalse;

    private static Remedy Finer(string column, TableFacts table)
    {
        var name = Sql.Identifier(table.Schema, table.Name);
        var alter = $"ALTER TABLE {name} ALTER COLUMN {Sql.Identifier(column)} SET STATISTICS";
        return new Remedy
        {
            Kind = RemedyKind.Setting,
            Scope = RemedyScope.Schema,
            Up = $"SET lock_timeout = '5s'; {alter} {Target}; RESET lock_timeout; ANALYZE {name};",
            Down = $"SET lock_timeout = '5s'; {alter} -1; RESET lock_timeout; ANALYZE {name};",
            Risk = $"Takes a lock that lets reads and writes through; planning reads more statistics. {OnlyMeasured}",
        };
    }

    // Dependencies serve equality alone; a range needs the list of the most common combinations.
    private static Remedy Together(MisjudgedColumns columns, TableFacts table)
    {
        var isEqual = columns.Equal.Count > 1;
        var used = isEqual ? columns.Equal : columns.All;
        var stem = $"{table.Name}_{string.Join('_', used)}";
        var name = Sql.Identifier(table.Schema, $"{Shortened.Start(stem, LongestName - 5)}_stat");
        return new Remedy
        {
            Kind = RemedyKind.Setting,
            Scope = RemedyScope.Schema,
            Up = $"CREATE STATISTICS {name} ({(isEqual ? "dependencies" : "mcv")}) ON {string.Join(", ", used.Select(Sql.Identifier))} "
                + $"FROM {Sql.Identifier(table.Schema, table.Name)}; ANALYZE {Sql.Identifier(table.Schema, table.Name)};",
            Down = $"DROP STATISTICS {name};",
            Risk = $"ANALYZE takes longer. {OnlyMeasured}",
        };
    }

    private static Remedy Computed(int serverVersion) => serverVersion >= 140_000
        ? Sighting.Rewrite(
            "Write the condition on the column itself, or give the expression statistics: CREATE STATISTICS name ON (the expression) "
                + "FROM the table, then ANALYZE.",
            $"The planner has no statistics of what a condition computes, and takes a constant. {OnlyMeasured}")
        : Sighting.Rewrite(
            "Write the condition on the column itself, or build an index on the expression, whose statistics ANALYZE keeps.",
            $"The planner has no statistics of what a condition computes, and takes a constant. {OnlyMeasured}");
}
