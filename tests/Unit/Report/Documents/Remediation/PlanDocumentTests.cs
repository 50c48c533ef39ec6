using Headroom.Model.Results;
using Headroom.Report.Documents.Audit;
using Headroom.Report.Documents.Remediation;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents.Remediation;

public sealed class PlanDocumentTests
{
    [Theory]
    [InlineData("2026-08-05", "2026-08-06")] // a Wednesday
    [InlineData("2026-08-07", "2026-08-10")] // a Friday
    [InlineData("2026-08-08", "2026-08-10")]
    [InlineData("2026-08-09", "2026-08-10")]
    public void The_next_working_day_is_no_Saturday_and_no_Sunday(string date, string next) =>
        WorkDays.Next(DateOnly.ParseExact(date, "yyyy-MM-dd")).ShouldBe(DateOnly.ParseExact(next, "yyyy-MM-dd"));

    [Fact]
    public void Tasks_fill_days_of_eight_hours_in_the_order_of_the_findings()
    {
        var tasks = WorkDays.Of(Of(4, 4, 1, 8, 2));

        tasks.Select(static task => (task.Day, task.Date.ToString("yyyy-MM-dd"))).ShouldBe(
            [(1, "2026-08-03"), (1, "2026-08-03"), (2, "2026-08-04"), (3, "2026-08-05"), (4, "2026-08-06")]);
    }

    [Fact]
    public void A_task_that_saves_what_one_before_it_saves_names_that_one_by_its_number()
    {
        var (first, second) = (SamplePlan.Planned.Findings[0], SamplePlan.Planned.Findings[1]);
        var same = second with { Subject = second.Subject with { StatementId = first.Subject.StatementId } };

        var plan = PlanDocument.Render(SamplePlan.Planned with { Findings = [first, same] });

        plan.ShouldContain("| # | Owner |");
        plan.ShouldContain("| 1 | unassigned |");
        plan.ShouldContain("; the same statement as finding 1: what one cure saves, the other cannot save again |");
        PlanDocument.Render(SamplePlan.Planned).ShouldNotContain("the same statement as");
    }

    [Fact]
    public void A_waiver_names_the_owner_and_others_have_none()
    {
        var tasks = WorkDays.Of(SamplePlan.Planned);

        tasks.Select(static task => (task.Finding.Detector, task.Owner)).ShouldBe(
            [("unindexed-sort", "unassigned"), ("n-plus-one-query", "feed team"), ("statement-timeout-absent", "unassigned")]);
        PlanDocument.Render(SamplePlan.Planned).ShouldContain("until 2026-09-30, feed team: the feed is rewritten");
    }

    [Fact]
    public void A_waiver_that_had_expired_says_so_wherever_it_is_listed()
    {
        const string Expired = "; it had expired on the day of the run";
        var expired = SamplePlan.Planned with
        {
            Plan = SamplePlan.Facts with { Waivers = [SamplePlan.Facts.Waivers[0] with { Until = new DateOnly(2026, 7, 31) }] },
        };

        PlanDocument.Render(expired).ShouldContain($"until 2026-07-31, feed team: the feed is rewritten{Expired}");
        AuditDocument.Render(expired).ShouldContain($"| 2026-07-31{Expired} |");
        PlanDocument.Render(SamplePlan.Planned).ShouldNotContain(Expired);
        AuditDocument.Render(SamplePlan.Planned).ShouldNotContain(Expired);
    }

    [Fact]
    public void What_is_out_of_scope_or_was_not_ranked_has_no_day_and_says_why()
    {
        WorkDays.Without(SamplePlan.Planned).ShouldHaveSingleItem().Detector.ShouldBe("offset-pagination");
        PlanDocument.Render(SamplePlan.Planned).ShouldContain("out of the plan's scope: API change");
        WorkDays.Of(SampleResult.Blocked).ShouldBeEmpty();
        PlanDocument.Render(SampleResult.Blocked).ShouldContain("its effort was not ranked");
    }

    [Fact]
    public void Money_is_named_only_where_the_plan_says_what_an_hour_costs()
    {
        PlanDocument.Render(SamplePlan.Planned).ShouldContain("Cost, EUR");
        PlanDocument.Csv(SamplePlan.Planned).ShouldContain(",4,360,EUR,");
        PlanDocument.Render(SamplePlan.Planned with { Plan = SamplePlan.Facts with { Cost = null } }).ShouldNotContain("Cost, ");
    }

    [Fact]
    public void The_CSV_has_a_row_for_each_finding()
    {
        var lines = PlanDocument.Csv(SamplePlan.Planned).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        lines.Length.ShouldBe(1 + SamplePlan.Planned.Findings.Count);
        lines[1].ShouldStartWith("1,2026-08-03,unassigned,critical,");
        lines[^1].ShouldStartWith(",,,medium,");
    }

    [Fact]
    public void A_task_is_verified_by_the_command_that_can_tell()
    {
        var plan = PlanDocument.Render(SamplePlan.Planned);

        plan.ShouldContain("`headroom prove 'unindexed-sort:clips(user_id,created_at)' --run \"$RUN\"`");
        plan.ShouldContain("`headroom prove 'n-plus-one-query:GET /clips:b41f09c2' --run \"$RUN\" --remedy-revision REMEDY`");
        plan.ShouldContain(": `headroom audit -c headroom.yaml --out after-the-fix; headroom diff \"$RUN\" after-the-fix`");
    }

    [Fact]
    public void What_tells_once_a_change_is_in_place_is_said_once() => PlanDocument.Render(SamplePlan.Planned).ShouldContain(
        "`headroom prove` tries a change before it is in place; once it is, "
            + "`headroom audit -c headroom.yaml --out after-the-fix; headroom diff \"$RUN\" after-the-fix` tells");

    [Fact]
    public void What_nobody_looked_for_is_not_nothing_to_plan()
    {
        PlanDocument.Render(SampleResult.Empty).ShouldContain("Unknown: no detector ran.");
        PlanDocument.Render(SampleResult.Empty).ShouldNotContain("Nothing to plan");
    }

    [Fact]
    public void Nothing_found_is_nothing_to_plan() => PlanDocument.Render(SampleResult.Ready).ShouldContain("Nothing to plan. No finding: every detector ran.");

    private static AuditResult Of(params double[] hours)
    {
        var finding = SamplePlan.Planned.Findings[0];
        return SamplePlan.Planned with
        {
            Findings = [.. hours.Select((effort, i) => finding with { Fingerprint = $"x:{i}", Remedies = [finding.Remedies[0] with { EffortHours = effort }] })],
        };
    }
}
