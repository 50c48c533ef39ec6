using Headroom.Analyze;
using Headroom.Analyze.Detectors.Dependencies;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>The outage probe, and what is judged by it, against a real service that retries, or fails on, in a known way.</summary>
public sealed class OutageProbeTests
{
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(5);

    /// <summary>Nobody waits for it, since what is gone resets at once: a pause of the machine alone must not make a failure.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task A_service_that_asks_once_and_recovers_at_once_is_clean()
    {
        await using var shop = await FaultyShop.StartAsync(Limit, (ask, _) => FaultyShop.FriendlyAsync(ask));

        var probe = await shop.OutageAsync(Gone, TestContext.Current.CancellationToken);

        var seen = string.Join('\n', probe.Wires[0].Seconds);
        RetryAmplification.Detector.Run(Set(probe)).ShouldBeOfType<Outcome.Clean>(seen);
        SlowRecovery.Detector.Run(Set(probe)).ShouldBeOfType<Outcome.Clean>(seen);
        UnfriendlyErrors.Detector.Run(Set(probe)).ShouldBeOfType<Outcome.Clean>(string.Join('\n', probe.Wires[0].Answers));
        probe.Wires[0].Answers.ShouldContain(answer => answer.Answer.Status == 503);
        probe.Wires[0].Seconds.Count.ShouldBeLessThan(45, "it ends once ten seconds were good");
        shop.Faults.ShouldBe(0);
    }

    [Fact]
    public async Task Retries_at_once_are_counted_on_the_wire()
    {
        const int tries = 12;
        await using var shop = await FaultyShop.StartAsync(Limit, (ask, gone) => FaultyShop.FriendlyAsync(async () =>
        {
            for (var left = tries; left > 1; left--)
            {
                try
                {
                    return await ask();
                }
                catch (Exception e) when (e is not OutOfMemoryException && !gone.IsCancellationRequested)
                {
                    // and again: a reset has many names, by the moment in which it comes
                }
            }

            return await ask();
        }));

        var finding = Found(RetryAmplification.Detector, await shop.OutageAsync(Gone, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();

        finding.Severity.ShouldBe(Severity.High);
        finding.Facts[0].Value.ShouldBeInRange(0.5 * tries, 1.5 * tries, string.Join('\n', finding.Facts));
    }

    [Fact]
    public async Task A_service_that_goes_on_failing_does_not_recover()
    {
        var isBroken = false;
        await using var shop = await FaultyShop.StartAsync(Limit, async (ask, _) =>
        {
            var answer = Volatile.Read(ref isBroken) ? Results.Problem(title: "prices are not available", statusCode: 503) : await FaultyShop.FriendlyAsync(ask);
            Volatile.Write(ref isBroken, isBroken || answer is IStatusCodeHttpResult { StatusCode: 503 });
            return answer;
        });

        Found(SlowRecovery.Detector, await shop.OutageAsync(Gone, TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Severity.ShouldBe(Severity.High);
    }

    [Fact]
    public async Task An_interruption_leaves_neither_the_fault_nor_a_request()
    {
        await using var shop = await FaultyShop.StartAsync(Limit, (ask, _) => FaultyShop.FriendlyAsync(ask));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var probe = shop.OutageAsync(Gone, stop.Token);
        while (shop.Faults == 0 && !probe.IsCompleted)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(probe);
        shop.Faults.ShouldBe(0);
    }

    [Fact]
    public async Task What_a_fallback_bears_is_measured_at_the_rates_of_the_load()
    {
        await using var shop = await FaultyShop.StartAsync(Limit, async (ask, _) =>
        {
            try
            {
                return Results.Text(await ask());
            }
            catch (Exception e) when (e is not OutOfMemoryException) // a reset has many names
            {
                return Results.Text("about 7");
            }
        });

        var probe = await shop.OutageAsync(Gone, normal: 40, TestContext.Current.CancellationToken);

        var fallback = probe.Wires[0].Fallback.ShouldNotBeNull();
        fallback.Endpoints.ShouldBe(["GET /priced"]);
        fallback.NormalRate.Value.ShouldBe(40, 0.001);
        fallback.With.Select(step => step.Rate.Value).ShouldBe([10.0, 20.0, 40.0]);
        fallback.Without.Select(step => step.Rate.Value).ShouldBe([10.0, 20.0, 40.0]);
        fallback.Without.ShouldAllBe(step => step.Endpoints.Count == 1 && step.Endpoints[0].Requests > 0 && step.Endpoints[0].Failed == 0);
        shop.Faults.ShouldBe(0);
    }

    [Fact]
    public async Task A_service_that_answers_nobody_without_its_dependency_has_no_fallback()
    {
        await using var shop = await FaultyShop.StartAsync(Limit, (ask, _) => FaultyShop.FriendlyAsync(ask));

        (await shop.OutageAsync(Gone, normal: 40, TestContext.Current.CancellationToken)).Wires[0].Fallback.ShouldBeNull();
    }

    private static IReadOnlyList<Finding> Found(Detector detector, OutageProbe probe) => detector.Run(Set(probe)) is Outcome.Found found ? found.Findings : [];

    private static EvidenceSet Set(OutageProbe probe) => new(new Dictionary<string, Collected> { [OutageProbe.Kind] = new Collected.Present(probe) });
}
