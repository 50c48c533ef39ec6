using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

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
                alone.
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

        var perRow = probe is null
            ? []
            : ScalingFits.Of(probe).Where(fit => fit.Line.Slope >= LeastSlope).Select(fit => (fit.Endpoint, fit.StatementId)).ToHashSet();
        List<Finding> findings =
        [
            .. endpoints.Endpoints.Index()
                .Where(endpoint => endpoint.Item.Requests > 0)
                .Select(endpoint => (endpoint.Index, Endpoint: Without(endpoint.Item, perRow, statements)))
                .Where(endpoint => endpoint.Endpoint.Statements.Sum(s => s.CallsPerRequest) > MostCalls)
                .Select(endpoint => FindingOf(endpoint.Endpoint, endpoint.Index, statements)),
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

    private static Finding FindingOf(EndpointAlone endpoint, int index, StatementStatistics? statements)
    {
        var most = endpoint.Statements
            .OrderByDescending(s => s.CallsPerRequest)
            .ThenBy(s => s.StatementId, StringComparer.Ordinal)
            .Take(Named);
        return new Finding
        {
            Detector = Id,
            Fingerprint = $"{Id}:{endpoint.Endpoint}",
            Severity = Severity.Medium,
            Confidence = Confidence.High,
            Title = $"{endpoint.Endpoint} asks the database more than {MostCalls:0} times for one request",
            Explanation = "The endpoint ran alone, so that the statements are its own: their number decides how often a "
                + "request waits for the network.",
            Facts =
            [
                new Fact("statements a request", endpoint.Statements.Sum(s => s.CallsPerRequest), "calls/request"),
                new Fact("different statements", endpoint.Statements.Count, "statements"),
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
}
