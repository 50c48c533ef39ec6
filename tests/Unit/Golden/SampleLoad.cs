using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Tests.Unit.Golden;

/// <summary>The load of the sample: endpoints, objectives, statements and a minute in which the target is saturated for ten seconds.</summary>
internal static class SampleLoad
{
    public const string ListClips = "SELECT c.id, c.title, c.created_at FROM clips c WHERE c.user_id = $1 ORDER BY c.created_at DESC LIMIT $2";
    public const string UserOfClip = "SELECT u.id, u.name, u.avatar_url FROM users u WHERE u.id = $1";

    private const string Feed =
        "SELECT c.id, c.title, c.created_at, count(l.user_id) AS likes FROM clips c LEFT JOIN likes l ON l.clip_id = c.id GROUP BY c.id ORDER BY c.created_at DESC OFFSET $1 LIMIT $2";

    public static IReadOnlyList<SloResult> Objectives { get; } =
    [
        Latency("GET /clips", "p95", 100, 41.2, 12_034, true),
        Latency("GET /clips/{id}", "p95", 50, 8.1, 8_120, true),
        Latency("GET /users/{id}/clips", "p95", 100, 141.9, 4_017, false),
        Latency("GET /users/{id}/clips", "p99", 800, 1_240, 4_017, false),
        Latency("GET /feed", "p95", 300, 300.04, 2_002, false),
        new SloResult { Endpoint = "GET /clips", Indicator = "errors", TargetShare = new Ratio(0.01), ActualShare = new Ratio(0.0004), Samples = 12_034, Met = true },
        new SloResult { Endpoint = "POST /clips", Indicator = "p99", Target = TimeSpan.FromMilliseconds(800), Samples = 0 },
    ];

    public static IReadOnlyList<EndpointResult> Endpoints { get; } =
    [
        Endpoint("GET /clips", 12_034, 200.6, 0.0004, 8.1, 41.2, 77, 40.9, 42, ("saturation", 5)),
        Endpoint("GET /clips/{id}", 8_120, 135.3, 0, 0.95, 8.1, 12.4, 8, 1),
        Endpoint("GET /feed", 2_002, 33.4, 0.0255, 88.2, 300.04, 512.6, 296, null, ("fault", 12), ("policy", 39)),
        Endpoint("GET /users/{id}/clips", 4_017, 67, 0.0041, 61.3, 141.9, 1_240, 139.2, 2, ("transport", 16)),
        new EndpointResult
        {
            Endpoint = "POST /clips",
            Requests = 0,
            Rate = new PerSecond(0),
            Error = new Ratio(0),
            Status = new SortedDictionary<string, long>(),
            Errors = new SortedDictionary<string, long>(),
            FailedByClass = new SortedDictionary<string, long>(),
            Latency = new LatencyQuantiles(),
            Service = new LatencyQuantiles(),
        },
    ];

    public static IReadOnlyList<StatementResult> Statements { get; } =
    [
        Statement("5be80c11", ListClips, 0.622, 4_017, 58.4, 20, 6_430, "GET /users/{id}/clips") with { Plan = SamplePlanTree.SortedScan },
        Statement("b41f09c2", UserOfClip, 0.214, 240_680, 0.021, 1, 3, "GET /clips", "GET /feed"),
        Statement("70c2aa31", Feed, 0.141, 2_002, 26.6, 20, 2_214, "GET /feed"),
        Statement("11d09be4", "SELECT 1", 0.00001, 90, 0.004, 1, 0),
    ];

    public static IReadOnlyList<RungResult> Rungs { get; } =
    [
        Rung(0.5, 218, 13_080, 0, 6.2, 22.4, true), Rung(1, 436, 26_160, 5, 8.1, 41.2, true), Rung(1.5, 654, 39_240, 12, 14.9, 96.3, true),
        Rung(2, 872, 44_020, 1_940, 61.3, 1_240, false),
    ];

    public static IReadOnlyList<SecondMetrics> Seconds { get; } = [.. Enumerable.Range(0, 60).Select(Second)];

