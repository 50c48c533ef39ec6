using System.Text.RegularExpressions;
using Headroom.Report.Charts;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Charts;

public sealed class LayerBarsTests
{
    [Fact]
    public void A_share_that_nobody_knows_is_left_blank()
    {
        var markup = LayerBars.Of(SampleLayers.All).Markup;

        Drawn(markup, "unexplained").ShouldBe(3);
        Drawn(markup, "application").ShouldBe(2);
    }

    [Fact]
    public void A_dependency_has_the_same_colour_in_every_bar_and_its_name_beside_it()
    {
        var markup = LayerBars.Of(SampleLayers.All).Markup;

        Drawn(markup, "layer1").ShouldBe(3);
        markup.ShouldContain("<i class=\"layer1\"></i>database");
        markup.ShouldContain("<i class=\"layer2\"></i>partners");
    }

    [Fact]
    public void Under_load_what_a_request_takes_longer_than_alone_ends_its_bar()
    {
        var markup = LayerBars.UnderLoad(SampleLayers.UnderLoad).Markup;

        markup.ShouldContain("<rect class=\"queueing\" x=\"32\" width=\"68\" height=\"8\"/>");
        markup.ShouldContain("<i class=\"queueing\"></i>queueing");
        markup.ShouldContain("<span>41.2 ms</span>");
        LayerBars.Of(SampleLayers.All).Markup.ShouldNotContain("queueing");
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(21, true)]
    public void Of_many_requests_the_slowest_twenty_are_drawn_and_it_says_so(int requests, bool isCut)
    {
        var markup = LayerBars.Of([.. Enumerable.Repeat(SampleLayers.All[0], requests)]).Markup;

        Regex.Count(markup, "<svg class=\"bar\"", RegexOptions.None, TimeSpan.FromSeconds(10)).ShouldBe(20);
        markup.Contains("The slowest 20 are drawn", StringComparison.Ordinal).ShouldBe(isCut);
    }

    private static int Drawn(string markup, string kind) => Regex.Count(markup, $"<rect class=\"{kind}\"", RegexOptions.None, TimeSpan.FromSeconds(10));
}
