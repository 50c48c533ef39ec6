using Headroom.Analyze.Judge;
using Headroom.Model.Findings;
using Headroom.Report.Comparisons;
using Headroom.Tests.Unit.Analyze.Judge;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Comparisons;

public sealed class ComparisonTextTests
{
    [Fact]
    public void What_the_pilot_showed_is_marked_as_no_verdict()
    {
        var comparison = ComparisonJudge.Judge(GivenBlocks.TooNoisy(), GivenBlocks.Alike());
        ComparisonText.Render(comparison).ShouldNotContain("the pilot");

        var text = ComparisonText.Render(comparison with
        {
            Pilot = [new MeasuredChange { Metric = "p95_ms", Base = 10, Remedy = 12, Pairs = 8 }],
        });

        text.ShouldContain("  the pilot, no verdict                  A           B  8 pairs\n  p95                              10.0 ms     12.0 ms\n");
    }
}
