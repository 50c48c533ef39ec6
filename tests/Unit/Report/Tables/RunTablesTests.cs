using Headroom.Model.Results;
using Headroom.Report;
using Headroom.Report.Documents.Audit;
using Headroom.Report.Documents.Profiling;
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

    [Fact]
    public void What_the_plan_does_not_ask_for_is_told_once_and_not_in_every_chapter()
    {
        var (first, second) = (Unasked("missing-client-timeout"), Unasked("lost-write"));
        var failed = first with { Detector = "unsafe-retry", Reason = "no write was accepted", Asked = null };
        var result = SampleResult.Blocked with
        {
            Outcomes = [first, second, failed],
            NotTested = [.. new[] { first, second, failed }.Select(static one => new NotTested(one.Detector, one.Reason!))],
        };

        var report = MarkdownReport.Render(result).Split("## Not tested")[1].Split("## Detectors")[0];
        report.ShouldContain("| missing-client-timeout, lost-write | the plan asks for no probe that they need |\n| unsafe-retry | no write was accepted |\n");

        var audit = AuditDocument.Render(result);
        audit.ShouldContain("Behaviour while something is at fault: the plan asks for no probe of it.");
        audit.ShouldContain("| `unsafe-retry` | ○ not run | no write was accepted |");
        audit.ShouldNotContain("the probe left no evidence");
        ProfilingDocument.Render(result).ShouldNotContain("the probe left no evidence");
    }

    [Fact]
    public void What_takes_a_database_that_the_plan_does_not_name_is_told_once_with_that_reason()
    {
        DetectorOutcome Lacking(string detector) => Unasked(detector) with { Reason = UnaskedReason.NoPostgres };
        DetectorOutcome[] outcomes = [Lacking("lock-wait"), Unasked("lost-write"), Lacking("deadlock"), Lacking("lossy-bitmap")];
        var result = SampleResult.Blocked with
        {
            Outcomes = outcomes,
            NotTested = [.. outcomes.Select(static one => new NotTested(one.Detector, one.Reason!))],
        };

        MarkdownReport.Render(result).Split("## Not tested")[1].Split("## Detectors")[0].ShouldContain(
            "| lock-wait, deadlock, lossy-bitmap | the plan names no postgres |\n| lost-write | the plan asks for no probe that they need |\n");
        AuditDocument.Render(result).ShouldContain(": the plan names no postgres.");
        ProfilingDocument.Render(result).ShouldContain("The plan names no postgres, which detectors of this chapter take.");
    }

    private static DetectorOutcome Unasked(string detector) =>
        new() { Detector = detector, Outcome = "not_run", Reason = "the probe left no evidence", Asked = false };

    private static string Row(string detector, AuditResult result) =>
        MarkdownReport.Render(result with { Outcomes = [new DetectorOutcome { Detector = detector, Outcome = "found" }] })
            .Split('\n').Last(line => line.StartsWith($"| `{detector}`", StringComparison.Ordinal));
}
