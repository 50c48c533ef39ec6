using Headroom.Experiments.Probes;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class ProcessorMeterTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20), Service = TimeSpan.FromSeconds(1);

    [Fact]
    public void What_is_used_between_stretches_is_left_out_and_each_stretch_may_be_off()
    {
        var meter = MeterOf(100, 160, 900, 940);

        meter.Resume();
        meter.Pause();
        meter.Resume();
        meter.Pause();

        meter.Use(12, Service).ShouldBe(new ProcessorUse(12, Service, TimeSpan.FromMilliseconds(100), 2 * Tick));
    }

    [Fact]
    public void Going_on_and_stopping_twice_is_the_same_as_once()
    {
        var meter = MeterOf(100, 160);

        meter.Pause();
        meter.Resume();
        meter.Resume();
        meter.Pause();
        meter.Pause();

        meter.Use(12, Service).ShouldBe(new ProcessorUse(12, Service, TimeSpan.FromMilliseconds(60), Tick));
    }

    [Fact]
    public void A_count_that_could_not_be_taken_once_is_none_at_all()
    {
        var meter = MeterOf(100, null, 900, 940);

        meter.Resume();
        meter.Pause();
        meter.Resume();
        meter.Pause();

        meter.Use(12, Service).ShouldBeNull();
    }

    [Fact]
    public void A_service_that_could_not_be_seen_at_the_start_is_none_either()
    {
        var meter = new ProcessorMeter(new ProcessorClock(static () => null, Tick));

        meter.Resume();
        meter.Pause();

        meter.Use(12, Service).ShouldBeNull();
    }

    [Fact]
    public void Without_a_clock_nothing_is_counted()
    {
        var meter = new ProcessorMeter(null);

        meter.Resume();
        meter.Pause();

        meter.Use(12, Service).ShouldBeNull();
    }

    [Fact]
    public void The_processes_of_nobody_are_not_seen() => ProcessorClock.Of(() => []).Begin().ShouldBeNull();

    private static ProcessorMeter MeterOf(params double?[] milliseconds)
    {
        var counts = new Queue<double?>(milliseconds);
        return new ProcessorMeter(new ProcessorClock(Begin, Tick));

        Func<TimeSpan?> Begin()
        {
            var since = counts.Dequeue();
            return () => counts.Dequeue() - since is { } ms ? TimeSpan.FromMilliseconds(ms) : null;
        }
    }
}
