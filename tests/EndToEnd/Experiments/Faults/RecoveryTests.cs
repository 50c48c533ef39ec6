using System.Net.Sockets;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Faults;

/// <summary>
/// A real outage of a real dependency that recovers by a known law, seen second by second from outside. The seconds are those of the load,
/// which sends a request at each of its steps and waits for its end, so that neither a slow machine nor one that pauses moves any of them.
/// Failures alone witness the recovery; how latencies are judged, the unit tests show.
/// </summary>
public sealed class RecoveryTests
{
    /// <summary>Requests a second, a count.</summary>
    private const int Rate = 40;

    private const int Seconds = 27;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1.0 / Rate);

    private static readonly TimeSpan FaultFrom = TimeSpan.FromSeconds(7.5), FaultTo = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(3.1);

    [Fact]
    public async Task The_time_to_recover_is_within_a_second_of_the_truth()
    {
        await using var rig = new ProxyRig();

        // The law: it fails from the beginning of the outage until so long after its end, as a service does that reads its caches first.
        var (now, lastRefused) = (TimeSpan.Zero, TimeSpan.Zero);
        rig.Server.Refuses = () =>
        {
            var refuses = now >= FaultFrom && now < FaultTo + Warming;
            lastRefused = refuses ? now : lastRefused;
            return refuses;
        };
        List<ServiceSecond> seconds = [];
        for (var second = 0; second < Seconds; second++)
        {
            var failed = 0;
            for (var request = 0; request < Rate; request++)
            {
                now = TimeSpan.FromSeconds(second) + (request * Step);
                rig.Proxy.SetEnabled(now < FaultFrom || now >= FaultTo);
                failed += await FailsAsync(rig) ? 1 : 0;
            }

            seconds.Add(new ServiceSecond(Rate, failed, P95: null));
        }

        var recovery = Recovery.Of(seconds, 1, FaultFrom, FaultTo).ShouldNotBeNull();
        var seen = string.Join('\n', seconds);
        lastRefused.ShouldBeGreaterThan(FaultTo, seen);
        recovery.TimeToDetect.ShouldNotBeNull(seen).ShouldBeLessThan(TimeSpan.FromSeconds(1.5));
        recovery.TimeToRecover.ShouldNotBeNull(seen).TotalSeconds.ShouldBe((lastRefused - FaultTo).TotalSeconds, 1.0, seen);
    }

    private static async Task<bool> FailsAsync(ProxyRig rig)
    {
        try
        {
            using var client = await rig.ConnectAsync();
            await ProxyRig.RoundTripAsync(client);
            return false;
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException)
        {
            return true;
        }
    }
}
