using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public sealed class RecoveryTests
{
    private static readonly TimeSpan From = TimeSpan.FromSeconds(20), Until = TimeSpan.FromSeconds(30.4);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.7)]
    [InlineData(3.2)]
    [InlineData(8.0)]
    [InlineData(17.9)]
    public void Is_within_a_second_of_a_server_that_fails_until_a_known_moment(double recoversAfter)
    {
        var truth = Until.TotalSeconds + recoversAfter;
        for (ulong seed = 1; seed <= 50; seed++)
        {
            var recovery = Of(Run(70, seed, second => (Share(second, From.TotalSeconds, truth), 20)));

            recovery.TimeToDetect.ShouldBe(TimeSpan.Zero);
            recovery.TimeToRecover.ShouldNotBeNull().TotalSeconds.ShouldBe(recoversAfter, 1.0, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(6.0)]
    public void Is_within_a_second_of_a_server_whose_latency_falls_exponentially(double tau)
    {
        // p95(t) = 20 ms + 400 ms * exp(-(t - until) / tau): it is back when the excess is the half of 20 ms that a good second may have.
        var truth = tau * Math.Log(400 / 10.0);
        for (ulong seed = 1; seed <= 50; seed++)
        {
            var recovery = Of(Run(80, seed, second => (0, Latency(second, tau))));

            recovery.TimeToRecover.ShouldNotBeNull().TotalSeconds.ShouldBe(truth, 1.0, $"seed {seed}");
        }
    }

    [Fact]
    public void Says_that_a_fault_was_never_felt()
    {
        var recovery = Of(Run(60, 1, _ => (0, 20)));

        recovery.TimeToDetect.ShouldBeNull();
        recovery.TimeToRecover.ShouldBe(TimeSpan.Zero);
        recovery.SecondsOff.ShouldBe(0);
    }

    [Fact]
    public void Says_that_a_server_did_not_come_back_within_what_was_observed()
    {
        Of(Run(60, 1, second => (second >= 20 ? 0.5 : 0, 20))).TimeToRecover.ShouldBeNull();
        Of(Run(40, 1, second => (Share(second, 20, 35), 20))).TimeToRecover.ShouldBeNull("five good seconds are not ten");
    }

    [Fact]
    public void Takes_a_fault_that_is_felt_late_from_the_second_in_which_it_is_felt()
    {
        var recovery = Of(Run(60, 1, second => (Share(second, 24, 33), 20)));

        recovery.TimeToDetect.ShouldBe(TimeSpan.FromSeconds(4));
        recovery.TimeToRecover.ShouldNotBeNull().TotalSeconds.ShouldBe(33 - 30.4, 0.001);
        recovery.SecondsOff.ShouldBe(9);
    }

    [Fact]
    public void Forgives_one_second_of_noise_and_not_two()
    {
        Of(Run(60, 1, second => (Share(second, 20, 31), second == 36 ? 200 : 20))).TimeToRecover!.Value.TotalSeconds.ShouldBe(0.6, 0.001);
        Of(Run(60, 1, second => (Share(second, 20, 31), second is 36 or 38 ? 200 : 20))).TimeToRecover!.Value.TotalSeconds.ShouldBe(8.6, 0.001);
    }

    [Fact]
    public void Does_not_take_a_lucky_second_for_the_recovery() =>
        Of(Run(60, 1, second => (second == 33 ? 0 : Share(second, 20, 35), 20))).TimeToRecover!.Value.TotalSeconds.ShouldBe(4.6, 0.001);

    [Fact]
    public void Counts_a_second_in_which_nothing_ended_as_off()
    {
        var seconds = Run(60, 1, _ => (0, 20)).Select((second, at) => at is >= 21 and < 34 ? new ServiceSecond(0, 0, null) : second).ToList();

        var recovery = Of(seconds);

        recovery.TimeToDetect.ShouldBe(TimeSpan.FromSeconds(1));
        recovery.TimeToRecover!.Value.TotalSeconds.ShouldBe(3.6, 0.001);
    }

    [Fact]
    public void Lets_a_restless_baseline_be_restless()
    {
        // 5 % of the requests always fail, and the p95 is anywhere between 10 and 40 ms.
        var random = new SeededRandom(3);
        var recovery = Of(Run(60, 2, second => (second is >= 20 and < 32 ? 0.5 : 0.05, 10 + (30 * random.NextDouble()))));

        recovery.SuccessFloor.ShouldBeInRange(0.85, 0.95);
        recovery.TimeToRecover!.Value.TotalSeconds.ShouldBe(1.6, 0.001);
    }

    [Fact]
    public void Needs_a_baseline()
    {
        var seconds = Run(60, 1, _ => (0, 20));

        Recovery.Of(seconds, 15, From, Until).ShouldNotBeNull();
        Recovery.Of(seconds, 16, From, Until).ShouldBeNull("four seconds say nothing");
    }

    [Fact]
    public void Answers_for_a_run_that_ended_within_the_fault()
    {
        var recovery = Of(Run(25, 1, second => (Share(second, 20, 99), 20)));

        recovery.TimeToRecover.ShouldBeNull();
        recovery.SecondsOff.ShouldBe(5);
    }

    private static Recovery Of(IReadOnlyList<ServiceSecond> seconds) => Recovery.Of(seconds, 2, From, Until).ShouldNotBeNull();

    /// <summary>Seconds of 200 requests with a little noise in each.</summary>
    private static List<ServiceSecond> Run(int seconds, ulong seed, Func<int, (double Failing, double P95Ms)> law)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, seconds).Select(second =>
        {
            var (failing, p95) = law(second);
            var failed = Enumerable.Range(0, 200).Count(_ => random.NextDouble() < failing);
            return new ServiceSecond(200, failed, TimeSpan.FromMilliseconds(p95 * (0.95 + (0.1 * random.NextDouble()))));
        })];
    }

    /// <summary>The part of a second that lies within the outage.</summary>
    private static double Share(int second, double from, double until) => Math.Max(0, Math.Min(second + 1, until) - Math.Max(second, from));

    private static double Latency(int second, double tau) =>
        second < 20 ? 20 : 20 + (400 * (second < 30 ? 1 : Math.Exp(-Math.Max(0, second + 0.5 - Until.TotalSeconds) / tau)));
}
