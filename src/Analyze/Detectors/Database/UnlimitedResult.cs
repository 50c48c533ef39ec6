using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// A statement returns all rows that there are: <c>SELECT ... FROM clips WHERE user_id = $1</c>, with thousands of clips.
/// </summary>
public static class UnlimitedResult
{
    private const string Id = "unlimited-result";

    /// <summary>More rows than this, in the mean of all calls, are no page.</summary>
    private const double MostRows = 1000;

    /// <summary>A statement that ran less often in the window is a job or an export, not a request.</summary>
    private const long FewestCalls = 10;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementStatistics, StatementPlans, DatabaseCatalogue, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load returns more than 1,000 rows a call and has no limit.",
            Why = """
                The result grows with the data: memory and time of the service, the network and the client grow with it, until one request
                takes the service down.
                """,
            How = """
                pg_stat_statements counts more than 1,000 rows a call in at least 10 calls, the text is a query without LIMIT or FETCH FIRST
                and without GROUP BY, and has at least 1 % of the database's execution time under load.
                """,
            Cure = "LIMIT with paging by key; a cursor or COPY where everything is needed.",
            Silence = """
                Groupings, statements with fewer than 10 calls (jobs, exports), lists of primary keys, whose result is as long as the list,
                and what drivers read of the server's catalogue.
                """,
        },
        Detect);

    private static Outcome Detect(
        StatementStatistics statements, StatementPlans? plans, DatabaseCatalogue? catalogue, EndpointStatements? endpoints)
    {
        if (statements.Statements.Count == 0)
        {
            return new Outcome.NotRun("no statement was seen in this database under load: is it the service's?");
        }

        if (statements.Statements.All(statement => statement.IsUnmeasured))
        {
            return new Outcome.NotRun("no statement was executed: how many rows they return is not known");
        }

        var shares = new LoadShares(statements, endpoints);
        return Outcome.Of([.. statements.Statements.Index()
            .Where(s => s.Item.Calls >= FewestCalls
                && RowsPerCall(s.Item) > MostRows
                && shares.Of(s.Item.StatementId).Value >= PlanAudit.WorthwhileLoad)
            .Where(s => IsOpen(s.Item.Query) && !StatementText.IsOfCatalogue(s.Item.Query) && !IsListOfKeys(s.Item, plans, catalogue))
            .Select(s => FindingOf(s.Item, s.Index, shares))]);
    }

    private static double RowsPerCall(StatementMetrics statement) => (double)statement.Rows / Math.Max(1, statement.Calls);

    // A query of rows that nothing bounds: a limit inside a subquery bounds that one alone.
    private static bool IsOpen(string query)
    {
        var tokens = ConditionParts.Stripped([.. StatementText.Tokens(query).Where(token => !token.Is(";"))]);
        var outside = ConditionParts.TopLevel(tokens).Select(i => tokens[i]).ToList();
        var writes = tokens.Any(token => token.Is("insert")
            || token.Is("delete")
            || (token.Is("update") && !outside.Exists(t => t.Is("for"))));
        return tokens.FirstOrDefault(token => !token.Is("(")) is { Text: not null } first
            && (first.Is("select") || first.Is("with") || first.Is("table"))
            && !writes
            && !outside.Exists(token => token.Is("limit") || token.Is("fetch") || token.Is("group"));
    }

    private static bool IsListOfKeys(StatementMetrics statement, StatementPlans? plans, DatabaseCatalogue? catalogue) =>
        catalogue is not null
        && (from plan in plans?.Statements ?? []
            where plan.StatementId == statement.StatementId
            from sample in plan.Samples
            from scan in sample.Root.Descendants()
            let table = PlanTree.TableOf(scan, catalogue)
            where table is { PrimaryKey.Count: 1 }
            from condition in new[] { scan.IndexCondition, scan.RecheckCondition, scan.Filter }
            from predicate in Condition.Predicates(condition, table, scan.Alias)
            select predicate.Kind == PredicateKind.AnyOf && predicate.Column == table.PrimaryKey[0]).Any(isKey => isKey);

    private static Finding FindingOf(StatementMetrics statement, int index, LoadShares shares)
    {
        var reached = shares.EndpointsOf(statement.StatementId);
        return new Finding
        {
            Detector = Id,
            Fingerprint = $"{Id}:{statement.StatementId}",
            Severity = Severity.Medium,
            Confidence = Confidence.Medium,
            Title = $"{Sighting.Named(statement.Query)} returns whatever there is, without a limit",
            Explanation = "Nothing in the statement bounds its result, and under load it is already longer than a page.",
            Facts = [new Fact("rows a call", RowsPerCall(statement), "rows/call"), .. shares.FactsOf(statement.StatementId)],
            Subject = new Subject
            {
                Endpoint = reached is [var nearest, ..] ? nearest : null,
                Table = StatementText.MainTable(statement.Query),
                StatementId = statement.StatementId,
                Query = statement.Query,
            },
            Endpoints = reached,
            Evidence = [$"evidence/statements.json#/statements/{index}"],
            Remedies =
            [
                Sighting.Rewrite(
                    "Add ORDER BY a unique key and LIMIT, and page by the last key; where all rows are needed read them through a "
                        + "cursor, so that the service holds a part of them at a time.",
                    "Callers that expect everything must follow the pages."),
            ],
            Effect = new Effect.Unknown("how many rows a caller needs is not in the evidence"),
        };
    }
}
