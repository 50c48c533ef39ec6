using Headroom.Model.Results;
using Headroom.Report.Charts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Charts;

public sealed class ClaimBarTests
{
    [Fact]
    public void Each_verdict_has_its_share_of_the_bar_and_its_number()
    {
        var markup = ClaimBar.Of([Judged(ClaimVerdict.Untested), Judged(ClaimVerdict.Confirmed), Judged(ClaimVerdict.Untested), Judged(ClaimVerdict.Untested)]).Markup;

        markup.ShouldContain("<rect class=\"warn\" x=\"0\" width=\"25\" height=\"8\"/>");
        markup.ShouldContain("<rect class=\"unknown\" x=\"25\" width=\"75\" height=\"8\"/>");
        markup.ShouldContain("1 confirmed");
        markup.ShouldContain("3 untested");
        markup.ShouldNotContain("refuted");
    }

    private static Claim Judged(ClaimVerdict verdict) => new() { Source = "report.md", Place = "line 3", Text = "it is slow", Verdict = verdict };
}