    public static ScalingResult Line(string endpoint, string statement, double slope, double intercept, params (double Rows, double Calls)[] points) => new()
    {
        Endpoint = endpoint,
        Factor = "page size",
        StatementId = statement,
        Slope = slope,
        Intercept = intercept,
        RSquared = 0.999,
        Points = [.. points.Select(p => new ScalingDatum(p.Rows, p.Calls))],
    };

    private static RungResult Rung(double factor, double offered, long requests, long failed, double p50, double p95, bool borne) => new()
    {
        Factor = factor,
        Offered = new PerSecond(offered),
        Requests = requests,
        Failed = failed,
        P50 = Milliseconds(p50),
        P95 = Milliseconds(p95),
        IsBorne = borne,
    };

    private static SloResult Latency(string endpoint, string indicator, double target, double actual, long samples, bool met) => new()
    {
        Endpoint = endpoint,
        Indicator = indicator,
        Target = TimeSpan.FromMilliseconds(target),
        Actual = TimeSpan.FromMilliseconds(actual),
        Samples = samples,
        Met = met,
    };

    private static EndpointResult Endpoint(
        string endpoint, long requests, double rate, double error, double p50, double p95, double p99, double service, double? statements, params (string Cause, long Count)[] failed) => new()
        {
            Endpoint = endpoint,
            Requests = requests,
            Rate = new PerSecond(rate),
            Error = new Ratio(error),
            Status = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["200"] = requests - failed.Sum(f => f.Count) },
            Errors = new SortedDictionary<string, long>(StringComparer.Ordinal),
            FailedByClass = new SortedDictionary<string, long>(failed.ToDictionary(f => f.Cause, f => f.Count), StringComparer.Ordinal),
            Latency = new LatencyQuantiles { P50 = Milliseconds(p50), P95 = Milliseconds(p95), P99 = Milliseconds(p99) },
            Service = new LatencyQuantiles { P95 = Milliseconds(service) },
            StatementsPerRequest = statements,
        };

    private static StatementResult Statement(
        string id, string query, double load, long calls, double mean, double rows, double buffers, params string[] endpoints) => new()
        {
            StatementId = id,
            Query = query,
            Endpoints = endpoints,
            Calls = calls,
            Load = new Ratio(load),
            Mean = Milliseconds(mean),
            RowsPerCall = rows,
            BuffersPerCall = buffers,
        };

    /// <summary>A wave on a steady load; saturated from 38 to 46; in second 47 nothing ends.</summary>
    private static SecondMetrics Second(int second)
    {
        var saturated = second is >= 38 and <= 46;
        var wave = 1 + (0.15 * Math.Sin(second * 1.7)) + (0.05 * (second * 7 % 5));
        var requests = saturated ? 260 : 430 + (second * 13 % 29);
        var p50 = Milliseconds(Math.Round((saturated ? 42 : 8) * wave, 3));
        var p95 = Milliseconds(Math.Round((saturated ? 520 : 41) * wave, 3));
        var p99 = Milliseconds(Math.Round((saturated ? 1_180 : 92) * wave, 3));
        return second == 47
            ? new SecondMetrics { Second = second, Requests = 0, Failed = 0 }
            : new SecondMetrics
            {
                Second = second,
                Requests = requests,
                Failed = saturated ? second - 36 : 0,
                P50 = p50,
                P95 = p95,
                P99 = p99,
                LatencyCounts = Counts(requests, p50, p95, p99),
            };
    }

    /// <summary>Half of the requests at p50 and below, all but the last twentieth at p95 and below.</summary>
    private static LatencyCounts? Counts(int requests, TimeSpan p50, TimeSpan p95, TimeSpan p99)
    {
        var latency = new Histogram();
        for (var number = 0; number < requests; number++)
        {
            var spread = 0.4 + (0.6 * (number % 10) / 9);
            latency.Record(number < requests / 2 ? p50 * spread : number < requests * 19 / 20 ? p95 * spread : p99);
        }

        return LatencyCounts.Of(latency);
    }

    private static TimeSpan Milliseconds(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
