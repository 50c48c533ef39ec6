using System.Collections.Concurrent;
using System.Diagnostics;
using Headroom.Load;
using Headroom.Load.Schedules;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Load.Given;

namespace Headroom.Tests.Unit.Load;

public class LoadEngineTests
{
    [Fact]
    public async Task Sends_and_counts_exactly_what_the_rate_asks_for()
    {
        using var server = LoopbackServer.Ok();
        var run = await RunAsync(server.Url, PlanOf(Rate(100, 800), Get("/clips", new Check.StatusIs([200]), new Check.BodyContains("ok"), new Check.HasHeader("ETag"))));

        server.Requests.Count.ShouldBe(80);
        var endpoint = run.Endpoints.ShouldHaveSingleItem();
        (endpoint.Endpoint, endpoint.Requests, endpoint.Failed).ShouldBe(("GET /clips", 80, 0));
        endpoint.Status.ShouldBe(new Dictionary<string, long> { ["200"] = 80 });
        endpoint.Errors.ShouldBeEmpty();
        endpoint.Received.Value.ShouldBe(160);
        (endpoint.Latency.Count, endpoint.Service.Count, run.Generator.SendLag.Count).ShouldBe((80, 80, 80));
        endpoint.Checks.Select(static check => (check.Passes, check.Fails)).ShouldBe([(80, 0), (80, 0), (0, 80)]);
        (run.Generator.Iterations, run.Generator.DroppedByTarget, run.Generator.DroppedByGenerator).ShouldBe((80, 0, 0));
        run.OfferedRate.ShouldBe(new PerSecond(100));
        run.Interrupted.ShouldBeFalse();
    }

    [Fact]
    public async Task Leaves_the_warm_up_out_of_everything_it_reports()
    {
        using var server = LoopbackServer.Ok();
        var run = await RunAsync(server.Url, PlanOf(Rate(100, 1000), Get("/")) with { WarmUp = Ms(400) });

        server.Requests.Count.ShouldBe(100);
        run.Endpoints[0].Requests.ShouldBe(60);
        run.Generator.Iterations.ShouldBe(60);
        run.Generator.SendLag.Count.ShouldBe(60);
        run.Seconds.ShouldHaveSingleItem().Requests.ShouldBe(60);
        run.Window.Duration.ShouldBe(Ms(600));
        run.OfferedRate.ShouldBe(new PerSecond(100));
    }

    [Fact]
    public async Task Counts_every_request_in_a_second_of_the_window()
    {
        using var server = LoopbackServer.Ok();
        var run = await RunAsync(server.Url, PlanOf(Rate(50, 1500), Get("/")));
        run.Seconds.Select(static second => second.Second).ShouldBe([0, 1]);
        run.Seconds.Sum(static second => second.Requests).ShouldBe(75);
        run.Seconds.ShouldAllBe(static second => second.LatencyCounts!.Counts.Sum() == second.Requests);
        run.Seconds.ShouldAllBe(static second => second.P50 <= second.P95 && second.P95 <= second.P99);
    }

    [Fact]
    public async Task Follows_a_ramp_of_the_rate()
    {
        using var server = LoopbackServer.Ok();
        Stage[] stages = [new(Ms(500), 100), new(Ms(300), 20)];
        await RunAsync(server.Url, PlanOf(new Executor.RampingArrivalRate(new PerSecond(10), stages, 50), Get("/")));
        server.Requests.Count.ShouldBe((int)ArrivalSchedule.Ramping(new PerSecond(10), stages).CountBefore(Ms(800)));
    }

