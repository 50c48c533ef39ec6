using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Headroom.Report;
using Headroom.Report.Documents.Audit;
using Headroom.Report.Documents.Executive;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Documents.Remediation;
using Headroom.Report.Texts;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents.Facts;

public sealed class FixesTests
{
    private const string Afterwards = "headroom audit -c headroom.yaml --out after-the-fix; headroom diff \"$RUN\" after-the-fix";

    [Fact]
    public void The_first_fix_is_that_of_the_fix_spec()
    {
        var uncured = SamplePlan.Planned.Findings[1] with { Remedies = [] };
        var result = SamplePlan.Planned with { Findings = [uncured, SamplePlan.Planned.Findings[0]] };

        Fixes.First(result).ShouldBeSameAs(result.Findings[1]);
        Fixes.RankOf(result, result.Findings[1]).ShouldBe(2);
        ExecutiveDocument.Render(result).ShouldContain("That of finding 2, the first finding with a known cure within the plan's scope, at `");
        AuditDocument.Render(result).ShouldContain("**, the first finding with a known cure within the plan's scope, at `");
        ExecutiveDocument.Render(SamplePlan.Planned).ShouldContain("That of finding 1, at `");
    }

    [Fact]
    public void Every_document_begins_with_the_same_fix()
    {
        var (uncured, cured) = (SamplePlan.Planned.Findings[1] with { Remedies = [] }, SamplePlan.Planned.Findings[0]);
        var result = SamplePlan.Planned with { Findings = [uncured, cured] };
        var told = $"First to fix: **{cured.Title}**, the first finding with a known cure within the plan's scope, at `";

        MarkdownReport.Render(result).ShouldContain(told);
        AuditDocument.Render(result).ShouldContain(told);
        FindingsDocument.Render(result).ShouldContain(told);
        FindingsDocument.Render(SamplePlan.Planned).ShouldNotContain("First to fix:");
        HtmlReport.Render(result).ShouldContain("<a class=\"first\" href=\"#finding-2\">");
        FixSpecs.Of(result).Fix!.Fingerprint.ShouldBe(cured.Fingerprint);
        Fixes.InOrder(result).ShouldBe([cured, uncured]);
    }

    [Fact]
    public void What_decided_is_fixed_before_what_has_nothing_to_do_with_it()
    {
        var elsewhere = SamplePlan.Planned.Findings[0] with { Endpoints = [], Subject = new Subject { Endpoint = "GET /slow" } };
        var failing = SamplePlan.Planned.Findings[1] with { Severity = Severity.Medium, Endpoints = ["POST /orders"], Subject = new Subject() };
        var refused = SampleResult.Blocked.Endpoints[0] with
        {
            Endpoint = "POST /orders",
            Requests = 12,
            Error = new Ratio(1),
            Status = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["409"] = 12 },
        };
        var result = SamplePlan.Planned with
        {
            Slo = [SampleResult.Blocked.Slo[0] with { Endpoint = "POST /orders", Indicator = "errors", Met = false }],
            Endpoints = [refused],
            Findings = [elsewhere, failing],
        };

