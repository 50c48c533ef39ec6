using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>What the detectors of missing indexes share: a need becomes a finding with its remedy.</summary>
internal static class MissingIndex
{
    /// <summary>Statements with less of the database's time than this are not worth an index's upkeep on every write.</summary>
    private const double WorthwhileLoad = 0.01;

    /// <summary>A missing index that costs more than this share of the database's time decides the service's capacity.</summary>
    private const double CriticalLoad = 0.10;

    /// <summary>When statements with more than this share of the time have no plan, finding nothing in the others says nothing.</summary>
    private const double UnseenLoad = 0.10;

    private const int LongestName = 63;

    /// <summary>The findings for needs of one kind; not run where the plans do not show what the database did.</summary>
    public static Outcome Of(
        string detector, bool servesSort, StatementPlans plans, DatabaseCatalogue catalogue, StatementStatistics statements, EndpointStatements? endpoints)
    {
        if (statements.Statements.Count == 0)
        {
            return new Outcome.NotRun("no statement was seen in this database under load: is it the service's?");
        }

        var shares = new LoadShares(statements, endpoints);
        List<Finding> findings = [.. IndexNeeds.Of(plans, catalogue)
            .Where(need => need.ServesSort == servesSort && ShareOf(need, shares) >= WorthwhileLoad)
            .Select(need => FindingOf(detector, need, plans, shares, catalogue))];
        var unseen = plans.Statements.Where(plan => plan.Samples.Count == 0).ToList();
        var isBlind = unseen.Count == plans.Statements.Count || unseen.Sum(plan => shares.Of(plan.StatementId).Value) > UnseenLoad;
        return findings.Count == 0 && isBlind
            ? new Outcome.NotRun($"the statements that matter could not be planned: {unseen.FirstOrDefault()?.Missing ?? "none is one that can be"}")
            : Outcome.Of(findings);
    }

    private static double ShareOf(IndexNeed need, LoadShares shares) => Math.Min(1, need.Statements.Sum(s => shares.Of(s.StatementId).Value));

    private static Finding FindingOf(string detector, IndexNeed need, StatementPlans plans, LoadShares shares, DatabaseCatalogue catalogue)
    {
        var table = TableName(need.Table);
        var columns = string.Join(',', need.Columns);
        var share = ShareOf(need, shares);
        var worst = need.Statements.MaxBy(s => shares.Of(s.StatementId).Value)!;
        var endpoints = need.Statements.SelectMany(s => shares.EndpointsOf(s.StatementId)).Distinct().ToList();
        return new Finding
        {
            Detector = detector,
            Fingerprint = $"{detector}:{table}({columns})",
            Severity = share > CriticalLoad ? Severity.Critical : Severity.High,
            Confidence = Confidence.High,
            Title = need.ServesSort
                ? $"No index gives {table} by {OrderText(need)}: rows are read and sorted, or skipped, to return a few"
                : $"No index finds rows of {table} by {string.Join(" and ", need.Columns)}: the rows are found by reading the others too",
            Explanation = need.ServesSort
                ? "The plan reads far more rows than the statement's limit lets through, because no index has the filter's columns followed by the order."
                : "The plan throws away nearly all rows that it reads, because no index starts with the filter's columns.",
            Facts =
            [
                new Fact("rows read in one execution", worst.RowsRead, "rows"),
                new Fact("rows used of them", worst.RowsUsed, "rows"),
                .. shares.FactsOf(worst.StatementId),
            ],
            Subject = new Subject
            {
                Endpoint = endpoints.FirstOrDefault(),
                Table = table,
                Columns = need.Columns,
                StatementId = worst.StatementId,
                Query = shares.Find(worst.StatementId)?.Query,
            },
            Endpoints = endpoints,
            Share = new Model.Units.Ratio(share),
            Evidence = Pointers(need, plans),
            Remedies = [RemedyFor(need, catalogue)],
            Effect = new Effect.Unknown("no experiment was made"),
        };
    }

    /// <summary>A table's name in findings: with its schema unless that is public.</summary>
    private static string TableName(TableFacts table) => table.Schema == "public" ? table.Name : $"{table.Schema}.{table.Name}";

    private static string OrderText(IndexNeed need) => need.EqualityKeys == 0
        ? string.Join(", ", need.Columns)
        : $"{string.Join(" and ", need.Columns.Take(need.EqualityKeys))}, ordered by {string.Join(", ", need.Columns.Skip(need.EqualityKeys))}";

    private static List<string> Pointers(IndexNeed need, StatementPlans plans) =>
    [
        .. need.Statements.Select(s => plans.Statements.Index().First(p => p.Item.StatementId == s.StatementId).Index)
            .Order().Select(index => $"evidence/plans.json#/statements/{index}"),
        "evidence/catalogue.json#/indexes",
    ];

    private static Remedy RemedyFor(IndexNeed need, DatabaseCatalogue catalogue)
    {
        var name = FreeName(need, catalogue);
        var keys = string.Join(", ", need.Keys.Select(KeyText));
        var predicate = need.Constant.Count == 0 ? "" : $" WHERE {string.Join(" AND ", need.Constant.OrderBy(p => p.Column, StringComparer.Ordinal).Select(PredicateText))}";
        var table = $"{Sql.Readable(need.Table.Schema)}.{Sql.Readable(need.Table.Name)}";
        return new Remedy
        {
            Kind = RemedyKind.Index,
            Scope = RemedyScope.Schema,
            Up = $"CREATE INDEX CONCURRENTLY {Sql.Readable(name)} ON {table} ({keys}){predicate};",
            Down = $"DROP INDEX CONCURRENTLY {Sql.Readable(need.Table.Schema)}.{Sql.Readable(name)};",
            Risk = "Runs outside a transaction and without lock_timeout; a build that fails leaves an INVALID index to drop. Every write to the table keeps one more index.",
        };
    }

    private static string KeyText(IndexKey key) =>
        Sql.Readable(key.Column!) + (key.Descending ? " DESC" : "") + (key.NullsFirst == key.Descending ? "" : key.NullsFirst ? " NULLS FIRST" : " NULLS LAST");

    private static string PredicateText(Predicate predicate) => predicate.Kind switch
    {
        PredicateKind.IsNull => $"{Sql.Readable(predicate.Column)} IS NULL",
        PredicateKind.IsTrue => Sql.Readable(predicate.Column),
        PredicateKind.IsFalse => $"NOT {Sql.Readable(predicate.Column)}",
        _ => throw new System.Diagnostics.UnreachableException($"{predicate.Kind} depends on a value"),
    };

    private static string FreeName(IndexNeed need, DatabaseCatalogue catalogue)
    {
        var stem = $"{need.Table.Name}_{string.Join('_', need.Columns)}";
        var taken = catalogue.Indexes.Where(index => index.Schema == need.Table.Schema).Select(index => index.Name).ToHashSet();
        for (var number = 0; ; number++)
        {
            var suffix = number == 0 ? "_idx" : $"_idx{number}";
            var name = stem[..Math.Min(stem.Length, LongestName - suffix.Length)] + suffix;
            if (!taken.Contains(name))
            {
                return name;
            }
        }
    }
}