    [Fact]
    public async Task Times_requests_behind_a_stall_from_their_intended_start()
    {
        var first = 0;
        using var server = new LoopbackServer(async request =>
        {
            await request.PauseAsync(Interlocked.Exchange(ref first, 1) == 0 ? 500 : 0);
            await request.ReplyAsync(200, "ok");
        });
        var run = await RunAsync(server.Url, PlanOf(Rate(50, 1000, maxVus: 1), Get("/")));

        var endpoint = run.Endpoints[0];
        endpoint.Requests.ShouldBe(50);
        run.Generator.Waited.ShouldBeGreaterThan(10);
        run.Generator.PeakVus.ShouldBe(1);
        endpoint.Latency.QuantileNs(0.4)!.Value.ShouldBeGreaterThan(endpoint.Service.QuantileNs(0.4)!.Value);
        ((double)endpoint.Latency.SumNs).ShouldBeGreaterThan(3 * (double)endpoint.Service.SumNs);
    }

    [Fact]
    public async Task Blames_the_target_for_arrivals_that_waited_until_the_end()
    {
        using var server = LoopbackServer.Hanging();
        var run = await RunAsync(server.Url, PlanOf(Rate(50, 400, maxVus: 2), Get("/")) with { GracefulStop = Ms(1500) });

        run.Endpoints[0].Errors.ShouldBe(new Dictionary<string, long> { [ErrorKind.Unfinished.Text()] = 2 });
        run.Endpoints[0].Latency.Count.ShouldBe(2);
        run.Endpoints[0].Failed.ShouldBe(2);
        (run.Generator.Iterations, run.Generator.DroppedByTarget, run.Generator.DroppedByGenerator, run.Generator.Waited).ShouldBe((2, 18, 0, 18));
        run.Interrupted.ShouldBeFalse();
    }

    [Fact]
    public async Task Keeps_a_closed_model_at_its_number_of_users()
    {
        using var server = LoopbackServer.Ok();
        var run = await RunAsync(server.Url, PlanOf(Vus(3, 2000), Get("/a"), Get("/b")));
        run.Generator.PeakVus.ShouldBe(3);
        run.OfferedRate.ShouldBeNull();
        run.Generator.Iterations.ShouldBeGreaterThan(3);
        run.Endpoints.Select(static endpoint => endpoint.Requests).ShouldAllBe(requests => requests == run.Generator.Iterations);
        server.Requests.Count.ShouldBe((int)run.Generator.Iterations * 2);
    }

    [Fact]
    public async Task Draws_a_value_once_for_all_requests_of_an_iteration_and_pauses_between_them()
    {
        using var server = LoopbackServer.Ok();
        var scenario = PlanOf(Vus(1, 300), Get("/clips/${clip}") with { ThinkTime = Ms(30) }, Get("/clips/${clip}/votes")) with
        {
            Feeds = [new Feed { Name = "clip", Values = new FeedValues.Range(1, 1_000_000) }],
        };
        await RunAsync(server.Url, scenario);

        foreach (var iteration in server.Requests.Chunk(2))
        {
            iteration[1].Path.ShouldBe($"{iteration[0].Path}/votes");
            Stopwatch.GetElapsedTime(iteration[0].At, iteration[1].At).ShouldBeGreaterThanOrEqualTo(Ms(30));
        }

        server.Requests.Select(static request => request.Path).Distinct().Count().ShouldBe(server.Requests.Count);
    }

    [Fact]
    public async Task Hands_out_a_sequential_feed_in_order_over_all_users()
    {
        using var server = LoopbackServer.Ok();
        var feed = new Feed { Name = "n", Values = new FeedValues.Range(0, 29), Order = FeedOrder.Sequential };
        await RunAsync(server.Url, PlanOf(Rate(100, 600), Get("/${n}")) with { Feeds = [feed] });
        var seen = server.Requests.CountBy(static request => request.Path).ToArray();
        seen.Length.ShouldBe(30);
        seen.ShouldAllBe(static pair => pair.Value == 2);
    }

