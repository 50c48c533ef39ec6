using Headroom.Analyze.Detectors.Dependencies;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>The throttle probe, and what is judged by it, against a real service whose calls follow each other or do not.</summary>
public sealed class ThrottleProbeTests
{
    /// <summary>Of the seconds whose requests may be late within the patience enough remain when the machine pauses in some.</summary>
    private static readonly ThrottlePlan Late = new()
    {
        Duration = ThrottlePlan.Patience + TimeSpan.FromSeconds(8),
        Delay = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public async Task A_service_that_asks_once_is_slower_and_clean()
    {
        await using var shop = await FaultyShop.StartAsync(TimeSpan.FromSeconds(8), (ask, _) => FaultyShop.FriendlyAsync(ask));

        var probe = await shop.ThrottleAsync(Late, TestContext.Current.CancellationToken);

        var wire = probe.Wires[0];
        var seen = string.Join('\n', wire.Seconds);
        MissingClientTimeout.Detector.Run(Set(probe)).ShouldBeOfType<Outcome.Clean>(seen);
        SlowRecovery.Detector.Run(Set(probe)).ShouldBeOfType<Outcome.Clean>(seen);
        var late = wire.Seconds.Where(second => second.Second > wire.From.TotalSeconds + 2 && second.Second < wire.Until.TotalSeconds - 1)
            .Where(second => second.Ended > 0).ToList(); // in a second in which the machine pauses none ends
        late.ShouldNotBeEmpty(seen);
        late.ShouldAllBe(second => second.P95 >= 0.9 * Late.Delay, seen);
        shop.Faults.ShouldBe(0);
    }

    [Fact]
    public async Task Calls_within_their_limits_that_follow_each_other_leave_a_request_without_an_answer()
    {
        await using var shop = await FaultyShop.StartAsync(TimeSpan.FromSeconds(8), (ask, gone) => FaultyShop.FriendlyAsync(async () =>
        {
            for (var left = 20; left > 1 && !gone.IsCancellationRequested; left--)
            {
                await ask();
            }

            return await ask();
        }));

        var probe = await shop.ThrottleAsync(Late, TestContext.Current.CancellationToken);

        var finding = MissingClientTimeout.Detector.Run(Set(probe)).ShouldBeOfType<Outcome.Found>(string.Join('\n', probe.Wires[0].Seconds)).Findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Subject.Dependency.ShouldBe("prices");
        shop.Faults.ShouldBe(0);
    }

    private static EvidenceSet Set(ThrottleProbe probe) => new(new Dictionary<string, Collected> { [ThrottleProbe.Kind] = new Collected.Present(probe) });
}
