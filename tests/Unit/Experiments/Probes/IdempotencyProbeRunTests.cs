using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Tests.Unit.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class IdempotencyProbeRunTests
{
    [Fact]
    public async Task A_write_that_never_succeeds_is_not_sent_twice_at_once()
    {
        using var service = new LoopbackServer(static request => request.ReplyAsync(404, ""));

        var probe = await new IdempotencyProbeRun(service.Url, GivenLoad.Of("PUT"), ["PUT /orders/{id}"], session: null, seed: 1, TimeProvider.System)
            .RunAsync(TestContext.Current.CancellationToken);

        probe.Endpoints.ShouldHaveSingleItem().Missing.ShouldBe("a request was answered with 404");
        service.Requests.Count.ShouldBe(IdempotencyProbeRun.Rounds);
    }

    [Theory]
    [InlineData(202, 2)]
    [InlineData(201, 0)]
    [InlineData(null, 0)]
    public void What_is_accepted_for_later_is_waited_for(int? status, int seconds) =>
        IdempotencyProbeRun.WorkAfter(new Reply { Status = status }).ShouldBe(TimeSpan.FromSeconds(seconds));
}