    [Fact]
    public async Task Drains_what_is_in_flight_when_stopped()
    {
        using var stop = new CancellationTokenSource();
        using var server = new LoopbackServer(async request =>
        {
            await stop.CancelAsync();
            await request.PauseAsync(50);
            await request.ReplyAsync(200, "ok");
        });
        var run = await RunAsync(server.Url, PlanOf(Vus(2, 60_000), Get("/a"), Get("/b")), stop: stop.Token);

        run.Interrupted.ShouldBeTrue();
        run.Window.Duration.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        run.Endpoints[0].Errors.ShouldBeEmpty();
        run.Endpoints.Sum(static endpoint => endpoint.Requests).ShouldBe(server.Requests.Count);
    }

    [Fact]
    public async Task Ends_thinking_users_when_stopped()
    {
        using var stop = new CancellationTokenSource();
        using var server = new LoopbackServer(async request =>
        {
            await request.ReplyAsync(200, "ok");
            await stop.CancelAsync();
        });
        var run = await RunAsync(server.Url, PlanOf(Rate(1, 60_000), Get("/a") with { ThinkTime = TimeSpan.FromHours(1) }, Get("/b")), stop: stop.Token);
        run.Interrupted.ShouldBeTrue();
        run.Endpoints.Select(static endpoint => endpoint.Requests).ShouldBe([1, 0]);
        (run.Generator.DroppedByGenerator, run.Generator.DroppedByTarget).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Reports_nothing_when_stopped_before_it_began()
    {
        using var server = LoopbackServer.Ok();
        var run = await RunAsync(server.Url, PlanOf(Rate(100, 60_000), Get("/")) with { WarmUp = TimeSpan.FromSeconds(30) }, stop: new CancellationToken(canceled: true));
        run.Interrupted.ShouldBeTrue();
        run.Endpoints[0].Requests.ShouldBe(0);
        run.Window.Duration.ShouldBe(TimeSpan.Zero);
        run.Seconds.ShouldBeEmpty();
    }

    [Fact]
    public async Task Tells_its_progress()
    {
        using var server = LoopbackServer.Ok();
        var told = new Told();
        await RunAsync(server.Url, PlanOf(Rate(50, 2500), Get("/")), progress: told);
        told.Reports.ShouldNotBeEmpty();
        told.Reports.ShouldAllBe(static report => report.Total == Ms(2500) && report.Errors == 0);
        told.Reports.ShouldContain(static report => report.RequestsPerSecond > 0 && report.P95 != null);
    }

    [Fact]
    public async Task Ends_when_a_feed_whose_values_are_used_once_runs_dry()
    {
        using var server = LoopbackServer.Ok();
        var feed = new Feed { Name = "n", Values = new FeedValues.Range(1, 20), Order = FeedOrder.Unique };
        var run = await RunAsync(server.Url, PlanOf(Vus(3, 600_000), Get("/${n}")) with { Feeds = [feed] });
        server.Requests.Select(static request => request.Path).Order().ShouldBe(Enumerable.Range(1, 20).Select(static n => $"/{n}").Order());
        run.Generator.Iterations.ShouldBe(20);
        run.EndedBecause.ShouldBe("feed 'n' ran dry: all its 20 values were used");
    }

    [Fact]
    public async Task Sends_nothing_when_setup_does_not_do_what_it_should()
    {
        using var server = new LoopbackServer(static request => request.ReplyAsync(401, "no"));
        var run = await RunAsync(server.Url, PlanOf(Vus(2, 5000), Get("/load")) with { Setup = [Get("/login")], Teardown = [Get("/logout")] });
        server.Requests.Select(static request => request.Path).ShouldBe(["/login", "/logout"]);
        run.EndedBecause.ShouldBe("setup: GET /login answered 401");
        run.Endpoints[0].Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Hands_what_setup_extracts_to_every_virtual_user()
    {
        using var server = new LoopbackServer(static request => request.ReplyAsync(200, """{"token":"t-1"}"""));
        var login = Get("/login") with { Extractions = [new Extraction("token", new ExtractionSource.Json("$.token"))] };
        await RunAsync(server.Url, PlanOf(new Executor.PerVuIterations(2, 3, Ms(20_000)), Get("/with/${token}")) with { Setup = [login] });
        server.Requests.Select(static request => request.Path).ShouldBe(["/login", .. Enumerable.Repeat("/with/t-1", 6)]);
    }

    [Fact]
    public async Task Sends_the_login_of_setup_without_the_token_that_it_is_to_bring()
    {
        using var server = new LoopbackServer(static request => request.ReplyAsync(200, """{"token":"t-1"}"""));
        var login = Get("/login?key=${uuid}&user=${user}") with { Extractions = [new Extraction("token", new ExtractionSource.Json("$.token"))] };
        await RunAsync(server.Url, PlanOf(new Executor.PerVuIterations(1, 1, Ms(20_000)), Get("/load")) with
        {
            Setup = [login],
            Feeds = [new Feed { Name = "user", Values = new FeedValues.Texts(["ann"]) }],
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer ${token}" },
        });
        server.Requests[0].Path.ShouldMatch("^/login\\?key=[0-9a-f-]{36}&user=ann$");
        server.Requests.Select(static request => request.Headers.GetValueOrDefault("Authorization")).ShouldBe([null, "Bearer t-1"]);
    }

    [Fact]
    public async Task Ends_an_iteration_whose_response_does_not_hold_what_the_next_request_needs()
    {
        using var server = LoopbackServer.Ok();
        var first = Get("/first") with { Extractions = [new Extraction("id", new ExtractionSource.Json("$.id"))] };
        var run = await RunAsync(server.Url, PlanOf(new Executor.SharedIterations(2, 5, Ms(20_000)), first, Get("/second/${id}")));
        server.Requests.Count.ShouldBe(5);
        (run.Generator.Iterations, run.Generator.CutShort, run.IterationDuration.Count).ShouldBe((5, 5, 0));
    }

    [Fact]
    public async Task Does_not_storm_a_target_that_is_not_there_for_a_value_that_the_next_request_needs()
    {
        var first = Get("/first") with { Extractions = [new Extraction("id", new ExtractionSource.Json("$.id"))] };
        var run = await RunAsync(LoopbackServer.Nobody(), PlanOf(Vus(1, 400), first, Get("/second/${id}")));
        run.Endpoints[0].Requests.ShouldBeInRange(1, 41); // one every 10 ms at most
        run.Generator.CutShort.ShouldBe(run.Endpoints[0].Requests);
    }

    [Fact]
    public async Task Ends_as_soon_as_all_iterations_that_were_asked_for_are_done()
    {
        using var server = LoopbackServer.Ok();
        var run = await RunAsync(server.Url, PlanOf(new Executor.SharedIterations(3, 10, TimeSpan.FromHours(1)), Get("/")));
        server.Requests.Count.ShouldBe(10);
        run.Window.Duration.ShouldBeLessThan(TimeSpan.FromMinutes(30));
        run.Interrupted.ShouldBeFalse();
    }

    [Fact]
    public async Task Runs_several_scenarios_each_from_its_own_start_on_several_threads()
    {
        using var server = LoopbackServer.Ok();
        Scenario Of(string name, double start) => new()
        {
            Name = name,
            StartTime = Ms(start),
            Executor = Rate(100, 300),
            Flows = [new Flow { Name = name, Requests = [Get($"/{name}")] }],
        };
        var load = new LoadPlan { Name = "two", Scenarios = [Of("early", 0), Of("late", 400)] };
        long before = Stopwatch.GetTimestamp();
        var run = await new LoadEngine(TimeProvider.System).RunAsync(server.Url, load, new LoadOptions { Threads = 3 }, CancellationToken.None);
        run.Endpoints.Select(static endpoint => endpoint.Requests).ShouldBe([30, 30]);
        run.Generator.Threads.ShouldBe(3);
        run.Generator.DroppedByGenerator.ShouldBe(0);
        var late = server.Requests.First(static request => request.Path == "/late").At;
        Stopwatch.GetElapsedTime(before, late).ShouldBeGreaterThanOrEqualTo(Ms(400));
    }

    [Fact]
    public async Task A_scenario_of_fewer_users_than_threads_loses_no_arrival()
    {
        using var server = LoopbackServer.Ok();
        Scenario Of(string name, int maxVus) => new()
        {
            Name = name,
            Executor = Rate(50, 400, maxVus),
            Flows = [new Flow { Name = name, Requests = [Get($"/{name}")] }],
        };
        var load = new LoadPlan { Name = "two", Scenarios = [Of("few", 1), Of("many", 40)] };
        var run = await new LoadEngine(TimeProvider.System).RunAsync(server.Url, load, new LoadOptions { Threads = 4 }, CancellationToken.None);
        run.Endpoints.Select(static endpoint => endpoint.Requests).ShouldBe([20, 20]);
        (run.Generator.DroppedByTarget, run.Generator.DroppedByGenerator).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Ends_the_run_when_a_threshold_that_says_so_does_not_hold()
    {
        using var server = new LoopbackServer(static request => request.ReplyAsync(500, "no"));
        var threshold = new Threshold
        {
            Metric = "http_req_failed",
            Aggregate = new Aggregate.Rate(),
            Comparison = Comparison.Below,
            Bound = 0.1,
            AbortOnFail = true,
        };
        var run = await RunAsync(server.Url, PlanOf(Rate(50, 600_000), Get("/")) with { Thresholds = [threshold] });
        run.EndedBecause.ShouldBe("the threshold http_req_failed rate<0.1 did not hold");
        var outcome = run.Thresholds.ShouldHaveSingleItem();
        (outcome.Passed, outcome.Aborted, outcome.Actual).ShouldBe((false, true, 1.0));
    }

    [Fact]
    public async Task Follows_redirects_within_the_service_when_the_plan_says_so()
    {
        using var server = new LoopbackServer(static request => request.Path == "/old"
            ? request.WriteAsync("HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n")
            : request.ReplyAsync(200, "ok"));
        var plan = PlanOf(new Executor.PerVuIterations(1, 2, Ms(20_000)), Get("/old"));
        (await RunAsync(server.Url, plan)).Endpoints[0].Status.ShouldBe(new Dictionary<string, long> { ["302"] = 2 });
        (await RunAsync(server.Url, plan with { FollowRedirects = true })).Endpoints[0].Status.ShouldBe(new Dictionary<string, long> { ["200"] = 2 });
        server.Requests.Select(static request => request.Path).ShouldBe(["/old", "/old", "/old", "/new", "/old", "/new"]);
    }

    [Theory]
    [InlineData("new", "/api/a/new")]
    [InlineData("../new?x=1", "/api/new?x=1")]
    [InlineData("?page=2", "/api/a/old?page=2")]
    [InlineData("/new", "/new")]
    public async Task A_redirect_is_relative_to_the_address_that_was_asked(string location, string expected)
    {
        using var server = new LoopbackServer(request => request.Path == "/api/a/old"
            ? request.WriteAsync($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n")
            : request.ReplyAsync(200, "ok"));
        var plan = PlanOf(new Executor.PerVuIterations(1, 1, Ms(20_000)), Get("/a/old")) with { FollowRedirects = true };
        (await RunAsync(new Uri(server.Url, "/api"), plan)).Endpoints[0].Status.ShouldBe(new Dictionary<string, long> { ["200"] = 1 });
        server.Requests.Select(static request => request.Path).ShouldBe(["/api/a/old", expected]);
    }

    private sealed class Told : IProgress<LoadProgress>
    {
        public ConcurrentQueue<LoadProgress> Reports { get; } = new();

        public void Report(LoadProgress value) => Reports.Enqueue(value);
    }
}
