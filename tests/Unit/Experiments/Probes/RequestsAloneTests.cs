using Headroom.Experiments.Faults;
using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Model.Plans;
using Headroom.Tests.Unit.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class RequestsAloneTests
{
    private int _asked;

    [Fact]
    public async Task A_draw_now_and_then_that_does_not_exist_is_followed_by_others() =>
        (await RunAsync(request => request.ReplyAsync(Interlocked.Increment(ref _asked) <= 2 ? 404 : 200, ""), mostFailures: 2)).Missing.ShouldBeNull();

    [Fact]
    public async Task A_request_that_fails_more_often_says_what_came_back() =>
        (await RunAsync(request => request.ReplyAsync(Interlocked.Increment(ref _asked) % 2 == 0 ? 200 : 404, ""), mostFailures: 2)).Missing
            .ShouldBe("GET /orders/{id} answered 404 to 3 of 5 requests, answered 200 to 2");

    [Fact]
    public async Task Where_nothing_shows_how_often_it_fails_anyway_none_may() =>
        (await RunAsync(request => request.ReplyAsync(Interlocked.Increment(ref _asked) == 2 ? 404 : 200, ""))).Missing
            .ShouldBe("GET /orders/{id} answered 200 to 1 of 2 requests, answered 404 to 1");

    [Fact]
    public async Task A_rate_limit_that_outlasts_the_waits_says_so() =>
        (await RunAsync(static request => request.ReplyAsync(429, ""))).Missing.ShouldBe("GET /orders/{id} answered 429 (a rate limit) to 1 of 1 request");

    private static async Task<RequestAlone> RunAsync(Func<LoopbackServer.Request, Task> answer, int mostFailures = 0)
    {
        using var service = new LoopbackServer(answer);
        SortedDictionary<string, DependencyPlan> dependencies = new(StringComparer.Ordinal)
        {
            ["partners"] = new DependencyPlan { Host = "127.0.0.1", Port = service.Url.Port },
        };
        await using var wires = await Wires.StartAsync(dependencies, [], seed: 1, TimeProvider.System);
        using var sender = new HttpSender(service.Url, connections: 1, TimeProvider.System);
        var load = GivenLoad.Of("GET");
        var alone = new RequestsAlone(sender, load, wires, new RequestRenderer(load, seed: 1, TimeProvider.System), new LeapingClock(DateTimeOffset.UnixEpoch))
        {
            MostFailures = mostFailures,
        };
        return (await alone.RunAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
    }
}
