using Headroom.Load.Import;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Cli.Init;

/// <summary>The load that a user starts from without any source.</summary>
internal static class Starter
{
    /// <summary>One request, with the rest of the language in comments.</summary>
    public static ImportedPlan Make(Uri url)
    {
        var request = new RequestTemplate { Method = "GET", Path = "/", Endpoint = "GET /", Checks = [new Check.StatusIs([200])] };
        var post = new RequestTemplate
        {
            Method = "POST",
            Path = "/clips/${clip}/votes",
            Endpoint = "POST /clips/{clip}/votes",
            Headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "application/json" },
            Body = """{"value":1}""",
            Checks = [new Check.StatusIs([200, 201])],
        };
        var executor = new Executor.ConstantArrivalRate(new PerSecond(10), TimeSpan.FromSeconds(30), 100);
        return new ImportedPlan
        {
            Plan = new LoadPlan
            {
                Name = "start",
                Scenarios =
                    [new Scenario { Name = "start", Executor = executor,
                    Flows = [new Flow { Name = request.Endpoint, Requests = [request] }] }],
            },
            Notes = new LoadPlanNotes
            {
                Url = url,
                Head =
                [
                    "What load to send, made by headroom init: 10 requests a second for 30 s, whatever the service does.",
                    "docs/load.md has all keys: feeds (values that requests draw from), flows of several requests, checks, thresholds.",
                    "",
                    "feeds:",
                    "  clip: { range: [1, 1000] }",
                    "thresholds:",
                    "  http_req_failed: rate<0.01",
                ],
                Commented = [new Flow { Name = post.Endpoint, Weight = 0.2, Requests = [post] }],
            },
            Origin = url,
        };
    }
}
