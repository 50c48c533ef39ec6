using Headroom.Experiments.Faults;
using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Tests.Unit.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

/// <summary>Against a service that does not use its wire: nothing is delayed.</summary>
public sealed class DelayProbeRunTests
{
    private int _asked;

    [Fact]
    public async Task A_draw_that_does_not_exist_is_followed_by_others()
    {
        var endpoint = await ProbeAsync(request => request.ReplyAsync(Interlocked.Increment(ref _asked) == 1 ? 404 : 200, ""));

        endpoint.Missing.ShouldBeNull();
        endpoint.Bare.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_endpoint_that_always_fails_says_what_came_back()
    {
        var endpoint = await ProbeAsync(static request => request.ReplyAsync(404, ""));

        endpoint.Missing.ShouldBe("GET /orders/{id} answered 404 to 3 of 3 requests");
        endpoint.Bare.ShouldBeEmpty();
    }

    private static async Task<EndpointDelays> ProbeAsync(Func<LoopbackServer.Request, Task> answer)
    {
        using var service = new LoopbackServer(answer);
        SortedDictionary<string, DependencyPlan> dependencies = new(StringComparer.Ordinal)
        {
            ["partners"] = new DependencyPlan { Host = "127.0.0.1", Port = service.Url.Port },
        };
        await using var wires = await Wires.StartAsync(dependencies, [], seed: 1, TimeProvider.System);
        using var sender = new HttpSender(service.Url, connections: 1, TimeProvider.System);
        var probe = await new DelayProbeRun(sender, GivenLoad.Of("GET"), wires, dependencies, processor: null, seed: 1, TimeProvider.System)
            .RunAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        return probe.Endpoints.ShouldHaveSingleItem();
    }
}
