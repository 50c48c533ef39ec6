using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Tests.Unit.Golden;

/// <summary>A load run made by hand, with every case that its outputs have.</summary>
internal static class SampleRun
{
    public static RunTrust Trusted { get; } = new()
    {
        Valid = true,
        Reasons = [],
        Remarks = ["target saturation: 214 arrivals waited because every virtual user was busy with the target, 3 were never sent"],
        SendLagP99 = TimeSpan.FromMilliseconds(0.08),
    };

    public static RunTrust Untrusted { get; } = Trusted with { Valid = false, Remarks = [], Reasons = ["no request got a response: refused 1,234", "other processes took 63 % of the machine: repeat when it is idle"] };

    public static LoadPlan Plan { get; } = new()
    {
        Name = "shop",
        WarmUp = TimeSpan.FromSeconds(5),
        Scenarios =
        [
            new Scenario
            {
                Name = "shop",
                Executor = new Executor.ConstantArrivalRate(new PerSecond(200), TimeSpan.FromSeconds(35), 64),
                Flows =
                [
                    new Flow
                    {
                        Name = "browse",
                        Requests =
                        [
                            Request("GET", "/clips", "Home"),
                            Request("GET", "/users/{id}/clips", "Home"),
                            Request("POST", "/a/very/long/route/that/{nobody}/would/{ever}/type/by/hand/but/exists/{anyway}", null),
                        ],
                    },
                ],
            },
        ],
    };

    public static RunMetrics Full { get; } = new()
    {
        Window = new Window(new DateTimeOffset(2026, 8, 1, 9, 30, 17, TimeSpan.Zero).AddTicks(1_234_567), TimeSpan.FromSeconds(30)),
        Provenance = "load 'shop' against http://127.0.0.1:5080",
        Scenario = "shop",
        OfferedRate = new PerSecond(200),
        Endpoints =
        [
            Endpoint("GET /clips", 3_000, 0, 4, 1, ("200", 3_000)) with
            {
                Checks = [new CheckMetrics("status is 200", 3_000, 0), new CheckMetrics("$.items exists", 2_940, 60)],
            },
            Endpoint("GET /users/{id}/clips", 2_000, 27, 40, 12, ("200", 1_973), ("503", 12)) with
            {
                Errors = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["refused"] = 5, ["timeout"] = 10 },
                Failures = [Failure("503", 12), Failure("refused", 5), Failure("timeout", 10)],
                Checks = [new CheckMetrics("status is 200", 1_973, 27)],
            },
            Endpoint("POST /a/very/long/route/that/{nobody}/would/{ever}/type/by/hand/but/exists/{anyway}", 1_000, 4, 8, 2, ("201", 996), ("503", 4)) with
            {
                Failures = [Failure("503", 4)],
                Checks = [new CheckMetrics("header Location matches '^/a/'", 0, 0)],
            },
        ],
        Seconds = [],
        IterationDuration = Times(1_990, 60),
        Groups = [new GroupMetrics("Home", Times(1_995, 45))],
        Thresholds =
        [
            Threshold("http_req_duration", "p(95)<300", 52.11, true),
            Threshold("http_req_duration{name:GET /clips}", "p(99)<5", 4.05, true),
            Threshold("latency{group:Home}", "med<40", 41.2, false),
            Threshold("http_req_failed", "rate<0.001", 31 / 6000.0, false) with { Aborted = true },
            Threshold("http_reqs", "rate>100", 200, true),
            Threshold("checks{kind:status}", "rate>0.9", null, false),
        ],
        Generator = new GeneratorMetrics
        {
            SendLag = Times(6_000, 0.08),
            Iterations = 2_000,
            DroppedByGenerator = 0,
            DroppedByTarget = 3,
            Waited = 214,
            Cpu = TimeSpan.FromSeconds(1.2),
            PeakVus = 64,
            CutShort = 7,
            Connections = 66,
            PeakRss = new Bytes(61_234_000),
            OpenFilesLimit = 1_048_576,
        },
    };

    /// <summary>Nothing came back.</summary>
    public static RunMetrics Empty { get; } = Full with
    {
        OfferedRate = null,
        Endpoints =
        [
            Endpoint("GET /", 1_234, 1_234, 0, 0) with
            {
                Latency = new Histogram(),
                Service = new Histogram(),
                Errors = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["refused"] = 1_234 },
                Failures = [Failure("refused", 1_234)],
                Received = default,
            },
        ],
        IterationDuration = new Histogram(),
        Groups = [],
        Thresholds = [],
        Generator = Full.Generator with { Waited = 0, DroppedByTarget = 0, CutShort = 0, PeakRss = null },
        EndedBecause = "no request got a response in the first 10 s",
    };

    private static RequestTemplate Request(string method, string path, string? group) =>
        new() { Method = method, Path = path, Endpoint = $"{method} {path}", Group = group };

    private static EndpointMetrics Endpoint(string name, int requests, long failed, double latency, double service, params (string Status, long Count)[] status) => new()
    {
        Endpoint = name,
        Requests = requests,
        Failed = failed,
        Status = new SortedDictionary<string, long>(status.ToDictionary(s => s.Status, s => s.Count), StringComparer.Ordinal),
        Errors = new SortedDictionary<string, long>(),
        Latency = Times(requests, latency),
        Service = Times(requests, service),
        Failures = [],
        Checks = [],
        Received = new Bytes(requests * 1_400L),
        Sent = new Bytes(requests * 180L),
    };

    private static FailureMetrics Failure(string status, long count) =>
        new() { Status = status, Count = count, WithRetryAfter = 0, WithRateLimitHeader = 0, Service = Times((int)count, 3) };

    private static ThresholdMetrics Threshold(string metric, string expression, double? actual, bool passed) =>
        new() { Metric = metric, Expression = expression, Actual = actual, Passed = passed };

    /// <summary>Durations that spread around <paramref name="milliseconds"/>, with a tail.</summary>
    private static Histogram Times(int count, double milliseconds)
    {
        var histogram = new Histogram();
        for (var i = 0; i < count; i++)
        {
            histogram.Record((long)(milliseconds * 1e6 * (0.7 + (0.6 * i / count) + (i % 97 == 0 ? 2 : 0))));
        }

        return histogram;
    }
}
