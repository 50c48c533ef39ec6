using Headroom.Cli.Output;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Output;

public sealed class TerminalTests
{
    [Fact]
    public void The_end_of_an_audit_leads_to_the_first_fix_where_there_is_one()
    {
        Terminal.Pointers(SampleResult.Blocked, "runs/1", "headroom.yaml").ShouldBe(
        [
            "report  runs/1/report.html",
            "fix     runs/1/documents/fix-spec.md",
            "verify  headroom prove 'unindexed-sort:clips(user_id,created_at)' --run runs/1",
            "again   headroom analyze runs/1",
        ]);
        Terminal.Pointers(SampleResult.Ready, "runs/1", "headroom.yaml").ShouldBe(["report  runs/1/report.html", "again   headroom analyze runs/1"]);
    }

    [Fact]
    public void Where_no_finding_explains_what_comes_first_the_end_of_an_audit_tells_how_to_verify_it()
    {
        var violated = SampleResult.Blocked with { Findings = [] };

        Terminal.Pointers(violated, "runs/1", "headroom.yaml").ShouldContain(
            "verify  headroom audit -c headroom.yaml --out after-the-fix; headroom diff runs/1 after-the-fix");
        var analysed = Terminal.Pointers(violated, "runs/1", plan: null);
        analysed.ShouldContain("verify  headroom audit -c headroom.yaml --out after-the-fix; headroom diff runs/1 after-the-fix");
        analysed.ShouldContain("plan    headroom.yaml stands for the plan of this run; -c names another one");
    }

    [Fact]
    public void The_commands_name_the_plan_that_was_audited()
    {
        Terminal.Pointers(SampleResult.Blocked with { Findings = [] }, "runs/1", "load tests/shop.yaml").ShouldContain(
            "verify  headroom audit -c 'load tests/shop.yaml' --out after-the-fix; headroom diff runs/1 after-the-fix");
        Terminal.Pointers(SampleResult.Blocked, "runs/1", "shop.yaml").ShouldContain(
            "verify  headroom prove 'unindexed-sort:clips(user_id,created_at)' --run runs/1 -c shop.yaml");
    }

    [Fact]
    public void A_folder_with_a_blank_or_a_quote_is_one_word_of_the_commands() =>
        Terminal.Pointers(SampleResult.Blocked, "my  runs/it's 1", "headroom.yaml").ShouldBe(
        [
            "report  my  runs/it's 1/report.html",
            "fix     my  runs/it's 1/documents/fix-spec.md",
            @"verify  headroom prove 'unindexed-sort:clips(user_id,created_at)' --run 'my  runs/it'\''s 1'",
            @"again   headroom analyze 'my  runs/it'\''s 1'",
        ]);

    [Fact]
    public void What_ended_with_the_run_cannot_be_verified_by_a_command()
    {
        var gone = SamplePlan.Planned with { Plan = SamplePlan.Facts with { IsTemporary = true } };

        Terminal.Pointers(gone, "runs/1", "headroom.yaml").ShouldNotContain(static line => line.StartsWith("verify ", StringComparison.Ordinal));
    }
}
