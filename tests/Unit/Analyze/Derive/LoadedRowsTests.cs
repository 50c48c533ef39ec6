using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Statistics;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.GivenDelays;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class LoadedRowsTests
{
    // Alone 100 ms: 80 for the dependency, 10 computing, 10 nobody knows.
    private static readonly DelayProbe s_alone = Probe(slope: 4, trips: 4, wait: 20, computing: 20, processor: 0.1);

    [Fact]
    public void Queueing_is_what_the_p95_has_beyond_the_request_alone()
    {
        var row = Of(Under(400));

        row.P95.TotalMilliseconds.ShouldBe(400, 1);
        row.Alone.TotalMilliseconds.ShouldBe(100, 0.1);
        Share(row, "partners").ShouldBe(0.2, 0.01);
        Share(row, "application").ShouldBe(0.025, 0.01);
        Share(row, "unexplained").ShouldBe(0.025, 0.01);
        Share(row, "queueing").ShouldBe(0.75, 0.01);
        row.Remark.ShouldBeNull();
    }

    [Fact]
    public void Shares_make_up_the_whole_and_lie_in_their_intervals()
    {
        var row = Of(Under(130));

        row.Layers.Sum(layer => layer.Share!.Value.Value).ShouldBe(1, 1e-9);
        row.Layers.ShouldAllBe(layer => layer.Low!.Value.Value <= layer.Share!.Value.Value && layer.Share.Value.Value <= layer.High!.Value.Value);
    }

    [Fact]
    public void Nothing_queues_where_a_request_takes_no_longer_than_alone()
    {
        var row = Of(Under(80));

        Share(row, "queueing").ShouldBe(0);
        row.Layers.Sum(layer => layer.Share!.Value.Value).ShouldBe(1, 1e-9);
        row.Remark!.ShouldContain("no longer under load than alone");
    }

    [Fact]
    public void The_interval_of_the_p95_is_that_of_its_ranks()
    {
        var times = new Histogram();
        for (var ms = 1; ms <= 1000; ms++)
        {
            times.Record(TimeSpan.FromMilliseconds(ms));
        }

        var row = Of(Given.Run(Given.Endpoint(Endpoint, 1000, 1) with { Service = times }));

        // 950 +- 1.96 * sqrt(1000 * 0.95 * 0.05) = 936.5 .. 963.5
        row.P95Low.TotalMilliseconds.ShouldBe(936.5, 2);
        row.P95High.TotalMilliseconds.ShouldBe(963.5, 2);
    }

    [Theory]
    [InlineData(199, 0)]
    [InlineData(200, 1)]
    public void Too_few_requests_above_the_p95_say_nothing(int requests, int rows) =>
        Rows(s_alone, Given.Run(Given.Endpoint(Endpoint, requests, 400))).Count.ShouldBe(rows);

    [Fact]
    public void An_endpoint_that_was_not_measured_alone_is_left_out() => Rows(s_alone, Given.Run(Given.Endpoint("GET /other", 1000, 400))).ShouldBeEmpty();

    [Fact]
    public void A_layer_that_nobody_saw_stays_unknown()
    {
        var row = Rows(Probe(slope: 1, trips: 1, wait: 20, computing: 20), Under(400)).ShouldHaveSingleItem();

        row.Layers.Single(layer => layer.Layer == "application").Share.ShouldBeNull();
        row.Remark!.ShouldContain("application");
    }

    private static RunMetrics Under(double milliseconds) => Given.Run(Given.Endpoint(Endpoint, 1000, milliseconds));

    private static EndpointUnderLoad Of(RunMetrics run) => Rows(s_alone, run).ShouldHaveSingleItem();

    private static IReadOnlyList<EndpointUnderLoad> Rows(DelayProbe probe, RunMetrics run) => LoadedRows.Of([.. LayerRows.Of(probe)], probe, run);

    private static double Share(EndpointUnderLoad row, string layer) => row.Layers.Single(l => l.Layer == layer).Share!.Value.Value;
}
