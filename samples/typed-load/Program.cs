using Headroom.Load;
using Headroom.Model.Plans;
using Headroom.Model.Units;

var target = new Uri(args is [var url] ? url : "http://127.0.0.1:5080");
var plan = new LoadPlan
{
    Name = "typed",
    WarmUp = TimeSpan.FromSeconds(1),
    Feeds = [new Feed { Name = "clip", Values = new FeedValues.Range(1, 2000) }],
    Scenarios =
    [
        new Scenario
        {
            Name = "browsing",
            Executor = new Executor.ConstantArrivalRate(new PerSecond(50), TimeSpan.FromSeconds(10), MaxVus: 20),
            Flows =
            [
                new Flow
                {
                    Name = "a list, then its first clip",
                    Requests =
                    [
                        new RequestTemplate
                        {
                            Method = "GET",
                            Path = "/clips?sort=hot",
                            Endpoint = "GET /clips",
                            Checks = [new Check.StatusIs([200]), new Check.JsonIs("$.items", new JsonTest.AtLeast(1))],
                            Extractions = [new Extraction("first", new ExtractionSource.Json("$.items[0].id"))],
                        },
                        new RequestTemplate { Method = "GET", Path = "/clips/${first}", Endpoint = "GET /clips/{id}" },
                    ],
                },
                new Flow
                {
                    Name = "any clip",
                    Weight = 3,
                    Requests = [new RequestTemplate { Method = "GET", Path = "/clips/${clip}", Endpoint = "GET /clips/{id}" }],
                },
            ],
        },
    ],
};

if (TargetGuard.Refusal(target, allowed: []) is { } refusal)
{
    Console.Error.WriteLine(refusal);
    return 2;
}

var metrics = await new LoadEngine(TimeProvider.System).RunAsync(target, plan, new LoadOptions { Seed = 1 }, CancellationToken.None);
foreach (var endpoint in metrics.Endpoints)
{
    var p95 = endpoint.Latency.Quantile(0.95)?.TotalMilliseconds;
    Console.WriteLine($"{endpoint.Endpoint}: {endpoint.Requests} requests, {endpoint.Failed} failed, p95 {p95:F1} ms");
}

return 0;
