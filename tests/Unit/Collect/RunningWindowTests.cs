using Headroom.Collect;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect;

public sealed class RunningWindowTests
{
    [Fact]
    public void A_window_lasts_as_long_as_it_does_when_the_time_of_day_is_set_back()
    {
        var clock = new SetBackClock();
        var began = clock.GetUtcNow();
        var window = new RunningWindow(clock);

        clock.Advance(TimeSpan.FromSeconds(5));
        clock.SetBack(TimeSpan.FromHours(1));

        window.Elapsed.ShouldBe(TimeSpan.FromSeconds(5));
        window.SoFar.ShouldBe(new Window(began, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void It_goes_on_after_it_was_looked_at()
    {
        var clock = new SetBackClock();
        var window = new RunningWindow(clock);

        window.SoFar.Duration.ShouldBe(TimeSpan.Zero);
        clock.Advance(TimeSpan.FromSeconds(2));

        window.SoFar.Duration.ShouldBe(TimeSpan.FromSeconds(2));
    }
}
