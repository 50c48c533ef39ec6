using Headroom.Load;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>What a load notes of its reads, against a real service: which repeat an equal answer, which a changed one, which none.</summary>
public sealed class ReadLogTests
{
    [Fact]
    public async Task Each_read_of_the_window_is_noted_by_what_it_asked_for_and_what_it_got()
    {
        var count = 0;
        await using var service = await ProbedService.StartAsync(app =>
        {
            app.MapGet("/same", () => Results.Text("always"));
            app.MapGet("/changes", () => Results.Text($"{Interlocked.Increment(ref count)}"));
            app.MapGet("/mine", () => Results.Text("hello"));
            app.MapGet("/gone", () => Results.NotFound());
            app.MapPost("/writes", () => Results.Text("always"));
        });
        var load = ProbedService.Load("""
              - get: /same
              - get: /changes
              - get: /mine
                headers: { Authorization: "Bearer ${id}" }
              - get: /gone
              - post: /writes
            """);
        load = load with { Scenarios = [load.Scenarios[0] with { Executor = new Executor.ConstantArrivalRate(new PerSecond(100), TimeSpan.FromSeconds(3), 8) }] };
        var log = new ReadLog();

        var run = await new LoadEngine(TimeProvider.System).RunAsync(service.Url, load, new LoadOptions { Reads = log }, TestContext.Current.CancellationToken);

        var repeats = CacheReplay.Of(log.Answers, TimeSpan.FromMinutes(1)).ToDictionary(one => one.Endpoint);
        repeats.Keys.ShouldBe(["GET /changes", "GET /mine", "GET /same"], ignoreOrder: true);
        repeats["GET /same"].Reads.ShouldBe(run.Endpoints.Single(endpoint => endpoint.Endpoint == "GET /same").Requests);
        (repeats["GET /same"].Different, repeats["GET /same"].Stale).ShouldBe((1, 0));
        repeats["GET /same"].Equal.ShouldBeGreaterThan(0);
        (repeats["GET /changes"].Different, repeats["GET /changes"].Equal).ShouldBe((1, 0));
        repeats["GET /changes"].Stale.ShouldBeGreaterThan(0);
        repeats["GET /mine"].Different.ShouldBeGreaterThan(1, "each token asks for itself");
        log.Lost.ShouldBe(0);
    }
}
