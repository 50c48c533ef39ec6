using Headroom.Model.Results;
using Headroom.Report.Documents.Executive;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents.Executive;

/// <summary>What the page says at once of the run that it rests on.</summary>
public sealed class ExecutiveTrustTests
{
    [Fact]
    public void A_run_that_cannot_be_trusted_says_so_before_its_numbers()
    {
        var page = ExecutiveDocument.Render(SampleResult.Untrusted);

        page.IndexOf("cannot be trusted", StringComparison.Ordinal).ShouldBeInRange(0, page.IndexOf("## ", StringComparison.Ordinal));
        DocumentReading.Chapter(page, "Safe throughput").ShouldNotContain("at least");
        page.ShouldContain("a trusted run allows 25 %; The window was 11 s; a trusted run needs 30 s. What is called measured comes from an experiment of its own, and stands. Run `");
        ExecutiveDocument.Render(SampleResult.Untrusted with { Findings = [] }).ShouldContain("a trusted run needs 30 s. Run `");
        page.ShouldContain("**The run was interrupted: what had not run by then was not tested.**");
    }

    [Fact]
    public void A_run_that_was_killed_says_so_and_one_that_ended_does_not()
    {
        ExecutiveDocument.Render(SampleResult.Blocked with { Manifest = SampleResult.Blocked.Manifest with { Took = null } })
            .ShouldContain("**The run was killed: what had not run by then was not tested.** The measurement can be trusted");
        ExecutiveDocument.Render(SampleResult.Blocked).ShouldNotContain("The run was ");
    }

    [Fact]
    public void The_planned_load_and_what_is_to_be_known_of_the_measurement_stand_before_its_numbers()
    {
        Status(DocumentSample.Full).ShouldContain("The planned load: steady: 400 iterations a second for 60 s.");
        Status(SampleResult.Blocked).ShouldContain(
            "is listed at the end. Remarks: The target was saturated from second 38 to 47: 214 arrivals waited for a connection. Run `");
        Status(SampleResult.Ready).ShouldNotContain("Remarks");
    }

    [Fact]
    public void Of_many_scenarios_the_first_are_told_and_the_others_counted()
    {
        var plan = DocumentSample.Full.Plan!;

        Status(DocumentSample.Full with { Plan = plan with { Load = ["a", "b", "c", "d", "e"] } }).ShouldContain("The planned load: a; b; c; and 2 more.");
        Status(DocumentSample.Full with { Plan = plan with { Load = [] } }).ShouldNotContain("The planned load");
    }

    [Fact]
    public void What_comes_first_begins_with_how_many_findings_there_are() =>
        DocumentReading.Chapter(ExecutiveDocument.Render(SampleResult.Blocked), "What comes first")
            .ShouldStartWith("\n## What comes first\n\nFindings: 1 critical, 1 high, 1 medium, 1 low.\n");

    [Fact]
    public void What_the_audit_of_a_database_could_not_look_at_is_said_at_once() =>
        Status(SampleDatabase.Audited).ShouldContain(
            "**Not looked at, so that silence about it means nothing**: 1 of 4 statements could not run");

    [Fact]
    public void Each_reason_has_one_full_stop_at_most_and_those_beyond_the_page_are_counted()
    {
        Status(Without(["one.", "two."])).ShouldContain("means nothing**: one; two. Run `");
        Status(Without(["one", "two", "three", "four", "five", "six", "seven"])).ShouldContain(
            "means nothing**: one; two; three; four; five; and 2 more: see the document `audit`. Run `");
    }

    [Fact]
    public void A_reason_that_asks_has_no_full_stop_after_its_question() =>
        ExecutiveDocument.Render(SampleResult.Untrusted with { Trust = SampleResult.Untrusted.Trust with { Reasons = ["does the load lack a login?"] } })
            .ShouldContain("prove nothing**: does the load lack a login? What is called measured");

    private static AuditResult Without(IReadOnlyList<string> missing) =>
        SampleDatabase.Audited with { Database = SampleDatabase.Audited.Database! with { Missing = missing } };

    private static string Status(AuditResult result) => ExecutiveDocument.Render(result).Split("\n## ")[0];
}
