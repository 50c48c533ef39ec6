using Headroom.Experiments.Faults;
using Headroom.Experiments.Probes;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Headroom.Tests.Unit.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class FallbackRunTests
{
    [Fact]
    public async Task A_setup_that_fails_leaves_out_the_steps_and_not_the_outage_around_them()
    {
        using var service = new LoopbackServer(static request => request.ReplyAsync(request.Path == "/login" ? 503 : 200, "{}"));
        await using var wire = FaultProxy.Start(new ProxySettings { Name = "db", Host = "127.0.0.1", Port = 1 }, TimeProvider.System);
        var login = new RequestTemplate
        {
            Method = "POST",
            Path = "/login",
            Endpoint = "POST /login",
            Extractions = [new Extraction("token", new ExtractionSource.Json("$.token"))],
        };
        var load = GivenLoad.Of("GET") with { Setup = [login] };
        var normal = new Dictionary<string, PerSecond>(StringComparer.Ordinal) { ["GET /orders/{id}"] = new PerSecond(10) };

        var fallback = await new FallbackRun(service.Url, load, normal, seed: 1, TimeProvider.System)
            .RunAsync(wire, [.. load.Requests()], ["GET /orders/{id}"], TestContext.Current.CancellationToken);

        (fallback.Missing, fallback.NormalRate).ShouldBe(("setup: POST /login answered 503", new PerSecond(10)));
        fallback.With.ShouldBeEmpty();
    }
}
