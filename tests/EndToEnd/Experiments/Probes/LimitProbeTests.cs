using System.Collections.Concurrent;
using Headroom.Experiments.Probes;
using Headroom.Model.Evidence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>The limit probe against real routes: without a limit, with one that speaks, with one that is silent, with one a client.</summary>
public sealed class LimitProbeTests
{
    [Fact]
    public async Task A_burst_tells_which_route_refuses_after_how_many_and_whether_it_says_when_to_come_back()
    {
        var counts = new ConcurrentDictionary<string, int>();
        await using var service = await ProbedService.StartAsync(app =>
        {
            app.MapPost("/free", () => Results.Ok());
            app.MapPost("/spoken", (HttpContext context) => Limited(context, "spoken", "2"));
            app.MapPost("/silent", (HttpContext context) => Limited(context, "silent", null));
            app.MapPost("/by-client", (HttpContext context) => Limited(context, context.Request.Headers.Authorization.ToString(), "1"));
            app.MapPost("/gone", () => Results.NotFound());
        });
        var load = ProbedService.Load("""
              - post: /free
                body: { Password: "x" }
              - post: /spoken
              - post: /silent
              - post: /by-client
                headers: { Authorization: "Bearer ${id}" }
              - post: /gone
              - get: /read
            """);

        var probe = await new LimitProbeRun(service.Url, load, seed: 1, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        probe.Endpoints.Select(endpoint => endpoint.Endpoint).ShouldBe(["POST /by-client", "POST /free", "POST /gone", "POST /silent", "POST /spoken"]);
        var free = Of("POST /free");
        (free.Sent, free.Accepted, free.AcceptedBeforeRefusal, free.Refusals.Count, free.SendsPassword).ShouldBe((LimitProbeRun.Requests, LimitProbeRun.Requests, null, 0, true));
        var spoken = Of("POST /spoken").Refusals.ShouldHaveSingleItem();
        (spoken.Status, spoken.WithRetryAfter).ShouldBe((429, spoken.Count));
        Of("POST /silent").Refusals.ShouldHaveSingleItem().WithRetryAfter.ShouldBe(0);
        Of("POST /silent").Accepted.ShouldBe(29, "the first of the thirty goes before the burst");
        Of("POST /silent").AcceptedBeforeRefusal!.Value.ShouldBeInRange(29 - LimitProbeRun.Concurrency, 29);
        Of("POST /silent").Sent.ShouldBeLessThan(LimitProbeRun.Requests, "it stops once enough are refused");
        Of("POST /by-client").Refusals.ShouldNotBeEmpty("all of a burst come from one client, whatever the feed gives");
        Of("POST /gone").Missing!.ShouldContain("404");

        EndpointBurst Of(string endpoint) => probe.Endpoints.Single(e => e.Endpoint == endpoint);

        IResult Limited(HttpContext context, string who, string? retryAfter)
        {
            if (counts.AddOrUpdate(who, 1, (_, count) => count + 1) <= 30)
            {
                return Results.Ok();
            }

            if (retryAfter is not null)
            {
                context.Response.Headers.RetryAfter = retryAfter;
            }

            return Results.StatusCode(429);
        }
    }

    [Fact]
    public async Task A_refusal_before_the_burst_is_waited_out()
    {
        var asked = 0;
        await using var service = await ProbedService.StartAsync(app => app.MapPost("/writes", () => Interlocked.Increment(ref asked) == 1 ? Results.StatusCode(429) : Results.Ok()));

        var probe = await new LimitProbeRun(service.Url, ProbedService.Load("  - post: /writes"), seed: 1, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        probe.Endpoints.ShouldHaveSingleItem().Refusals.ShouldBeEmpty();
    }
}
