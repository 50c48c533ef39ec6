using Headroom.Cli;
using Headroom.Cli.Prove;
using Headroom.Model.Results;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Prove;

public sealed class FindingChoiceTests
{
    private static readonly AuditResult Run = SampleResult.Empty with
    {
        Findings =
        [
            SampleFindings.Named("n-plus-one-query", "n-plus-one-query:GET /clips:2e63"),
            SampleFindings.Named("n-plus-one-query", "n-plus-one-query:GET /clips:4504"),
            SampleFindings.Named("lock-wait", "lock-wait:orders"),
        ],
        Rejected = [SampleFindings.Named("unindexed-sort", "unindexed-sort:clips(user_id,created_at)")],
    };

    [Theory]
    [InlineData("n-plus-one-query:GET /clips:4504", "n-plus-one-query:GET /clips:4504")]
    [InlineData("lock-wait", "lock-wait:orders")]
    [InlineData("n-plus-one-query:GET /clips:2", "n-plus-one-query:GET /clips:2e63")]
    [InlineData("unindexed-sort", "unindexed-sort:clips(user_id,created_at)")]
    public void A_fingerprint_its_only_beginning_and_a_detector_with_one_finding_are_understood(string asked, string fingerprint) =>
        FindingChoice.Of(asked, Run, "runs/a").Fingerprint.ShouldBe(fingerprint);

    [Fact]
    public void A_whole_fingerprint_is_meant_even_where_another_one_begins_with_it()
    {
        var run = Run with { Findings = [.. Run.Findings, SampleFindings.Named("lock-wait", "lock-wait:orders.archive")] };

        FindingChoice.Of("lock-wait:orders", run, "runs/a").Fingerprint.ShouldBe("lock-wait:orders");
    }

    [Fact]
    public void What_several_findings_begin_with_is_answered_with_them()
    {
        var lines = Mistakes("n-plus-one-query");

        lines[0].ShouldContain("2 findings of runs/a begin so");
        lines[1..].ShouldBe(["  n-plus-one-query:GET /clips:2e63", "  n-plus-one-query:GET /clips:4504"]);
    }

    [Fact]
    public void What_no_finding_begins_with_is_answered_with_all_the_nearest_first()
    {
        var lines = Mistakes("unindexed-sort:clips(user_id)");

        lines[0].ShouldContain("runs/a has no such finding");
        lines[1].ShouldBe("  unindexed-sort:clips(user_id,created_at)");
        lines.Length.ShouldBe(5);
        Mistakes("lock-wiat")[0].ShouldContain("did you mean lock-wait?");
    }

    [Fact]
    public void Nothing_at_all_means_no_finding() => Mistakes("").Length.ShouldBe(5);

    [Fact]
    public void A_run_without_findings_says_so() =>
        Should.Throw<BadInputException>(() => FindingChoice.Of("lock-wait", SampleResult.Empty, "runs/a")).Lines.ShouldHaveSingleItem().ShouldContain("has no findings");

    private static string[] Mistakes(string asked) => [.. Should.Throw<BadInputException>(() => FindingChoice.Of(asked, Run, "runs/a")).Lines];
}
