using System.Net.Sockets;
using Headroom.Experiments.Faults;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Faults;

/// <summary>
/// A real outage of a real dependency that recovers by a known law, seen second by second from outside. Failures alone witness it: on a machine
/// that others use, too, a second is slow by chance. How latencies are judged, the unit tests show.
/// </summary>
public sealed class RecoveryTests
{
    private static readonly TimeSpan FaultFrom = TimeSpan.FromSeconds(7.5), FaultTo = TimeSpan.FromSeconds(10), Warming = TimeSpan.FromSeconds(3.1);

    [Fact]
    public async Task The_time_to_recover_is_within_a_second_of_the_truth()
    {
        await using var rig = new ProxyRig();
        var time = TimeProvider.System;
        var origin = time.GetTimestamp();

        // The law: it fails from the beginning of the outage until so long after its end, as a service does that reads its caches first.
        var lastRefused = TimeSpan.Zero;
        rig.Server.Refuses = () =>
        {
            var now = time.GetElapsedTime(origin);
            var refuses = now >= FaultFrom && now < FaultTo + Warming;
            lastRefused = refuses ? now : lastRefused;
            return refuses;
        };
        var schedule = new FaultSchedule([new ScheduledFault("down", FaultFrom, FaultTo, null)]);
        var faults = ScheduledFaults.RunAsync(rig.Proxy, schedule, origin, time, ProxyRig.Limit);

        var seconds = await LoadAsync(rig, origin, time, 29);
        var applied = (await faults).Single();

        var recovery = Recovery.Of(seconds, 1, applied.On, applied.Off).ShouldNotBeNull();
        var seen = string.Join('\n', seconds);
        recovery.TimeToDetect.ShouldNotBeNull(seen).ShouldBeLessThan(TimeSpan.FromSeconds(1.5));
        recovery.TimeToRecover.ShouldNotBeNull(seen).TotalSeconds.ShouldBe((lastRefused - applied.Off).TotalSeconds, 1.0, seen);
    }

    private static async Task<List<ServiceSecond>> LoadAsync(ProxyRig rig, long origin, TimeProvider time, int length)
    {
        var gate = new Lock();
        var (ended, failed) = (new long[length], new long[length]);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        var running = new List<Task>();
        while (time.GetElapsedTime(origin).TotalSeconds < length - 1.5)
        {
            await pace.WaitForNextTickAsync(ProxyRig.Limit);
            running.Add(OneAsync());
        }

        await Task.WhenAll(running);
        return [.. ended.Zip(failed, static (requests, failures) => new ServiceSecond(requests, failures, P95: null)).Take(length - 2)];

        async Task OneAsync()
        {
            var isFailed = false;
            try
            {
                using var client = await rig.ConnectAsync();
                await ProxyRig.RoundTripAsync(client);
            }
            catch (Exception e) when (e is SocketException or EndOfStreamException)
            {
                isFailed = true;
            }

            var second = Math.Min(length - 1, (int)time.GetElapsedTime(origin).TotalSeconds);
            lock (gate)
            {
                ended[second]++;
                failed[second] += isFailed ? 1 : 0;
            }
        }
    }
}
