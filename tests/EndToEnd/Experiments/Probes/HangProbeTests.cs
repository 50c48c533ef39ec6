using Headroom.Analyze;
using Headroom.Analyze.Detectors.Dependencies;
using Headroom.Experiments.Probes;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>The hang probe, and what is judged by it, against a real service that has or has not what it should.</summary>
public sealed class HangProbeTests
{
    /// <summary>Far above what forty requests at once take without the fault, on any machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Patience = 4 * Limit;

    [Fact]
    public async Task A_call_without_a_time_limit_is_found_and_the_rest_of_the_service_answers()
    {
        await using var shop = await FaultyShop.StartAsync(Timeout.InfiniteTimeSpan, (ask, _) => FaultyShop.FriendlyAsync(ask));

        var probe = await shop.HangAsync(TimeSpan.FromSeconds(6), TestContext.Current.CancellationToken);

        var finding = Found(MissingClientTimeout.Detector, probe).ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.High);
        finding.Endpoints.ShouldBe(["GET /priced"]);
        Found(MissingCircuitBreaker.Detector, probe).ShouldBeEmpty();
        Found(UnfriendlyErrors.Detector, probe).ShouldBeEmpty();
        var wire = probe.Wires[0];
        wire.Waves.ShouldHaveSingleItem().Unanswered.ShouldBe(wire.Waves[0].Sent);
        wire.Bystanders.ShouldHaveSingleItem().Answer.Status.ShouldBe(200);
        shop.Faults.ShouldBe(0);
        await Task.Delay(500, TestContext.Current.CancellationToken); // what was held would arrive by now
        shop.Asked.ShouldBe(5 + HangProbeRun.InWave, "five alone and the wave before the fault: nothing of what hung reaches the dependency");
    }

    [Fact]
    public async Task An_interruption_leaves_neither_the_fault_nor_a_request()
    {
        await using var shop = await FaultyShop.StartAsync(Timeout.InfiniteTimeSpan, (ask, _) => FaultyShop.FriendlyAsync(ask));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var probe = shop.HangAsync(Patience, stop.Token);
        while (shop.Faults == 0 && !probe.IsCompleted)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(probe);
        shop.Faults.ShouldBe(0);
    }

    [Fact]
    public async Task A_time_limit_without_a_breaker_makes_every_request_wait_for_it()
    {
        await using var shop = await FaultyShop.StartAsync(Limit, (ask, _) => FaultyShop.FriendlyAsync(ask));

        var probe = await shop.HangAsync(Patience, TestContext.Current.CancellationToken);

        Found(MissingClientTimeout.Detector, probe).ShouldBeEmpty();
        var bystander = probe.Wires[0].Bystanders.ShouldHaveSingleItem();
        bystander.Answer.Status.ShouldBe(200);
        var after = bystander.Answer.After;
        var isHeldUp = after >= TimeSpan.FromSeconds(1) && after >= 10 * bystander.Before; // by the machine: it asks nobody
        Found(MissingCircuitBreaker.Detector, probe).ShouldHaveSingleItem().Severity.ShouldBe(isHeldUp ? Severity.Medium : Severity.Low);
        Found(UnfriendlyErrors.Detector, probe).ShouldBeEmpty();
        probe.Wires[0].Requests.ShouldHaveSingleItem().Answer.MediaType.ShouldBe("application/problem+json");
        probe.Wires[0].Requests[0].Answer.After.ShouldBeGreaterThan(0.9 * Limit);
    }

    [Fact]
    public async Task A_breaker_ends_the_waiting()
    {
        var failures = 0;
        await using var shop = await FaultyShop.StartAsync(Limit, async (ask, _) =>
        {
            var answer = Volatile.Read(ref failures) >= 5
                ? Results.Problem(title: "prices are not available", statusCode: 503)
                : await FaultyShop.FriendlyAsync(ask);
            if (answer is IStatusCodeHttpResult { StatusCode: 503 })
            {
                Interlocked.Increment(ref failures);
            }

            return answer;
        });

        var probe = await shop.HangAsync(Patience, TestContext.Current.CancellationToken);

        Found(MissingClientTimeout.Detector, probe).ShouldBeEmpty();
        Found(MissingCircuitBreaker.Detector, probe).ShouldBeEmpty();
        probe.Wires[0].Waves[^1].Median!.Value.ShouldBeLessThan(probe.Wires[0].Waves[0].Median!.Value);
    }

    [Fact]
    public async Task An_error_that_shows_where_the_dependency_is_and_what_was_thrown_is_unfriendly()
    {
        await using var shop = await FaultyShop.StartAsync(Limit, async (ask, _) =>
        {
            try
            {
                return Results.Text(await ask());
            }
            catch (TaskCanceledException e)
            {
                return Results.Text(e.ToString(), statusCode: 500);
            }
        });

        var finding = Found(UnfriendlyErrors.Detector, await shop.HangAsync(Patience, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();

        finding.Severity.ShouldBe(Severity.High);
        finding.Title.ShouldContain("stack trace, exception name");
    }

    [Fact]
    public async Task A_dependency_that_no_request_asks_is_not_looked_at()
    {
        await using var shop = await FaultyShop.StartAsync(Limit, (_, _) => Task.FromResult(Results.Ok()));

        var probe = await shop.HangAsync(Patience, TestContext.Current.CancellationToken);

        probe.Wires.ShouldHaveSingleItem().Missing!.ShouldContain("no request of the load asks prices");
        MissingClientTimeout.Detector.Run(Set(probe)).ShouldBeOfType<Outcome.NotRun>();
    }

    private static IReadOnlyList<Finding> Found(Detector detector, HangProbe probe) => detector.Run(Set(probe)) is Outcome.Found found ? found.Findings : [];

    private static EvidenceSet Set(HangProbe probe) => new(new Dictionary<string, Collected> { [HangProbe.Kind] = new Collected.Present(probe) });
}