        Fixes.First(result).ShouldBeSameAs(failing);
        FixSpecs.Of(result).Fix!.Fingerprint.ShouldBe(failing.Fingerprint);
        WorkDays.Of(result)[0].Finding.ShouldBeSameAs(failing);
        MarkdownReport.Render(result).ShouldContain("**, the first finding that bears on what decided, at `");
    }

    [Fact]
    public void The_gain_of_a_remedy_that_nobody_looked_at_is_not_that_of_another_one()
    {
        var finding = SamplePlan.Planned.Findings[0];
        var result = SamplePlan.Planned with { Plan = SamplePlan.Facts with { Scope = new ScopePlan { Schema = false } } };

        Fixes.GainOf(SamplePlan.Planned, finding).ShouldStartWith("643x fewer");
        Fixes.Gained(result, finding).Headline.ShouldBe("not known");
        MarkdownReport.Render(result).ShouldContain("; not known: what was looked at is a remedy that is out of scope.");
    }

    [Fact]
    public void Commands_that_reach_nothing_any_more_say_so()
    {
        const string ended = " The service and the database of this run were Headroom's own and ended with it: "
            + "the commands need ones that stay.";
        var gone = SamplePlan.Planned with { Plan = SamplePlan.Facts with { IsTemporary = true } };

        Fixes.VerifyMeaning(gone).ShouldContain($"the branch with the change.{ended} `headroom prove` tries");
        FixSpecDocument.Render(gone).ShouldContain(ended);
        ExecutiveDocument.Render(gone).ShouldContain(ended);
        Fixes.VerifyMeaning(SamplePlan.Planned).ShouldNotContain(ended);
        FixSpecDocument.Render(SamplePlan.Planned).ShouldNotContain(ended);
    }

    [Fact]
    public void An_audit_of_a_service_of_its_own_is_repeated_by_the_command_that_made_it()
    {
        var gone = SamplePlan.Planned with { Plan = SamplePlan.Facts with { IsTemporary = true } };

        AuditDocument.Render(gone).ShouldContain("| repeat the audit (with the options that it had) | `headroom demo` |");
        AuditDocument.Render(SamplePlan.Planned).ShouldContain("| repeat the audit | `headroom audit -c headroom.yaml` |");
    }

    [Fact]
    public void What_ended_the_service_comes_before_every_fix()
    {
        var end = new ServiceEnd { After = TimeSpan.FromSeconds(6), ExitCode = 1, Log = "shop.log" };
        var ended = SamplePlan.Planned with { Trust = SamplePlan.Planned.Trust with { Valid = false, Reasons = [end.Sentence] } };

        ExecutiveDocument.Render(ended).ShouldContain("That of finding 1, once what ended the service is mended, at `");
        ExecutiveDocument.Render(ended with { Findings = [] }).ShouldContain("**First fix.** What ended the service: the service ended by itself at second 6 ");
        AuditDocument.Render(ended).ShouldContain("**, once what ended the service is mended, at `");
        MarkdownReport.Render(ended).ShouldContain("**, once what ended the service is mended, at `");
        HtmlReport.Render(ended).ShouldContain(">Fix this first, once what ended the service is mended <");
    }

    [Fact]
    public void A_run_that_cannot_be_trusted_comes_before_every_fix() =>
        MarkdownReport.Render(SampleResult.Untrusted).ShouldContain("**, once a run can be trusted, at `");

    [Fact]
    public void Requests_that_fail_come_before_a_fix_that_does_not_explain_them()
    {
        var low = SamplePlan.Planned.Findings[0] with { Severity = Severity.Low, Endpoints = [], Subject = new Subject() };
        var refused = SampleResult.Blocked.Endpoints[0] with
        {
            Endpoint = "GET /couriers",
            Requests = 12,
            Error = new Ratio(1),
            Status = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["401"] = 12 },
        };
        var result = SamplePlan.Planned with
        {
            Slo = [SampleResult.Blocked.Slo[0] with { Endpoint = "GET /couriers", Indicator = "errors", Met = false }],
            Endpoints = [refused],
            Findings = [low],
        };
        const string cause = "what GET /couriers fails with (401 ×12 of 12 requests; does the load lack its login?)";

        MarkdownReport.Render(result).ShouldContain($"**, once {Markdown.Text(cause)} is mended, at `");
        ExecutiveDocument.Render(result with { Findings = [] }).ShouldContain($"**First fix.** W{cause[1..]}: errors ");
        Fixes.After(result with { Endpoints = [] }).ShouldBe(", though it is not known to bear on what decided");
        Fixes.After(result with { Endpoints = [], Findings = [low with { Severity = Severity.Medium }] }).ShouldBe("");
    }

    [Fact]
    public void Where_nothing_is_within_the_scope_the_first_finding_is_the_first()
    {
        var nothing = new ScopePlan { Schema = false, Dependencies = false, Api = false, Config = false, Code = false };
        var result = SamplePlan.Planned with { Plan = SamplePlan.Facts with { Scope = nothing } };

        Fixes.First(result).ShouldBeSameAs(result.Findings[0]);
        Fixes.First(SampleResult.Ready).ShouldBeNull();
    }

    [Fact]
    public void What_can_be_tried_is_tried_before_it_is_in_place() =>
        Fixes.Verify(SamplePlan.Planned, SamplePlan.Planned.Findings[0]).ShouldBe("headroom prove 'unindexed-sort:clips(user_id,created_at)' --run \"$RUN\"");

    [Theory]
    [InlineData(null, "--remedy-revision REMEDY", "`REMEDY` the branch with the change.")]
    [InlineData(true, "--remedy-revision REMEDY", "`REMEDY` the branch with the change.")]
    [InlineData(false, "--remedy-command CMD", "`CMD` the command that starts the service with the change (PORT and URL are in its environment).")]
    public void A_change_of_the_code_is_started_by_the_plan_or_by_a_command_of_its_own(bool? hasStart, string option, string meaning)
    {
        var result = SamplePlan.Planned with { Plan = SamplePlan.Facts with { HasStart = hasStart } };
        var code = result.Findings.Single(static finding => finding.Detector == "n-plus-one-query");

        Fixes.Verify(result, code).ShouldEndWith(option);
        Fixes.CommandMeaning(result).ShouldEndWith(meaning);
        Fixes.CommandMeaning(result).ShouldContain("`headroom.yaml` its plan (`-c` names another one)");
        Fixes.CommandMeaning(SampleDatabase.Audited).ShouldNotContain("headroom.yaml");
    }

    [Fact]
    public void The_index_of_a_foreign_key_is_tried_only_where_the_search_chose_it_for_statements()
    {
        var key = SamplePlan.Planned.Findings[0] with { Detector = "unindexed-foreign-key", Fingerprint = "unindexed-foreign-key:clips(user_id)" };

        Fixes.Verify(SamplePlan.Planned, key with { Evidence = ["evidence/catalogue.json#/foreign_keys/0"] }).ShouldBe(Afterwards);
        Fixes.Verify(SamplePlan.Planned, key with { Evidence = ["evidence/plans.json#/statements/0", "evidence/index-search.json#/chosen"] })
            .ShouldStartWith("headroom prove 'unindexed-foreign-key:clips(user_id)'");
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", 1, true)]
    [InlineData("http://127.0.0.1:5080", 0, false)]
    [InlineData("http://shop.test:5080", 1, false)]
    public void A_change_of_the_code_is_compared_only_under_a_load_on_this_machine(string address, int loads, bool isCompared)
    {
        var result = SamplePlan.Planned with
        {
            Manifest = SamplePlan.Planned.Manifest with { Url = new Uri(address) },
            Plan = SamplePlan.Facts with { Load = [.. SamplePlan.Facts.Load.Take(loads)] },
        };
        var code = result.Findings.Single(static finding => finding.Detector == "n-plus-one-query");

        Fixes.Verify(result, code).StartsWith("headroom prove ", StringComparison.Ordinal).ShouldBe(isCompared);
    }

    [Fact]
    public void A_long_fingerprint_stands_whole_in_its_command()
    {
        var kinds = new string('x', 600);

        Fixes.Verify(SamplePlan.Planned, SamplePlan.Planned.Findings[0] with { Fingerprint = $"unindexed-filter:t(a) WHERE kind = {kinds}" })
            .ShouldBe($"headroom prove 'unindexed-filter:t(a) WHERE kind = {kinds}' --run \"$RUN\"");
    }

    [Fact]
    public void A_finding_without_a_cure_is_verified_by_a_new_audit() =>
        Fixes.Verify(SamplePlan.Planned, SamplePlan.Planned.Findings[0] with { Remedies = [] }).ShouldBe(Afterwards);

    [Fact]
    public void What_no_branch_holds_is_verified_by_a_new_audit() =>
        Fixes.Verify(SamplePlan.Planned, SamplePlan.Planned.Findings.Single(static finding => finding.Remedies[0].Kind == RemedyKind.Setting)).ShouldBe(Afterwards);

    [Fact]
    public void A_database_is_audited_again() => Fixes.Afterwards(SampleDatabase.Audited).ShouldBe(
        "headroom db audit --postgres \"$DATABASE_URL\" --out after-the-fix; headroom diff \"$RUN\" after-the-fix");

    [Fact]
    public void Nothing_to_do_is_not_said_of_what_nobody_looked_for()
    {
        Fixes.None(SampleResult.Ready, "None.").ShouldBe("None. No finding: every detector ran.");
        Fixes.None(SampleResult.Empty, "None.").ShouldStartWith(
            "No fix is known. What keeps the run from being trusted: No request was sent. Unknown: no detector ran. ");
        Fixes.None(SampleResult.Empty with { Trust = SampleResult.Ready.Trust }, "None.").ShouldBe("Unknown: no detector ran.");
    }
}
