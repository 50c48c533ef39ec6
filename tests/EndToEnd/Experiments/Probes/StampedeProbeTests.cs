using System.Collections.Concurrent;
using Headroom.Analyze.Detectors.Http;
using Headroom.Experiments.Probes;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>The stampede probe against a real service on a real database: everybody fills, one fills for all, nothing is cached.</summary>
public sealed class StampedeProbeTests(ProbedDatabase database) : IClassFixture<ProbedDatabase>
{
    private const string Origin = "SELECT sum(total), pg_sleep(0.3) FROM orders";

    [Fact]
    public async Task Statements_tell_how_often_an_entry_is_filled_once_it_was_dropped()
    {
        var cache = new ConcurrentDictionary<string, object?>();
        var flights = new ConcurrentDictionary<string, Lazy<Task<object?>>>();
        await using var service = await ProbedService.StartAsync(app =>
        {
            app.MapGet("/everybody", async () =>
            {
                if (!cache.TryGetValue("all", out var kept))
                {
                    cache["all"] = kept = await database.RunAsync(Origin);
                }

                return Results.Ok(new { kept });
            });
            app.MapGet("/one", async () => Results.Ok(new { kept = await flights.GetOrAdd("all", _ => new Lazy<Task<object?>>(() => database.RunAsync(Origin))).Value }));
            app.MapGet("/uncached", async () => Results.Ok(new { kept = await database.RunAsync("SELECT sum(total) FROM orders") }));
            app.MapDelete("/cache", () =>
            {
                cache.Clear();
                flights.Clear();
            });
        });
        var load = ProbedService.Load("""
              - get: /everybody
              - get: /one
              - get: /uncached
            """);
        await using var session = await database.SessionAsync(service.Url, load);

        var probe = await new StampedeProbeRun(session, load, [Dropped("GET /everybody"), Dropped("GET /one"), Dropped("GET /uncached"), Dropped("GET /nowhere")], TimeProvider.System)
            .RunAsync(TestContext.Current.CancellationToken);

        probe.Endpoints[0].Rounds.Count.ShouldBe(StampedeProbeRun.Rounds);
        probe.Endpoints[0].Fill.ShouldBe([StatementText.IdOf(Origin)]);
        probe.Endpoints[0].Rounds.ShouldAllBe(round => round.Answered == StampedeProbeRun.Concurrency && round.Fills > 1);
        probe.Endpoints[1].Rounds.ShouldAllBe(round => round.Answered == StampedeProbeRun.Concurrency && round.Fills == 1);
        probe.Endpoints[2].Missing!.ShouldContain("nothing was cached");
        probe.Endpoints[3].Missing!.ShouldContain("does not ask for it");
        var set = new EvidenceSet(new Dictionary<string, Collected> { [StampedeProbe.Kind] = new Collected.Present(probe) });
        CacheStampede.Detector.Run(set).ShouldBeOfType<Outcome.Found>().Findings.ShouldHaveSingleItem().Fingerprint.ShouldBe("cache-stampede:GET /everybody");
    }

    [Fact]
    public async Task An_entry_that_expires_is_waited_for_and_a_drop_that_is_refused_is_told()
    {
        var lifetime = TimeSpan.FromSeconds(1);
        (object? Value, long Since)? kept = null;
        await using var service = await ProbedService.StartAsync(app => app.MapGet("/expires", async () =>
        {
            if (kept is not (var value, var since) || TimeProvider.System.GetElapsedTime(since) > lifetime)
            {
                value = await database.RunAsync(Origin);
                kept = (value, TimeProvider.System.GetTimestamp());
            }

            return Results.Ok(new { value });
        }));
        var load = ProbedService.Load("  - get: /expires");
        await using var session = await database.SessionAsync(service.Url, load);

        var probe = await new StampedeProbeRun(
            session, load, [new StampedePlan { Endpoint = "GET /expires", Ttl = lifetime }, new StampedePlan { Endpoint = "GET /expires", Drop = "DELETE /nothing" }], TimeProvider.System)
            .RunAsync(TestContext.Current.CancellationToken);

        probe.Endpoints[0].Rounds.ShouldAllBe(round => round.Fills > 1);
        probe.Endpoints[0].Dropped.ShouldBe("after its 1 s");
        probe.Endpoints[1].Missing.ShouldBe("DELETE /nothing was answered with 404");
    }

    private static StampedePlan Dropped(string endpoint) => new() { Endpoint = endpoint, Drop = "DELETE /cache" };
}
