using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Report.Charts;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Charts;

public sealed class LoadCurveTests
{
    [Fact]
    public void A_rate_that_the_service_did_not_bear_is_a_point_of_its_own_kind_and_the_caption_says_which()
    {
        var markup = LoadCurve.Of(SampleResult.Blocked).Markup;
        markup.ShouldContain("class=\"point failed\"");
        markup.ShouldContain("hollow: the service did not bear it</figcaption>");

        LoadCurve.Of(SampleResult.Blocked with { Rungs = [.. SampleLoad.Rungs.Where(rung => rung.IsBorne)] }).Markup.ShouldNotContain("hollow");
    }

    [Fact]
    public void A_rate_at_which_nothing_was_timed_has_no_point_and_is_told()
    {
        var hung = SampleLoad.Rungs[^1] with { Requests = 0, Failed = 0, P50 = null, P95 = null };

        var markup = LoadCurve.Of(SampleResult.Blocked with { Rungs = [SampleLoad.Rungs[1], hung] }).Markup;

        markup.ShouldContain("in iterations a second; nothing was timed at 872/s</figcaption>");
        markup.ShouldNotContain("the rate was not varied on purpose");
        LoadCurve.Of(SampleResult.Blocked).Markup.ShouldNotContain("nothing was timed");
    }

    [Fact]
    public void Seconds_with_failures_are_points_of_their_own_kind_too()
    {
        LoadCurve.Of(Steady(60, failed: 1)).Markup.ShouldContain("hollow: with failures</figcaption>");
        LoadCurve.Of(Steady(60)).Markup.ShouldNotContain("hollow");
    }

    [Fact]
    public void A_point_of_several_seconds_does_not_claim_to_be_of_one()
    {
        var minute = LoadCurve.Of(Steady(60)).Markup;
        minute.ShouldContain("p95 against the requests that ended in the same second;");
        minute.ShouldContain("second 7: 10 ended");

        var longer = LoadCurve.Of(Steady(1_000)).Markup;
        longer.ShouldContain("The greatest p95 of each 3 seconds against the most requests that ended in one of them;");
        longer.ShouldContain("seconds 3 to 5, the greatest of each number: 10 ended");
        longer.ShouldNotContain("in the same second");
    }

    private static AuditResult Steady(int seconds, long failed = 0) => SampleResult.Blocked with
    {
        Rungs = [],
        Seconds =
        [
            .. Enumerable.Range(0, seconds).Select(second => new SecondMetrics
            {
                Second = second,
                Requests = 10,
                Failed = failed,
                P95 = TimeSpan.FromMilliseconds(20),
            }),
        ],
    };
}
