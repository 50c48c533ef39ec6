using Headroom.Model.Findings;
using Headroom.Report;
using Xunit;

namespace Headroom.Tests.Unit.Report;

public class MetricTests
{
    [Theory]
    [InlineData("buffers_per_call", -0.998445, "643x fewer")]
    [InlineData("time_ms", -0.9, "10x less")]
    [InlineData("time_ms", -0.5, "2x less")]
    [InlineData("time_ms", -0.499, "−49.9 %")]
    [InlineData("time_ms", 0.0213, "+2.13 %")]
    [InlineData("time_ms", 0.99, "+99 %")]
    [InlineData("time_ms", 1.0, "2x as much")]
    [InlineData("time_ms", 0.0, "0 %")]
    [InlineData("buffers_per_call", -0.999999, "over 10,000x fewer")]
    [InlineData("buffers_per_call", -1.0, "none left")]
    [InlineData("buffers_per_call", null, "–")]
    public void A_change_is_a_factor_from_twofold_on(string metric, double? change, string text) => Assert.Equal(text, Metric.Change(metric, change));

    [Theory]
    [InlineData("time_ms", "time", "58.4 ms")]
    [InlineData("buffers_per_call", "buffers per call", "58.4")]
    [InlineData("rate_per_s", "rate", "58.4/s")]
    public void The_end_of_a_name_is_its_unit(string metric, string name, string value)
    {
        Assert.Equal(name, Metric.Name(metric));
        Assert.Equal(value, Metric.Value(metric, 58.4));
    }

    [Fact]
    public void An_interval_begins_with_the_lesser_change_and_is_unknown_without_its_ends()
    {
        var change = new MeasuredChange { Metric = "time_ms", Base = 10, Remedy = 1, Change = -0.9, ChangeLow = -0.95, ChangeHigh = -0.8, Pairs = 12 };

        Assert.Equal("5x less … 20x less", Metric.Interval(change));
        Assert.Equal("−2 % … +3 %", Metric.Interval(change with { Change = 0.01, ChangeLow = -0.02, ChangeHigh = 0.03 }));
        Assert.Equal("–", Metric.Interval(change with { ChangeLow = null }));
    }

    [Theory]
    [InlineData(-0.502, -0.583, -0.4, "1.67x fewer … 2.4x fewer")]
    [InlineData(-0.45, -0.6, -0.3, "−30 % … −60 %")]
    [InlineData(1.5, 0.25, 3.0, "1.25x as much … 4x as much")]
    [InlineData(0.5, -0.2, 1.5, "−20 % … +150 %")]
    [InlineData(-0.6, -0.75, 0.5, "4x fewer … 1.5x as much")]
    [InlineData(null, -1.0, -0.9, "10x fewer … none left")]
    public void The_ends_of_an_interval_are_told_as_the_change_is(double? typical, double low, double high, string text) =>
        Assert.Equal(text, Metric.Interval(new MeasuredChange { Metric = "buffers_per_call", Base = 10, Remedy = 5, Change = typical, ChangeLow = low, ChangeHigh = high, Pairs = 12 }));

    [Fact]
    public void Measured_estimated_and_unknown_never_sound_alike()
    {
        var measured = Gain.Of(new Effect.Measured(["base", "remedy"], [new MeasuredChange { Metric = "buffers_per_call", Base = 10, Remedy = 1, Change = -0.9, Pairs = 12 }]));
        var estimated = Gain.Of(new Effect.Estimated("offset + limit", "buffers_per_call", 1, 2));
        var unknown = Gain.Of(new Effect.Unknown("no clone"));

        Assert.Equal("10x fewer buffers per call (measured, 10 → 1, 12 pairs)", measured.Sentence);
        Assert.Equal("estimate: buffers per call 1 to 2 (not measured; model: offset + limit)", estimated.Sentence);
        Assert.Equal("not tried: no clone", unknown.Sentence);
        Assert.Equal("not proven: no clone", Gain.Of(new Effect.Unknown("not proven: no clone")).Sentence);
    }
}
