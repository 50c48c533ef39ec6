using Headroom.Analyze.Guards;
using Headroom.Model.Guards;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Guards.GivenGuard;

namespace Headroom.Tests.Unit.Analyze.Guards;

public sealed class GuardJudgeTests
{
    private static readonly ScannedTable Clips = new("clips", 120_000);

    [Fact]
    public void A_statement_that_newly_scans_a_large_table_fails_with_its_name_and_the_table()
    {
        var report = GuardJudge.Judge(Basis(Entry(), Entry(plan: BySort, scans: Clips)));

        report.Verdict.ShouldBe(GuardVerdict.Failed);
        var row = report.Statements.ShouldHaveSingleItem();
        (row.Name, row.Verdict).ShouldBe(("feed", GuardVerdict.Failed));
        var failure = row.Remarks.Where(remark => remark.Level == GuardLevel.Failure).ShouldHaveSingleItem();
        (failure.Rule, failure.File, failure.Line).ShouldBe((GuardRules.NewScan, "db/workload.sql", 7));
        failure.Message.ShouldContain("clips (120,000 rows)");
    }

    [Fact]
    public void The_same_statement_passes_when_it_uses_the_index_again() =>
        GuardJudge.Judge(Basis(Entry(), Entry())).ShouldSatisfyAllConditions(r => r.Verdict.ShouldBe(GuardVerdict.Passed), r => r.AllRemarks().ShouldBeEmpty());

    [Fact]
    public void A_scan_that_the_baseline_knows_passes_however_many_rows_there_are_now() =>
        GuardJudge.Judge(Basis(Entry(scans: Clips), Entry(scans: Clips with { Rows = 9_000_000 }))).Verdict.ShouldBe(GuardVerdict.Passed);

    [Fact]
    public void A_known_scan_of_one_table_does_not_excuse_that_of_another() =>
        Failures(Basis(Entry(scans: Clips), Entry(scans: [Clips, new ScannedTable("users", 50_000)]))).ShouldBe([GuardRules.NewScan]);

    [Fact]
    public void A_table_that_has_become_large_under_the_same_plan_is_told_as_that() =>
        GuardJudge.Judge(Basis(Entry(plan: BySort), Entry(plan: BySort, scans: Clips))).Statements[0].Remarks.ShouldHaveSingleItem().Message.ShouldContain("has become large");

    [Theory]
    [InlineData(1000, 1501, true)]
    [InlineData(1000, 1500, false)]
    [InlineData(180, 280, true)]
    [InlineData(180, 279, false)]
    [InlineData(0, 100, true)]
    [InlineData(0, 99, false)]
    [InlineData(1_000_000, 1_400_000, false)]
    [InlineData(1000, 10, false)]
    public void Buffers_fail_above_the_factor_and_from_the_least_difference_on(long before, long now, bool fails) =>
        Failures(Basis(Entry(buffers: before), Entry(buffers: now))).ShouldBe(fails ? [GuardRules.MoreBuffers] : []);

    [Theory]
    [InlineData(1.0, 0, 1001, true)]
    [InlineData(1.0, 0, 1000, false)]
    [InlineData(3.0, 0, 3000, false)]
    [InlineData(3.0, 0, 3001, true)]
    [InlineData(1.5, 5000, 5999, false)]
    [InlineData(1.5, 5000, 6000, true)]
    public void Both_limits_of_buffers_are_the_users(double factor, long least, long now, bool fails) =>
        Failures(Basis(Entry(buffers: 1000), Entry(buffers: now)) with { Limits = new GuardLimits { Factor = factor, LeastBuffers = least } }).Count.ShouldBe(fails ? 1 : 0);

    [Fact]
    public void Buffers_that_became_many_fewer_are_a_note_that_the_baseline_hides_growth()
    {
        var report = GuardJudge.Judge(Basis(Entry(buffers: 1000), Entry(buffers: 100)));

        report.Verdict.ShouldBe(GuardVerdict.Passed);
        report.Statements[0].Remarks.ShouldHaveSingleItem().Rule.ShouldBe(GuardRules.FewerBuffers);
    }

