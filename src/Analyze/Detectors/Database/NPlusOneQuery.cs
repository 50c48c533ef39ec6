using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// One statement for the list and one more for each of its rows, in a loop or in parallel:
/// <c>SELECT ... LIMIT 20; SELECT ... WHERE id = $1; SELECT ... WHERE id = $1; ...</c>
/// </summary>
public static class NPlusOneQuery
{
    /// <summary>Fewer calls a request than this are no burden, whatever their slope.</summary>
    private const double FewestCalls = 5;

    /// <summary>
    /// A slope below this (calls for each row returned) is a statement that now and then runs once more, not one per row.
    /// </summary>
    private const double LeastSlope = 0.2;

    /// <summary>The line must explain this share of the variance: calls follow the rows, and not something else that changed.</summary>
    private const double LeastRSquared = 0.95;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<ScalingProbe, StatementStatistics>(
        new DetectorInfo
        {
            Id = "n-plus-one-query",
            IsVital = true,
            Summary = "An endpoint issues one more statement for every row that it returns.",
            Why = "Every row costs a round trip, a plan and a connection's time; the page that is fast in development is slow with real "
                + "data, and takes the pool with it.",
            How = """
                The scaling probe asks the endpoint alone for 5, 10, 20 and 40 rows (or, without a page size, for different data) and counts
                the executions of each statement a request. A statement whose calls rise with the rows returned (slope >= 0.2, r^2 >= 0.95,
                at least 5 calls at the largest page) is one per row. It needs neither source nor traces, and sees parallel calls as well as
                loops: batched statements have slope 0.
                """,
            Cure = "One statement for all rows: WHERE id = ANY($1) with the ids of the page, a join, or the preloading of the mapper.",
            Silence = """
                Statements whose number stays the same whatever the page size, and endpoints whose response has no list. Statements about
                the session or the transaction alone (BEGIN, DISCARD ALL, SELECT 1): they come with the connection that each row takes.
                Requests that make no statement at all do not count: a cache answered them.
                """,
        },
        Detect);

    private static Outcome Detect(ScalingProbe probe, StatementStatistics? statements)
    {
        var fits = ScalingFits.Of(probe);
        if (fits.Count == 0)
        {
            return probe.Endpoints
                .Any(endpoint => endpoint.Missing is null && endpoint.Points.All(point => point.CallsPerRequest.Count == 0))
                ? new Outcome.NotRun("no statement was seen while the endpoints ran: is this the service's database?")
                : Failing(probe) ?? Cached(probe)
                    ?? new Outcome.NotApplicable($"no endpoint could be asked for different numbers of rows: {Reasons(probe.Endpoints)}");
        }

        List<Finding> findings =
        [
            .. fits.Where(fit => IsOnePerRow(fit) && statements?.IsOfSession(fit.StatementId) != true)
                .Select(fit => FindingOf(fit, probe, statements)),
        ];
        return findings.Count == 0 && Failing(probe) is { } blind ? blind : Outcome.Of(findings);
    }

    // What half of the endpoints did not let be seen is not clean.
    private static Outcome? Failing(ScalingProbe probe)
    {
        var failing = probe.Endpoints.Where(endpoint => endpoint.Failed).ToList();
        return failing.Count > 0 && failing.Count >= probe.Endpoints.Count / 2.0
            ? new Outcome.NotRun($"endpoints failed when they ran alone: {Reasons(failing)}")
            : null;
    }

    private static Outcome? Cached(ScalingProbe probe) => probe.Endpoints.FirstOrDefault(static endpoint =>
        endpoint.Missing is null && endpoint.Points.Any(static point => point.CallsPerRequest.Count == 0)) is { } cached
        ? new Outcome.NotRun($"a cache answered requests of {cached.Endpoint}: too few are left to see how its answers are made")
        : null;

    private static string Reasons(IEnumerable<EndpointScaling> endpoints) =>
        string.Join("; ", endpoints.Select(e => e.Missing).OfType<string>().Distinct());

    private static bool IsOnePerRow(ScalingFit fit) =>
        fit.Line.Slope >= LeastSlope && fit.Line.RSquared >= LeastRSquared && fit.Points.Max(point => point.Calls) >= FewestCalls;

    private static Finding FindingOf(ScalingFit fit, ScalingProbe probe, StatementStatistics? statements)
    {
        var shares = statements is null ? null : new LoadShares(statements, endpoints: null);
        var query = shares?.Find(fit.StatementId)?.Query;
        var table = query is null ? null : StatementText.MainTable(query);
        var most = fit.Points.MaxBy(point => point.Rows)!;
        var repeated = most.Calls <= 1 ? 0 : 1 - (1 / most.Calls);
        var place = probe.Endpoints.Index().First(e => e.Item.Endpoint == fit.Endpoint && e.Item.Factor is not null).Index;
        return new Finding
        {
            Detector = "n-plus-one-query",
            Fingerprint = $"n-plus-one-query:{fit.Endpoint}:{fit.StatementId}",
            Severity = Severity.High,
            Confidence = Confidence.High,
            Title = $"{fit.Endpoint} issues one more statement{(table is null ? "" : $" on {table}")} for every row that it returns",
            Explanation = $"The number of executions rises in step with the rows in the response ({fit.Factor} was varied, "
                + "the endpoint ran alone).",
            Facts =
            [
                new Fact("calls for each row returned (slope)", fit.Line.Slope, "calls/row"),
                new Fact("calls a request at the largest page", most.Calls, "calls/request"),
                new Fact("rows of the largest page", most.Rows, "rows"),
                new Fact("share of the variance that the line explains", fit.Line.RSquared, "ratio"),
                .. shares?.FactsOf(fit.StatementId) ?? [],
            ],
            Subject = new Subject { Endpoint = fit.Endpoint, Table = table, StatementId = fit.StatementId, Query = query },
            Endpoints = [fit.Endpoint],
            Share = shares is null ? null : new Ratio(shares.Of(fit.StatementId).Value * repeated),
            Evidence = [$"evidence/scaling-probe.json#/endpoints/{place}"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Code,
                    Up = "Read all rows of the page with one statement (WHERE key = ANY($1), or a join) and match them in memory.",
                    Risk = "The batched statement must keep the meaning for rows without a match; its list has the page size as bound.",
                },
            ],
            Effect = new Effect.Unknown("it is a change of the code"),
        };
    }
}
