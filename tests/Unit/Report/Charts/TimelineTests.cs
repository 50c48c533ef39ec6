using Headroom.Model.Evidence;
using Headroom.Report.Charts;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Charts;

public sealed class TimelineTests
{
    [Fact]
    public void As_many_seconds_as_there_is_room_for_are_left_as_they_are()
    {
        var seconds = Seconds(1_200);

        var line = Timeline.Of(seconds);

        line.Points.ShouldBe(seconds);
        (line.Step, line.Each).ShouldBe((1, "by second"));
    }

    [Fact]
    public void One_more_takes_two_seconds_to_a_point_that_holds_the_greatest_of_both()
    {
        var line = Timeline.Of(Seconds(1_201));

        line.Step.ShouldBe(2);
        line.Points.Count.ShouldBe(601);
        line.Points[1].ShouldBe(new SecondMetrics { Second = 2, Requests = 3, Failed = 1, P95 = TimeSpan.FromMilliseconds(3) });
        line.Each.ShouldBe("each point the greatest of 2 seconds");
    }

    [Fact]
    public void A_latency_that_nobody_knows_stays_unknown()
    {
        var line = Timeline.Of([.. Seconds(4).Select(second => second with { P95 = null })], most: 2);

        line.Points.ShouldAllBe(point => point.P95 == null);
    }

    [Fact]
    public void Requests_by_latency_add_up()
    {
        var line = Timeline.Of([.. Seconds(4).Select(second => second with { LatencyCounts = new LatencyCounts([1, second.Second]) })], most: 2);

        line.Points.Select(point => point.LatencyCounts).ShouldBe([new LatencyCounts([2, 1]), new LatencyCounts([2, 5])]);
    }

    [Fact]
    public void No_second_is_no_point() => Timeline.Of([]).Points.ShouldBeEmpty();

    // The later, the more of everything.
    private static SecondMetrics[] Seconds(int count) =>
    [
        .. Enumerable.Range(0, count).Select(second => new SecondMetrics { Second = second, Requests = second, Failed = second / 2, P95 = TimeSpan.FromMilliseconds(second) }),
    ];
}
