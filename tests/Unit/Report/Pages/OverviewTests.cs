using Headroom.Report.Pages;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Pages;

public sealed class OverviewTests
{
    [Fact]
    public void Beside_what_a_cure_gains_stands_what_that_rests_on()
    {
        var markup = Overview.Of(SampleResult.Blocked).Markup;

        markup.ShouldContain("<span class=\"soft\">measured, 6,430 → 10, 12 pairs</span>");
        markup.ShouldContain("<span class=\"soft\">not measured; model: rows read = offset + limit, at the offsets of the load</span>");
        markup.ShouldContain("<span class=\"soft\">a change of the code cannot be tried on a clone of the database</span>");
    }

    [Fact]
    public void Without_a_chart_there_is_no_empty_column()
    {
        var untried = SampleDatabase.Audited with { Findings = [.. SampleDatabase.Audited.Findings.Skip(1)] };

        Overview.Of(untried).Markup.ShouldNotContain("<div></div>");
        Overview.Of(SampleDatabase.Audited).Markup.ShouldContain("chart-shift");
    }

    [Fact]
    public void A_long_path_in_a_tile_breaks_before_its_slashes() =>
        Overview.Of(SampleResult.Blocked).Markup.ShouldContain("<code>GET <wbr>/users<wbr>/{id}<wbr>/clips</code>");
}
