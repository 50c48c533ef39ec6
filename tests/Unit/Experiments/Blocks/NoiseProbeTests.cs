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
        var first = probe.Count;
        while (probe.Count < first + 3)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        probe.MeanSince(first).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void One_hiccup_among_many_readings_is_no_noise() =>
        NoiseProbe.Mean([.. Enumerable.Repeat(TimeSpan.FromMilliseconds(1), 19), TimeSpan.FromMilliseconds(50)]).ShouldBe(TimeSpan.FromMilliseconds(1));

    [Fact]
    public void Without_a_reading_there_is_no_mean() => NoiseProbe.Mean([]).ShouldBe(TimeSpan.Zero);
}
