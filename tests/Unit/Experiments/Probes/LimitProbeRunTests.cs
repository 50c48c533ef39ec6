using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Tests.Unit.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class LimitProbeRunTests
{
    private int _asked;

    [Fact]
    public async Task A_draw_that_does_not_exist_is_followed_by_others()
    {
        using var service = new LoopbackServer(request => request.ReplyAsync(Interlocked.Increment(ref _asked) < 3 ? 404 : 200, ""));

        var burst = await BurstAsync(service);

        burst.Missing.ShouldBeNull();
        burst.Accepted.ShouldBe(burst.Sent);
        burst.Sent.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_write_of_which_no_draw_is_taken_has_no_burst_and_says_what_came_back()
    {
        using var service = new LoopbackServer(static request => request.ReplyAsync(404, ""));

        var burst = await BurstAsync(service);

        burst.Missing.ShouldBe("PUT /orders/{id} answered 404 to 5 of 5 requests");
        service.Requests.Count.ShouldBe(ProbeRequests.MostDraws);
    }

    [Theory]
    [InlineData("Retry-After", "30", true)]
    [InlineData("X-RateLimit-Reset", "1767225600", true)]
    [InlineData("X-Rate-Limit-Reset", "1767225600", true)]
    [InlineData("RateLimit", "limit=100, remaining=0, reset=30", true)]
    [InlineData("RateLimit", "\"default\";r=0;t=30", true)]
    [InlineData("RateLimit", "\"default\";r=0", false)]
    [InlineData("RateLimit-Policy", "\"default\";q=100;w=60", false)]
    [InlineData("X-RateLimit-Remaining", "0", false)]
    public void A_refusal_tells_when_to_come_back_in_many_ways(string header, string value, bool tells) =>
        LimitProbeRun.TellsWhen(new Reply { Status = 429, Headers = [new(header, value)] }).ShouldBe(tells);

    private static async Task<EndpointBurst> BurstAsync(LoopbackServer service)
    {
        var probe = await new LimitProbeRun(service.Url, GivenLoad.Of("PUT"), seed: 1, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
        return probe.Endpoints.ShouldHaveSingleItem();
    }
}
