using Headroom.Report.Charts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Charts;

public sealed class BarTests
{
    [Theory]
    [InlineData(0.5, "width=\"50\"")]
    [InlineData(-1, "width=\"0\"")]
    [InlineData(7, "width=\"100\"")]
    public void A_bar_is_as_long_as_its_share_and_never_longer_than_its_room(double share, string width) => Bar.Of(share).Markup.ShouldContain(width);

    [Fact]
    public void Stacked_bars_begin_where_the_one_before_ends_and_stay_within_the_whole()
    {
        var markup = Bar.Stacked([("a", 0.7), ("b", 0.2), ("c", 0.4)]).Markup;

        markup.ShouldContain("class=\"b\" x=\"70\" width=\"20\"");
        markup.ShouldContain("class=\"c\" x=\"90\" width=\"10\"");
    }

    [Fact]
    public void A_drawing_needs_no_style_that_the_policy_would_refuse() => Bar.Bullet(0.4, 0.8).Markup.ShouldNotContain("style");
}
