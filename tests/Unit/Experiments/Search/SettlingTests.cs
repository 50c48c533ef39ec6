using Headroom.Experiments.Search;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Search;

public sealed class SettlingTests
{
    [Theory]
    [InlineData(1, 1000, 1)] // very slow: once
    [InlineData(2, 100, 1)] // slow: once more
    [InlineData(4, 10, 1.2)] // not so fast: the fewest, though none agrees with the least
    [InlineData(4, 5, 1)] // fast, and all agree
    [InlineData(13, 1, 1.2)] // fast, and none agrees with the least
    public void As_many_executions_as_their_times_need(int executions, double least, double factor)
    {
        var (time, count) = (TimeSpan.FromMilliseconds(least), 1);
        var settling = new Settling(time * Math.Pow(factor, 13));
        while (!settling.IsSettled)
        {
            settling.Add(time * Math.Pow(factor, 13 - count));
            count++;
        }

        count.ShouldBe(executions);
    }

    [Fact]
    public void A_first_that_was_disturbed_does_not_count()
    {
        var settling = new Settling(TimeSpan.FromMilliseconds(9));
        foreach (var time in new[] { 7, 0.2, 5, 0.21 })
        {
            settling.IsSettled.ShouldBeFalse();
            settling.Add(TimeSpan.FromMilliseconds(time));
        }

        settling.IsSettled.ShouldBeTrue();
        settling.Least.ShouldBe(TimeSpan.FromMilliseconds(0.2));
    }
}