    [Fact]
    public void Another_plan_with_as_many_buffers_is_told_and_passes()
    {
        var report = GuardJudge.Judge(Basis(Entry(), Entry(plan: "Index Scan on clips by clips_user_created")));

        report.Verdict.ShouldBe(GuardVerdict.Passed);
        var note = report.Statements[0].Remarks.ShouldHaveSingleItem();
        (note.Rule, note.Level).ShouldBe((GuardRules.ChangedPlan, GuardLevel.Note));
        note.Message.ShouldBe($"its plan was {ByIndex} and is Index Scan on clips by clips_user_created");
    }

    [Fact]
    public void A_statement_that_is_gone_from_the_workload_is_a_warning()
    {
        var report = GuardJudge.Judge(Basis([Entry("feed"), Entry("gone")], [Observed(Entry("feed"))]));

        report.Verdict.ShouldBe(GuardVerdict.Passed);
        var warning = report.Remarks.ShouldHaveSingleItem();
        (warning.Rule, warning.Level).ShouldBe((GuardRules.MissingStatement, GuardLevel.Warning));
        warning.Message.ShouldStartWith("gone ");
    }

    [Fact]
    public void A_new_statement_is_a_warning_that_shows_its_plan()
    {
        var report = GuardJudge.Judge(Basis([], [Observed(Entry(buffers: 1_000_000))]));

        report.Verdict.ShouldBe(GuardVerdict.Passed);
        var warning = report.Statements[0].Remarks.ShouldHaveSingleItem();
        (warning.Rule, warning.Level).ShouldBe((GuardRules.NewStatement, GuardLevel.Warning));
        warning.Message.ShouldContain(ByIndex);
    }

    [Fact]
    public void A_new_statement_that_scans_a_large_table_fails() => Failures(Basis([], [Observed(Entry(scans: Clips))])).ShouldBe([GuardRules.NewScan]);

    [Fact]
    public void A_statement_that_the_server_refuses_fails_with_what_the_server_says()
    {
        var refused = Observed(Entry(buffers: null) with { Plans = [] }) with { Refusal = "column \"likes\" does not exist (42703)" };

        var report = GuardJudge.Judge(Basis([Entry()], [refused]));

        report.Verdict.ShouldBe(GuardVerdict.Failed);
        var failure = report.Statements[0].Remarks.ShouldHaveSingleItem();
        (failure.Rule, failure.Message).ShouldBe((GuardRules.NotPlannable, "the server does not plan it: column \"likes\" does not exist (42703)"));
    }

    [Fact]
    public void Buffers_that_are_no_longer_known_cannot_be_told()
    {
        var report = GuardJudge.Judge(Basis([Entry()], [Observed(Entry(buffers: null)) with { NotMeasured = "it takes longer than 10 s" }]));

        report.Verdict.ShouldBe(GuardVerdict.CannotTell);
        report.Statements[0].Remarks.ShouldHaveSingleItem().Message.ShouldContain("it takes longer than 10 s");
    }

    [Fact]
    public void Buffers_that_were_never_known_are_not_missed() =>
        GuardJudge.Judge(Basis(Entry(buffers: null), Entry(buffers: null))).Verdict.ShouldBe(GuardVerdict.Passed);

    [Fact]
    public void A_statement_without_any_plan_cannot_be_told_even_when_it_is_new() =>
        GuardJudge.Judge(Basis([], [Observed(Entry(buffers: null) with { Plans = [] })])).Verdict.ShouldBe(GuardVerdict.CannotTell);

    [Fact]
    public void A_failure_outweighs_what_cannot_be_told() =>
        GuardJudge.Judge(Basis([Entry("a"), Entry("b")], [Observed(Entry("a", null)), Observed(Entry("b", scans: Clips))])).Verdict.ShouldBe(GuardVerdict.Failed);

    [Fact]
    public void Nothing_to_compare_with_is_no_pass() =>
        GuardJudge.CannotTell(new GuardFiles("w", "b"), new GuardLimits(), "no clone").ShouldSatisfyAllConditions(
            r => r.Verdict.ShouldBe(GuardVerdict.CannotTell), r => r.Reason.ShouldBe("no clone"));

    private static List<string> Failures(GuardBasis basis) =>
        [.. GuardJudge.Judge(basis).AllRemarks().Where(remark => remark.Level == GuardLevel.Failure).Select(remark => remark.Rule)];

    private static ObservedStatement Observed(GuardEntry entry) => new() { Entry = entry, Line = 7 };
}
