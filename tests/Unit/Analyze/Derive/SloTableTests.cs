using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class SloTableTests
{
    private static readonly SloTargets Loose = new() { P95 = Milliseconds(300), Errors = new Ratio(0.01) };

    [Fact]
    public void Placeholders_with_other_names_are_the_same_endpoint()
    {
        var rows = SloTable.Of(Slo(new SloTargets(), ("GET /clips/{id}", Loose)), Given.Run(Given.Endpoint("GET /clips/{clip}", 100, 50)), trusted: true);

        rows.Select(row => (row.Endpoint, row.Indicator, row.Met)).ShouldBe([("GET /clips/{clip}", "p95", true), ("GET /clips/{clip}", "errors", true)]);
    }

    [Theory]
    [InlineData("GET /clips/{id}", "GET /clips/{clip}", true)]
    [InlineData("GET /clips/{a}/tags/{b}", "GET /clips/{x}/tags/{y}", true)]
    [InlineData("GET /clips/{id}", "POST /clips/{id}", false)]
    [InlineData("GET /clips/{id}", "GET /clips/new", false)]
    [InlineData("GET /clips", "GET /clips/{id}", false)]
    public void Only_the_names_of_placeholders_do_not_matter(string a, string b, bool same) => SloTable.IsSame(a, b).ShouldBe(same);

    [Fact]
    public void A_target_that_an_endpoint_does_not_name_falls_back_to_the_common_one()
    {
        var slo = Slo(Loose with { P99 = Milliseconds(800) }, ("GET /clips", new SloTargets { P95 = Milliseconds(100) }));

        var rows = SloTable.Of(slo, Given.Run(Given.Endpoint("GET /clips", 100, 50)), trusted: true);

        rows.Select(row => (row.Indicator, row.Target ?? default, row.TargetShare?.Value)).ShouldBe(
            [("p95", Milliseconds(100), null), ("p99", Milliseconds(800), null), ("errors", default, 0.01)]);
    }

    [Fact]
    public void A_run_that_is_not_trusted_is_shown_but_not_judged()
    {
        var rows = SloTable.Of(Slo(Loose), Given.Run(Given.Endpoint("GET /clips", 100, 50)), trusted: false);

        rows.ShouldAllBe(row => row.Met == null && row.Samples == 100);
        rows[0].Actual!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void Latency_above_the_target_is_a_violation() =>
        P95(Given.Run(Given.Endpoint("GET /clips", 100, 400))).Met.ShouldBe(false);

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void The_share_of_errors_may_reach_the_target_but_not_exceed_it(int failed, bool met) =>
        SloTable.Of(Slo(Loose), Given.Run(Given.Endpoint("GET /clips", 100, 50, Given.Failure("500", failed, 50))), trusted: true)
            .Single(row => row.Indicator == "errors").Met.ShouldBe(met);

    [Fact]
    public void An_endpoint_that_nobody_called_is_in_the_table_and_not_judged()
    {
        var rows = SloTable.Of(Slo(new SloTargets(), ("GET /a", Loose), ("GET /z", Loose)), Given.Run(Given.Endpoint("GET /z", 10, 50)), trusted: true);

        rows.Select(row => (row.Endpoint, row.Samples, row.Met)).ShouldBe([("GET /a", 0, null), ("GET /a", 0, null), ("GET /z", 10, true), ("GET /z", 10, true)]);
        rows[0].Actual.ShouldBeNull();
    }

    [Fact]
    public void Without_a_run_nothing_is_judged() =>
        SloTable.Of(Slo(Loose, ("GET /a", Loose)), run: null, trusted: true).ShouldAllBe(row => row.Endpoint == "GET /a" && row.Met == null);

    [Fact]
    public void A_plan_without_objectives_has_no_rows() =>
        SloTable.Of(new SloPlan(), Given.Run(Given.Endpoint("GET /clips", 100, 50)), trusted: true).ShouldBeEmpty();

    private static SloResult P95(RunMetrics run) => SloTable.Of(Slo(Loose), run, trusted: true).Single(row => row.Indicator == "p95");

    private static SloPlan Slo(SloTargets common, params (string Endpoint, SloTargets Targets)[] endpoints) => new()
    {
        Default = common,
        Endpoints = new SortedDictionary<string, SloTargets>(endpoints.ToDictionary(e => e.Endpoint, e => e.Targets), StringComparer.Ordinal),
    };

    private static TimeSpan Milliseconds(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
