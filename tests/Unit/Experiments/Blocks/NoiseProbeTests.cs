using Headroom.Experiments.Blocks;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Blocks;

public class NoiseProbeTests
{
    [Fact]
    public async Task Readings_go_on_until_it_is_ended()
    {
        using var probe = NoiseProbe.Start(TimeProvider.System);
        var first = probe.Read();
        while (probe.Read().Count < first.Count + 3)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        probe.Read().MeanSince(first).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void The_mean_is_of_what_came_since() =>
        new NoiseProbe.Total(5, TimeSpan.FromMilliseconds(9)).MeanSince(new NoiseProbe.Total(2, TimeSpan.FromMilliseconds(3))).ShouldBe(TimeSpan.FromMilliseconds(2));

    [Fact]
    public void Without_a_reading_there_is_no_mean() => new NoiseProbe.Total(2, TimeSpan.FromMilliseconds(3)).MeanSince(new NoiseProbe.Total(2, TimeSpan.FromMilliseconds(3))).ShouldBe(TimeSpan.Zero);
}
