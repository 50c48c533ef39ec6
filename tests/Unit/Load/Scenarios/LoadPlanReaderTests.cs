using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Scenarios;

public class LoadPlanReaderTests
{
    private const string Minimal = """
        name: small
        executor: constant-arrival-rate
        rate: 60/s
        duration: 30s
        requests:
          - get: /clips
        """;

    [Fact]
    public void Reads_everything_a_scenario_can_say()
    {
        var load = Read("""
            name: clipper-mixed
            executor: ramping-arrival-rate
            start_rate: 10/s
            stages: [ { duration: 30s, target: 100 }, { duration: 10s, target: 600/m } ]
            warm_up: 5s
            max_vus: 40
            timeout: 3s
            graceful_stop: 2s
            headers: { Accept: application/json }
            feeds:
              clip: { range: [1, 2000] }
              word: { values: [sunset, river, 5] }
            flows:
              casual-browsing:
                weight: 40
                requests:
                  - get: /clips/${clip}?sort=hot
                    headers: { Authorization: "Bearer seeded-${word}" }
                    think_time: 100ms
                    checks: { status: [200, 304], body_contains: items, header: ETag }
                  - post: /clips/${clip}/votes
                    endpoint: POST /clips/{id}/votes
                    body: { value: 1, clip: "${clip}", by: [x, true, null, 1.5, "7"] }
              rest:
                requests: [ { put: /, body: plain } ]
            """);

        load.Scenarios[0].Executor.ShouldBeOfType<Executor.RampingArrivalRate>().Stages.ShouldBe([new(TimeSpan.FromSeconds(30), 100), new(TimeSpan.FromSeconds(10), 10)]);
        load.Scenarios[0].Executor.TotalDuration.ShouldBe(TimeSpan.FromSeconds(40));
        (load.WarmUp, load.Timeout, load.GracefulStop).ShouldBe((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)));
        load.Headers["accept"].ShouldBe("application/json");
        load.Feeds.Select(static feed => (feed.Name, feed.Values.Count, feed.Order)).ShouldBe([("clip", 2000, FeedOrder.Random), ("word", 3, FeedOrder.Random)]);
        load.Scenarios[0].Flows.Select(static flow => (flow.Name, flow.Weight)).ShouldBe([("casual-browsing", 40), ("rest", 1)]);
        var (get, post) = (load.Scenarios[0].Flows[0].Requests[0], load.Scenarios[0].Flows[0].Requests[1]);
        (get.Method, get.Path, get.Endpoint, get.ThinkTime).ShouldBe(("GET", "/clips/${clip}?sort=hot", "GET /clips/{clip}", TimeSpan.FromMilliseconds(100)));
        get.Checks.Select(static check => check.Name).ShouldBe(["status is 200 or 304", "body contains 'items'", "has header ETag"]);
        (post.Endpoint, post.Headers["Content-Type"]).ShouldBe(("POST /clips/{id}/votes", "application/json"));
        post.Body.ShouldBe("""{"value":1,"clip":"${clip}","by":["x",true,null,1.5,"7"]}""");
        load.Scenarios[0].Flows[1].Requests[0].Body.ShouldBe("plain");
    }

    [Fact]
    public void Makes_a_flow_of_each_request_at_the_top()
    {
        var load = Read($"{Minimal}\n    weight: 3\n  - delete: /clips/1");
        load.Scenarios[0].Flows.Select(static flow => (flow.Name, flow.Weight, flow.Requests.Count)).ShouldBe([("GET /clips", 3, 1), ("DELETE /clips/1", 1, 1)]);
        load.Scenarios[0].Executor.ShouldBe(new Executor.ConstantArrivalRate(new PerSecond(60), TimeSpan.FromSeconds(30), 100));
        load.Timeout.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Writes_a_plain_placeholder_of_integers_as_a_number() =>
        Read($$"""
            {{Minimal}}
              - post: /
                body:
                  bare: ${n}
                  quoted: "${n}"
            feeds: { n: { range: [1, 9] } }
            """).Scenarios[0].Flows[1].Requests[0].Body.ShouldBe("""{"bare":${n},"quoted":"${n}"}""");

    [Fact]
    public void Lists_every_mistake_at_once_with_its_place_and_what_was_expected()
    {
        var errors = Errors("""
            name: wrong
            executor: constant-vus
            rate: 60/s
            vus: 0
            duration: 30
            warmup: 5s
            feeds:
              clip: { range: [5, 1] }
              word: { values: [] }
            flows:
              a:
                weight: 0
                requests: []
              b:
                requests:
                  - get: clips
                    think_tiem: 1s
                  - get: /x/${clap}
                    checks: { status: abc }
            """);

        errors.Select(static error => $"{error.Line}:{error.Column} {error.Path}: {error.Message}").ShouldBe([
            "3:1 rate: 'rate' does not belong to constant-vus; expected vus, duration",
            "4:6 vus: '0'; expected a whole number from 1 to 10000",
            "5:11 duration: '30'; expected a duration with its unit, such as 300ms, 5s or 2m",
            "6:1 warmup: unknown key 'warmup' (did you mean warm_up?); expected one of auth, duration, executor, extends, feeds, flows, follow_redirects, graceful_stop, headers, http, name, requests, scenarios, setup, tags, teardown, thresholds, timeout, variables, verify_certificate, vus, warm_up",
            "8:18 feeds.clip.range: an empty range, 5 to 1; expected [from, to] with from <= to",
            "9:19 feeds.word.values: an empty feed; expected at least one value",
            "12:13 flows.a.weight: a weight of 0; expected a number above 0",
            "13:15 flows.a.requests: nothing; expected at least a request",
            "16:14 flows.b.requests[0].get: the path 'clips'; expected a leading slash, as in /clips?sort=hot",
            "17:9 flows.b.requests[0].think_tiem: unknown key 'think_tiem' (did you mean think_time?); expected one of body, checks, delete, endpoint, extract, get, group, grpc, head, headers, idempotency_key, options, patch, post, put, tags, think_time, websocket",
            "18:14 flows.b.requests[1].get: '${clap}' names no feed, variable or earlier extraction (did you mean clip?); expected one of clip, word, iteration, timestamp, uuid, vu",
            "19:27 flows.b.requests[1].checks.status: 'abc'; expected a whole number from 100 to 599",
        ]);
        errors[0].ToString().ShouldBe("load.yaml:3:1: rate: 'rate' does not belong to constant-vus; expected vus, duration");
    }

    [Theory]
    [InlineData("executor: constant-arival-rate", "did you mean constant-arrival-rate?")]
    [InlineData("rate: 0", "more than 0/s")]
    [InlineData("rate: 100001/s", "at most 100000/s")]
    [InlineData("rate: fast", "a rate such as 200/s")]
    [InlineData("duration: 25h", "86400 s")]
    [InlineData("warm_up: 30s", "less than the duration")]
    [InlineData("max_vus: 10001", "from 1 to 10000")]
    [InlineData("timeout: 0s", "expected a duration from")]
    [InlineData("name: [a]", "expected a text")]
    [InlineData("requests: {}", "expected a list")]
    [InlineData("requests: []", "at least a request")]
    [InlineData("requests: [ { get: /, post: / } ]", "get and post; expected one of")]
    [InlineData("requests: [ { get: /, weight: -1 } ]", "expected a number from 0")]
    [InlineData("flows: {}", "both 'flows' and 'requests'")]
    [InlineData("feeds: { a: { range: [1, 2], values: [1] } }", "range and values; expected one of")]
    [InlineData("feeds: { a: { csv: absent.csv, column: id } }", "'absent.csv' cannot be read")]
    [InlineData("headers: { 'X Y': 1 }", "no header name")]
    [InlineData("headers: { X: '${who}' }", "expected it under 'feeds'")]
    public void Says_what_it_expected(string line, string expected)
    {
        var key = line.Split(':')[0];
        var kept = Minimal.ReplaceLineEndings("\n").Replace("\n  - get", " [ { get").Replace("/clips", "/clips } ]")
            .Split('\n').Where(other => !other.StartsWith($"{key}:", StringComparison.Ordinal));
        Errors(string.Join('\n', [line, .. kept])).ShouldHaveSingleItem().Message.ShouldContain(expected);
    }

    [Fact]
    public void Reads_a_column_of_a_file_beside_the_plan()
    {
        var folder = Directory.CreateTempSubdirectory("headroom-feed-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "users.csv"), "id,name\n7,\"Ann, B.\"\n9,Bob\n");
            var load = Read($"{Minimal}\nfeeds: {{ user: {{ csv: users.csv, column: name, order: sequential }} }}", folder.FullName);
            load.Feeds[0].Order.ShouldBe(FeedOrder.Sequential);
            load.Feeds[0].Values.ShouldBeOfType<FeedValues.Texts>().Items.ShouldBe(["Ann, B.", "Bob"]);
            Errors($"{Minimal}\nfeeds: {{ user: {{ csv: users.csv, column: nam }} }}", folder.FullName)
                .ShouldHaveSingleItem().Message.ShouldContain("did you mean name?");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static LoadPlan Read(string yaml, string folder = ".")
    {
        var errors = new PlanErrors();
        var load = LoadPlanReader.Read(YamlReader.Parse(yaml, "load.yaml", errors)!, folder, errors);
        errors.All.ShouldBeEmpty();
        return load.ShouldNotBeNull();
    }

    private static IReadOnlyList<PlanError> Errors(string yaml, string folder = ".")
    {
        var errors = new PlanErrors();
        (YamlReader.Parse(yaml, "load.yaml", errors) is { } map ? LoadPlanReader.Read(map, folder, errors) : null).ShouldBeNull();
        return errors.All;
    }
}
