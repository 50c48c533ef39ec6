using System.Text.RegularExpressions;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Charts;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Charts;

public sealed class ShiftPlotTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void Each_metric_of_a_measured_cure_is_a_line_and_what_was_not_measured_is_none()
    {
        var markup = ShiftPlot.Of(SampleResult.Blocked).Markup;

        Regex.Count(markup, "class=\"shift less\"", RegexOptions.None, Patience).ShouldBe(2);
        markup.ShouldContain("1. buffers per call: 6,430 → 10");
    }

    [Theory]
    [InlineData(-0.5, -0.6, -0.4, "less")]
    [InlineData(0.5, 0.2, 0.9, "more")]
    [InlineData(0.01, -0.1, 0.1, "open")]
    [InlineData(-1, -1, -1, "less")]
    public void A_shift_counts_as_one_only_where_the_whole_interval_is_on_one_side(double change, double low, double high, string kind) =>
        Of(change, low, high).ShouldContain($"class=\"shift {kind}\"");

    [Fact]
    public void Without_an_interval_nothing_is_drawn() => Of(-0.5, null, null).ShouldBe("");

    [Fact]
    public void A_label_that_would_lie_on_its_neighbour_is_left_out()
    {
        var markup = ShiftPlot.Of(SampleResult.Blocked).Markup;

        markup.ShouldContain(">0.001x</text>");
        markup.ShouldNotContain(">0.0005x</text>");
        markup.ShouldContain(">1x</text>");
        markup.ShouldContain(">2x</text>");
    }

    private static string Of(double change, double? low, double? high)
    {
        MeasuredChange measured = new() { Metric = "time_ms", Base = 10, Remedy = 10 * (1 + change), Change = change, ChangeLow = low, ChangeHigh = high, Pairs = 12 };
        AuditResult result = SampleResult.Blocked with
        {
            Findings = [SampleResult.Blocked.Findings[0] with { Effect = new Effect.Measured(["without", "with"], [measured]) }],
        };
        return ShiftPlot.Of(result).Markup;
    }
}
