using System.Text.RegularExpressions;
using Headroom.Model.Evidence;
using Headroom.Report.Charts;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Charts;

public sealed class LatencyMapTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void Each_step_of_latency_that_holds_requests_is_a_field_the_darker_the_more()
    {
        var markup = LatencyMap.Of([Second(0, 0, 0, 0, 0, 100), Second(1, 0, 0, 0, 0, 25, 1)]).Markup;

        Fields(markup, "h5").ShouldBe(1);
        Fields(markup, "h3").ShouldBe(1);
        Fields(markup, "h1").ShouldBe(1);
        markup.ShouldContain("the darkest field holds 100");
        markup.ShouldContain("The most requests, 125 of 126, took 1.0 ms to 1.8 ms.");
    }

    [Fact]
    public void The_axis_ends_with_the_steps_that_hold_requests()
    {
        var markup = LatencyMap.Of([Second(0, 0, 0, 0, 0, 7, 0, 0, 0, 7)]).Markup;

        markup.ShouldContain(">1.0 ms</text>");
        markup.ShouldContain(">10.0 ms</text>");
        markup.ShouldContain(">17.8 ms</text>");
        markup.ShouldNotContain("100.0 ms");
    }

    [Fact]
    public void The_shortest_and_the_longest_step_say_that_they_have_no_bound()
    {
        LatencyMap.Of([Second(0, 3)]).Markup.ShouldContain("took less than 178 µs");
        LatencyMap.Of([Second(0, [.. Enumerable.Repeat(0L, LatencyCounts.Steps - 1), 3])]).Markup.ShouldContain("took 56.23 s or more");
    }

    [Fact]
    public void A_long_load_has_at_most_eighty_columns_that_hold_all_of_its_requests()
    {
        var markup = LatencyMap.Of([.. Enumerable.Range(0, 1_000).Select(second => Second(second, 0, 2))]).Markup;

        Regex.Count(markup, "[0-9]z", RegexOptions.None, Patience).ShouldBeInRange(70, 80);
        markup.ShouldContain("The most requests, 2,000 of 2,000,");
    }

    [Fact]
    public void A_load_that_was_not_counted_by_latency_has_no_map() =>
        LatencyMap.Of([new SecondMetrics { Second = 0, Requests = 5, Failed = 0, P50 = TimeSpan.FromMilliseconds(3) }]).Markup.ShouldBe("");

    private static SecondMetrics Second(int second, params long[] counts) =>
        new() { Second = second, Requests = counts.Sum(), Failed = 0, LatencyCounts = new LatencyCounts(counts) };

    private static int Fields(string markup, string shade) =>
        Regex.Match(markup, $"class=\"heat {shade}\" d=\"(?<fields>[^\"]*)\"", RegexOptions.ExplicitCapture, Patience).Groups["fields"].Value.Count(c => c == 'z');
}
