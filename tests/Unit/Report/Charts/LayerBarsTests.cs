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

    private static int Drawn(string markup, string kind) => Regex.Count(markup, $"<rect class=\"{kind}\"", RegexOptions.None, TimeSpan.FromSeconds(10));
}
