using Headroom.Model.Results;
using Headroom.Report.Charts;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Charts;

public sealed class PercentilePlotTests
{
    private static readonly EndpointResult Busy = SampleLoad.Endpoints[0];

    [Fact]
    public void The_axis_ends_at_the_rarest_percentile_that_is_known()
    {
        var known = PercentilePlot.Of([Busy]).Markup;
        known.ShouldContain(">p99</text>");
        known.ShouldNotContain("p99.9");

        var slowest = PercentilePlot.Of([Busy with { Latency = Busy.Latency with { Max = TimeSpan.FromSeconds(2) } }]).Markup;
        slowest.ShouldContain(">p99.9</text>");
        slowest.ShouldContain(">p99.99</text>");
        slowest.ShouldNotContain("p99.999");
    }

    [Fact]
    public void The_slowest_of_few_requests_is_no_percentile_beyond_those_that_are_known()
    {
        var few = Busy with { Requests = 100, Latency = Busy.Latency with { Max = TimeSpan.FromSeconds(2) } };

        PercentilePlot.Of([few]).Markup.ShouldNotContain("p99.9");
    }

    [Fact]
    public void An_endpoint_that_nobody_measured_is_not_drawn()
    {
        PercentilePlot.Of([Busy with { Latency = new LatencyQuantiles() }]).Markup.ShouldBe("");
        PercentilePlot.Of([]).Markup.ShouldBe("");
    }

    [Fact]
    public void Of_many_endpoints_the_five_slowest_are_drawn()
    {
        var many = Enumerable.Range(1, 9).Select(number => Busy with
        {
            Endpoint = $"GET /{number}",
            Latency = new LatencyQuantiles { P50 = TimeSpan.FromMilliseconds(1), P99 = TimeSpan.FromMilliseconds(10 * number) },
        });

        var markup = PercentilePlot.Of([.. many]).Markup;

        markup.ShouldContain(">GET /9</text>");
        markup.ShouldContain(">GET /5</text>");
        markup.ShouldNotContain("GET /4");
    }
}
