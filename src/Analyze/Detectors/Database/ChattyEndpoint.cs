using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Text;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>An endpoint asks the database many small questions for one request.</summary>
public static class ChattyEndpoint
{
    private const string Id = "chatty-endpoint";

    /// <summary>More executions for one request than this are round trips that could be merged.</summary>
    private const double MostCalls = 20;

    /// <summary>A statement whose calls rise faster with the rows returned is one per row: n-plus-one-query tells it.</summary>
    private const double LeastSlope = 0.2;

    /// <summary>Statements that a finding names.</summary>
    private const int Named = 5;

    /// <summary>A shorter list has as many rows as a statement has executions by chance.</summary>
    private const double FewestRows = 5;

    /// <summary>Fewer executions for a row of a list than this are not one for each.</summary>
    private const double LeastPerRow = 0.9;

    /// <summary>More executions for a row of a list than this are not one for each.</summary>
    private const double MostPerRow = 1.1;

    /// <summary>Characters of a statement in the explanation.</summary>
    private const int MostCharacters = 160;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<EndpointStatements, ScalingProbe, StatementStatistics>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "An endpoint issues more than 20 statements for one request.",
            Why = "Each is a round trip: the request waits for the network as often as it asks, and holds its connection all the while.",
            How = """
                Each endpoint runs alone on an idle service, and the executions of all statements are counted by request: more than 20,
                without those that the scaling probe shows to rise with the rows returned, and those about the session or the transaction
                alone. Where the number of rows was not varied, one statement as often as a list has rows is told as likely one per row.
                """,
            Cure = """
                Fewer, larger statements: read what belongs together by one join or one = ANY($1), keep what never changes in the service,
                write in batches.
                """,
            Silence = """
                Endpoints with 20 statements or fewer, and those with one statement per row: n-plus-one-query. What drivers and pools put
                around statements (BEGIN, SET, RESET ALL, SELECT 1): some of it takes no round trip, and none of it can be merged.
                """,
        },
        Detect);

    private static Outcome Detect(EndpointStatements endpoints, ScalingProbe? probe, StatementStatistics? statements)
    {
        if (endpoints.Endpoints.All(endpoint => endpoint.Requests == 0 || endpoint.Statements.Count == 0))
        {
            return Failing(endpoints)
                ?? new Outcome.NotRun("no statement was seen while the endpoints ran alone: is this the service's database?");
        }

        var fits = probe is null ? [] : ScalingFits.Of(probe);
        var perRow = fits.Where(fit => fit.Line.Slope >= LeastSlope).Select(fit => (fit.Endpoint, fit.StatementId)).ToHashSet();
        List<Finding> findings =
        [
            .. endpoints.Endpoints.Index()
                .Where(endpoint => endpoint.Item.Requests > 0)
                .Select(endpoint => (endpoint.Index, Endpoint: Without(endpoint.Item, perRow, statements)))
                .Where(endpoint => endpoint.Endpoint.Statements.Sum(s => s.CallsPerRequest) > MostCalls)
                .Select(endpoint => FindingOf(
                    endpoint.Endpoint,
                    endpoint.Index,
                    statements,
                    fits.Any(fit => fit.Endpoint == endpoint.Endpoint.Endpoint) ? null : RowByRowOf(endpoint.Endpoint, probe))),
        ];
        return findings.Count == 0 && Failing(endpoints) is { } blind ? blind : Outcome.Of(findings);
    }

    // What half of the endpoints did not let be seen is not clean.
    private static Outcome? Failing(EndpointStatements endpoints)
    {
        var failing = endpoints.Endpoints.Where(endpoint => endpoint.Requests == 0).ToList();
        return failing.Count > 0 && failing.Count >= endpoints.Endpoints.Count / 2.0
            ? new Outcome.NotRun("endpoints failed when they ran alone: "
                + string.Join("; ", failing.Select(endpoint => endpoint.Missing ?? endpoint.Endpoint)))
            : null;
    }

    private static EndpointAlone Without(
        EndpointAlone endpoint, HashSet<(string Endpoint, string StatementId)> perRow, StatementStatistics? statements) => endpoint with
        {
            Statements =
        [
            .. endpoint.Statements
                .Where(s => !perRow.Contains((endpoint.Endpoint, s.StatementId)) && statements?.IsOfSession(s.StatementId) != true),
        ],
        };

    // The rows of its responses tell more than those of its statements, which need not all be returned.
    private static RowByRow? RowByRowOf(EndpointAlone endpoint, ScalingProbe? probe)
    {
        var points = (probe?.Endpoints ?? []).Where(scaling => scaling.Endpoint == endpoint.Endpoint)
            .SelectMany(scaling => scaling.Points)
            .Where(point => point.RowsReturned >= FewestRows && point.CallsPerRequest.Count > 0)
            .ToList();
        var often = endpoint.Statements
            .OrderByDescending(s => s.CallsPerRequest)
            .ThenBy(s => s.StatementId, StringComparer.Ordinal)
            .ToList();
        if (points.Count > 0)
        {
            return often.Where(s => points.All(point => IsEach(point.CallsPerRequest.GetValueOrDefault(s.StatementId), point.RowsReturned)))
                .Select(s => new RowByRow(s, points.Max(point => point.RowsReturned), "of the response"))
                .FirstOrDefault();
        }

        return often
            .SelectMany(s => often.Where(list => list != s && IsEach(list.CallsPerRequest, 1) && list.RowsPerCall >= FewestRows
                    && IsEach(s.CallsPerRequest, list.RowsPerCall))
                .Select(list => new RowByRow(s, list.RowsPerCall, "that another one returns")))
            .FirstOrDefault();
    }

    private static bool IsEach(double calls, double rows) => calls >= LeastPerRow * rows && calls <= MostPerRow * rows;

    private static string MostOften(StatementPerRequest most, StatementStatistics? statements) =>
        statements?.Statements.FirstOrDefault(s => s.StatementId == most.StatementId) is { Query: { } query }
            ? $" Most often, {most.CallsPerRequest:0.#} times a request: {Shortened.Of(query, MostCharacters)}"
            : "";

    private static string Likely(RowByRow? each) => each is null ? "" :
        $" {each.Statement.CallsPerRequest:0.#} equal statements for {each.Rows:0.#} rows {each.Whose}: one more statement for every row "
        + "is likely (N+1), and not proven: no very different number of rows was seen.";

    private static Finding FindingOf(EndpointAlone endpoint, int index, StatementStatistics? statements, RowByRow? each)
    {
        var most = endpoint.Statements
            .OrderByDescending(s => s.CallsPerRequest)
            .ThenBy(s => s.StatementId, StringComparer.Ordinal)
            .Take(Named)
            .ToList();
        return new Finding
        {
            Detector = Id,
            Fingerprint = $"{Id}:{endpoint.Endpoint}",
            Severity = Severity.Medium,
            Confidence = Confidence.High,
            Title = $"{endpoint.Endpoint} asks the database more than {MostCalls:0} times for one request",
            Explanation = "The endpoint ran alone, so that the statements are its own: their number decides how often a "
                + $"request waits for the network.{Likely(each)}{MostOften(each?.Statement ?? most[0], statements)}",
            Facts =
            [
                new Fact("statements a request", endpoint.Statements.Sum(s => s.CallsPerRequest), "calls/request"),
                new Fact("different statements", endpoint.Statements.Count, "statements"),
                .. each is null ? Array.Empty<Fact>() : [new Fact($"rows {each.Whose}", each.Rows, "rows")],
                .. most.Select(s => new Fact($"of these {NameOf(s.StatementId, statements)}", s.CallsPerRequest, "calls/request")),
            ],
            Subject = new Subject { Endpoint = endpoint.Endpoint },
            Endpoints = [endpoint.Endpoint],
            Evidence = [$"evidence/endpoint-statements.json#/endpoints/{index}"],
            Remedies =
            [
                Sighting.Rewrite(
                    "Merge the statements that are issued most: read what belongs together by one join or by = ANY($1), "
                        + "keep what hardly changes in the service's memory, and send writes in one batch.",
                    "A merged statement must not return rows twice; what is kept in memory needs a bound on its age."),
            ],
            Effect = new Effect.Unknown("it is a change of the code"),
        };
    }

    private static string NameOf(string id, StatementStatistics? statements) =>
        statements?.Statements.FirstOrDefault(s => s.StatementId == id) is not { } found ? id
            : StatementText.MainTable(found.Query) is { } table ? $"{id} on {table}"
            : id;

    /// <summary>A statement that is executed about as often as a list has rows.</summary>
    /// <param name="Statement">The statement.</param>
    /// <param name="Rows">The rows, a request.</param>
    /// <param name="Whose">Whose rows: "of the response".</param>
    private sealed record RowByRow(StatementPerRequest Statement, double Rows, string Whose);
}
