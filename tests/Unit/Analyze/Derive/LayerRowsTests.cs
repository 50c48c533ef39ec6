using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.GivenDelays;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class LayerRowsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(10, 10)]
    [InlineData(1, 10)]
    public void The_slope_is_the_waits_in_series_and_lies_in_its_interval(double slope, long trips)
    {
        var fit = DelayFits.Of(Probe(slope, trips, wait: 2, noise: 1)).ShouldHaveSingleItem();

        fit.Slope.ShouldBe(slope, 0.05);
        fit.Low.ShouldBeLessThan(slope);
        fit.High.ShouldBeGreaterThan(slope);
        fit.RoundTrips.ShouldBe(trips);
    }

    [Fact]
    public void One_stray_request_does_not_pull_the_slope()
    {
        var probe = Probe(slope: 3, trips: 3, wait: 2).With(e => e with { Delayed = [e.Delayed[0] with { Service = TimeSpan.FromSeconds(2) }, .. e.Delayed.Skip(1)] });

        DelayFits.Of(probe)[0].Slope.ShouldBe(3, 0.15);
    }

    [Fact]
    public void Shares_make_up_the_whole()
    {
        var row = Of(Probe(slope: 4, trips: 4, wait: 20, computing: 20, processor: 0.1));

        Share(row, "partners").ShouldBe(0.8, 0.01);
        Share(row, "application").ShouldBe(0.1, 0.01);
        Share(row, "unexplained").ShouldBe(0.1, 0.02);
        row.Layers.Sum(layer => layer.Share!.Value.Value).ShouldBe(1, 1e-9);
        row.Layers.ShouldAllBe(layer => layer.Low!.Value.Value <= layer.Share!.Value.Value && layer.Share.Value.Value <= layer.High!.Value.Value);
        row.Remark.ShouldBeNull();
    }

    [Fact]
    public void Waits_at_the_same_time_count_once() => Share(Of(Probe(slope: 1, trips: 10, wait: 20, computing: 20, processor: 0.1)), "partners").ShouldBe(0.5, 0.02);

    [Fact]
    public void An_interval_holds_its_estimate_where_waits_at_once_come_to_more_than_the_whole() =>
        Of(Probe(slope: 1, trips: 10, wait: 20, computing: 20, processor: 0.1)).Layers
            .ShouldAllBe(layer => layer.Low!.Value.Value <= layer.Share!.Value.Value && layer.Share.Value.Value <= layer.High!.Value.Value);

    [Fact]
    public void Answers_that_nobody_waits_for_have_no_share() => Share(Of(Probe(slope: 0, trips: 10, wait: 1, computing: 20)), "partners").ShouldBe(0, 0.01);

    [Fact]
    public void Without_the_processor_time_the_application_is_unknown_and_said_to_be()
    {
        var row = Of(Probe(slope: 1, trips: 1, wait: 20, computing: 20));

        row.Layers.Single(layer => layer.Layer == "application").Share.ShouldBeNull();
        Share(row, "unexplained").ShouldBe(0.5, 0.02);
        row.Remark!.ShouldContain("application");
    }

    [Fact]
    public void Dependencies_that_are_waited_for_at_once_are_said_to_overlap()
    {
        var probe = Probe(slope: 1, trips: 1, wait: 40);
        var twice = probe with
        {
            Wires = [.. probe.Wires, new ProbedWire("other", DependencyKind.Tcp, "127.0.0.1:2")],
            Endpoints =
            [
                probe.Endpoints[0] with
                {
                    Bare = [.. probe.Endpoints[0].Bare.Select(bare => bare with { Wires = [.. bare.Wires, bare.Wires[0] with { Wire = "other" }] })],
                    Delayed = [.. probe.Endpoints[0].Delayed, .. probe.Endpoints[0].Delayed.Select(delayed => delayed with { Wire = "other" })],
                },
            ],
        };

        var row = Of(twice);

        Share(row, "unexplained").ShouldBe(0);
        row.Remark!.ShouldContain("at once");
    }

    private static EndpointLayers Of(DelayProbe probe) => LayerRows.Of(probe).ShouldHaveSingleItem();

    private static double Share(EndpointLayers row, string layer) => row.Layers.Single(l => l.Layer == layer).Share!.Value.Value;
}
