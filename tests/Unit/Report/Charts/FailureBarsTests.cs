using System.Text.RegularExpressions;
using Headroom.Model.Results;
using Headroom.Report.Charts;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Charts;

public sealed class FailureBarsTests
{
    [Fact]
    public void An_endpoint_is_a_pair_of_bars_of_which_the_greatest_share_fills_its_room()
    {
        var markup = Of(Row("GET /feed", 10, 100, 40, 100, DiffOutcome.Worse));

        markup.ShouldContain("<code>GET /feed</code>");
        markup.ShouldContain("width=\"25\"");
        markup.ShouldContain("10.0 % before");
        markup.ShouldContain("<div class=\"bad\">");
        markup.ShouldContain("width=\"100\"");
        markup.ShouldContain("40.0 % now");
    }

    [Fact]
    public void What_got_better_is_told_apart_from_what_got_worse()
    {
        Of(Row("GET /feed", 40, 100, 10, 100, DiffOutcome.Better)).ShouldContain("<div class=\"good\">");
        Of(Row("GET /feed", 10, 100, 40, 100, DiffOutcome.Worse)).ShouldNotContain("<div class=\"good\">");
    }

    [Fact]
    public void Neither_a_check_nor_an_endpoint_that_never_failed_nor_one_that_one_run_did_not_ask_is_drawn()
    {
        Of(Row("GET /feed", 10, 100, 40, 100, DiffOutcome.Worse) with { Check = "is 200" }).ShouldBe("");
        Of(Row("GET /feed", 0, 100, 0, 100, DiffOutcome.Same)).ShouldBe("");
        Of(Row("GET /feed", 10, 100, 0, 0, DiffOutcome.Same)).ShouldBe("");
        Of().ShouldBe("");
    }

    [Fact]
    public void Of_many_endpoints_the_first_ten_are_drawn() =>
        Regex.Count(Of([.. Enumerable.Range(1, 30).Select(number => Row($"GET /{number}", 1, 10, 1, 10, DiffOutcome.Same))]), "<svg", RegexOptions.None, TimeSpan.FromSeconds(10)).ShouldBe(20);

    private static string Of(params ComparedFailures[] rows) => FailureBars.Of(SampleBaseline.Compared with { Failures = rows }).Markup;

    private static ComparedFailures Row(string endpoint, long baseFailed, long baseTotal, long headFailed, long headTotal, DiffOutcome outcome) => new()
    {
        Endpoint = endpoint,
        BaseFailed = baseFailed,
        BaseTotal = baseTotal,
        HeadFailed = headFailed,
        HeadTotal = headTotal,
        PValue = 0.5,
        Outcome = outcome,
    };
}
