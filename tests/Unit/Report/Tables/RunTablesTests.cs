using Headroom.Model.Results;
using Headroom.Report;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Tables;

public sealed class RunTablesTests
{
    [Fact]
    public void A_detector_whose_finding_is_folded_into_another_one_says_so()
    {
        Row("large-sequential-scans", SampleResult.Blocked).ShouldBe(
            "| `large-sequential-scans` | ■ found | told with the finding that explains it |");
        Row("unindexed-sort", SampleResult.Blocked).ShouldBe("| `unindexed-sort` | ■ found |  |");
        Row("unindexed-filter", SampleResult.Blocked).ShouldBe("| `unindexed-filter` | ■ found | refuted by measurement |");
    }

    private static string Row(string detector, AuditResult result) =>
        MarkdownReport.Render(result with { Outcomes = [new DetectorOutcome { Detector = detector, Outcome = "found" }] })
            .Split('\n').Last(line => line.StartsWith($"| `{detector}`", StringComparison.Ordinal));
}
