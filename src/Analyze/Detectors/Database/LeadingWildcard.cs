using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// A text is searched for something inside it (<c>name LIKE '%abc%'</c>) on a server without the extension whose index serves that.
/// </summary>
public static class LeadingWildcard
{
    private const string Id = "leading-wildcard";

    private const string Extension = "pg_trgm";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load searches inside texts, and the server lacks the extension whose index could find them.",
            Why = "A btree finds a text by its beginning alone; without trigrams every row is read and searched at each execution.",
            How = """
                A scan of a table with at least 1,000 pages or more than 10,000 rows throws away more than 90 % and more than 1,000 of the
                rows that it reads by LIKE or ILIKE with a wildcard at the start, the statement has at least 1 % of the database's execution
                time under load, and pg_trgm is neither installed nor available. PostgreSQL manual, F.35 (pg_trgm), 11.2 (Index Types).
                """,
            Cure = "The extension pg_trgm (in the package postgresql-contrib) and a GIN index on the column; "
                + "for endings alone an index on reverse(column).",
            Silence = "Servers where pg_trgm is at hand: the missing index is the finding there. Wildcards at the end, and small tables.",
        },
        Detect);

    private static Outcome Detect(
        StatementPlans plans, DatabaseCatalogue catalogue, StatementStatistics? statements, EndpointStatements? endpoints) =>
        catalogue.Extensions.Count == 0 ? new Outcome.NotRun("the catalogue does not tell which extensions are available")
        : catalogue.Extensions.Any(extension => extension.Name == Extension)
            ? new Outcome.NotApplicable($"{Extension} is at hand: an index with it serves such patterns")
        : new PlanAudit(Id, plans, statements, endpoints).Of(
            (plan, sample) => WastedScans.Of(sample, catalogue).SelectMany(scan =>
                ConditionParts.Conjuncts(scan.Condition).Select(part => SightingOf(plan, sample, scan, part)).OfType<Sighting>()),
            _ => false);

    private static Sighting? SightingOf(StatementPlan plan, PlanSample sample, WastedScan scan, SqlToken[] part)
    {
        if (ConditionParts.Compared(part) is not { Operator: "~~" or "~~*" } comparison
            || ConditionParts.ColumnsIn(comparison.Left, scan.Table, scan.Scan.Alias) is not [var column]
            || PatternShapes.Read(comparison.Right) is not (PatternShape.Suffix or PatternShape.Infix))
        {
            return null;
        }

        var table = PlanTree.Name(scan.Table);
        List<Remedy> remedies =
        [
            new Remedy
            {
                Kind = RemedyKind.Setting,
                Scope = RemedyScope.Dependency,
                Up = $"Install the server's contrib package, then: CREATE EXTENSION {Extension};",
                Down = $"DROP EXTENSION {Extension};",
                Risk = "The extension alone changes nothing: run the audit again for the index that it makes possible; "
                    + "managed servers offer it in their console.",
            },
        ];
        if (PatternShapes.Read(comparison.Right) == PatternShape.Suffix)
        {
            remedies.Add(Sighting.Rewrite(
                $"Search the reversed text by its beginning: reverse({Sql.Readable(column.Name)}) LIKE reverse(ending) || '%', "
                    + $"with an index on reverse({Sql.Readable(column.Name)}) text_pattern_ops.",
                "Serves endings alone, and tells upper from lower case."));
        }

        return new Sighting
        {
            Key = $"{table}({column.Name})",
            Plan = plan,
            Table = table,
            Columns = [column.Name],
            Severity = Severity.High,
            Confidence = sample.Executed ? Confidence.High : Confidence.Medium,
            Title = $"{table}.{column.Name} is searched from the inside, and {Extension} is not available",
            Explanation = "The pattern begins with a wildcard, so no order of an index helps; the server has no extension for trigrams.",
            Facts = [new Fact("rows read in one execution", scan.Read, "rows"), new Fact("rows used of them", scan.Used, "rows")],
            Remedies = remedies,
            NotTried = "the extension is not on the server",
            Saves = 1 - (scan.Used / scan.Read),
            Weight = scan.Read,
            Pointers = ["evidence/catalogue.json#/extensions"],
        };
    }
}
