using Headroom.Analyze.Guards;
using Headroom.Model.Guards;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Guards.GivenGuard;

namespace Headroom.Tests.Unit.Analyze.Guards;

public sealed class GuardWaiverTests
{
    private static readonly GuardEntry Worse = Entry(buffers: 9000, plan: BySort, scans: new ScannedTable("clips", 120_000));

    [Fact]
    public void A_waiver_accepts_what_its_statement_does_worse_and_is_told_beside_it()
    {
        var report = GuardJudge.Judge(Basis(Entry(), Worse, Waiver()));

        report.Verdict.ShouldBe(GuardVerdict.Waived);
        report.Statements[0].Verdict.ShouldBe(GuardVerdict.Waived);
        report.AllRemarks().ShouldNotContain(remark => remark.Level == GuardLevel.Failure);
        report.Statements[0].Remarks[0].Message.ShouldEndWith("; waived by feed team until 2026-08-01: the index is being built");
    }

    [Fact]
    public void A_waiver_accepts_what_cannot_be_told() =>
        GuardJudge.Judge(Basis(Entry(), Entry(buffers: null), Waiver())).Verdict.ShouldBe(GuardVerdict.Waived);

    [Fact]
    public void A_waiver_of_another_statement_accepts_nothing()
    {
        var report = GuardJudge.Judge(Basis([Entry(), Entry("other")], [new ObservedStatement { Entry = Worse }, new ObservedStatement { Entry = Entry("other") }], Waiver("other")));

        report.Verdict.ShouldBe(GuardVerdict.Failed);
        report.Remarks.ShouldHaveSingleItem().Rule.ShouldBe(GuardRules.UnusedWaiver);
    }

    [Theory]
    [InlineData(0, GuardVerdict.Waived)]
    [InlineData(-1, GuardVerdict.Failed)]
    public void A_waiver_holds_through_its_last_day(int days, GuardVerdict verdict) =>
        GuardJudge.Judge(Basis(Entry(), Worse, Waiver(until: Today.AddDays(days)))).Verdict.ShouldBe(verdict);

    [Fact]
    public void An_expired_waiver_fails_by_itself_with_its_place()
    {
        var report = GuardJudge.Judge(Basis(Entry(), Entry(), Waiver(until: Today.AddDays(-1))));

        report.Verdict.ShouldBe(GuardVerdict.Failed);
        report.Statements[0].Verdict.ShouldBe(GuardVerdict.Passed);
        var failure = report.Remarks.ShouldHaveSingleItem();
        (failure.Rule, failure.Level, failure.File, failure.Line).ShouldBe((GuardRules.ExpiredWaiver, GuardLevel.Failure, "db/waivers.yaml", 3));
    }

    [Theory]
    [InlineData("feed", "passes without it")]
    [InlineData("no such", "no such statement")]
    public void A_waiver_that_waives_nothing_is_told_and_passes(string statement, string why)
    {
        var report = GuardJudge.Judge(Basis(Entry(), Entry(), Waiver(statement)));

        report.Verdict.ShouldBe(GuardVerdict.Passed);
        var warning = report.Remarks.ShouldHaveSingleItem();
        (warning.Rule, warning.Level).ShouldBe((GuardRules.UnusedWaiver, GuardLevel.Warning));
        warning.Message.ShouldContain(why);
    }

    [Fact]
    public void Another_major_version_another_place_and_another_schema_are_told_and_pass()
    {
        var basis = Basis(Entry(), Entry());
        var report = GuardJudge.Judge(basis with
        {
            Now = basis.Now with { ServerVersion = 160001, MeasuredOn = GuardPlace.Database, Schema = "bb", NeverAnalysed = ["clips"] },
        });

        report.Verdict.ShouldBe(GuardVerdict.Passed);
        report.Remarks.Select(remark => remark.Rule).Order().ShouldBe([GuardRules.ChangedSchema, GuardRules.NeverAnalysed, GuardRules.OtherPlace, GuardRules.OtherPlace]);
    }

    [Fact]
    public void Another_minor_version_is_not_worth_a_word()
    {
        var basis = Basis(Entry(), Entry());

        GuardJudge.Judge(basis with { Now = basis.Now with { ServerVersion = 150001 } }).Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void A_text_that_changed_under_its_name_is_a_note()
    {
        var report = GuardJudge.Judge(Basis(Entry(), Entry() with { StatementId = "ba9876543210" }));

        report.Statements[0].Remarks.ShouldHaveSingleItem().Rule.ShouldBe(GuardRules.ChangedText);
    }
}
