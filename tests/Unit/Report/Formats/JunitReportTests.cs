using System.Xml.Linq;
using Headroom.Model.Results;
using Headroom.Report.Formats;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Formats;

public sealed class JunitReportTests
{
    public static TheoryData<string> Samples => ReportGoldenTests.Samples;

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_suite_counts_what_it_holds(string sample)
    {
        var suite = Suite(ReportGoldenTests.Named(sample));

        Count(suite, "tests").ShouldBe(suite.Elements("testcase").Count());
        Count(suite, "failures").ShouldBe(suite.Descendants("failure").Count());
        Count(suite, "errors").ShouldBe(suite.Descendants("error").Count());
        Count(suite, "skipped").ShouldBe(suite.Descendants("skipped").Count());
        suite.Elements("testcase").ShouldAllBe(each => each.Attribute("name")!.Value.Length > 0 && each.Attribute("classname")!.Value.Length > 0);
    }

    [Fact]
    public void An_assertion_that_does_not_hold_is_a_failure_with_both_numbers() =>
        Case("slo GET /users/{id}/clips p95").Element("failure")!.Attribute("message")!.Value.ShouldBe("fails: <= 100 ms, actual 141.9 ms");

    [Fact]
    public void An_assertion_that_did_not_run_is_an_error_and_no_pass() =>
        Case("slo POST /clips p99").Element("error")!.Attribute("type")!.Value.ShouldBe("did-not-run");

    [Fact]
    public void A_database_that_fails_without_a_critical_finding_is_not_said_to_have_one()
    {
        JunitReport.Render(SampleDatabase.Audited).ShouldContain("CRITICAL FINDINGS: ");
        JunitReport.Render(SampleDatabase.Audited with { Findings = [] }).ShouldContain("REGRESSED: ");
    }

    [Fact]
    public void A_risk_passes_and_says_so()
    {
        var risk = Case("unwaived high findings");

        risk.Element("failure").ShouldBeNull();
        risk.Element("system-out")!.Value.ShouldBe("risk: == 0, actual 1");
    }

    [Fact]
    public void A_finding_that_is_waived_is_skipped_with_its_reason() =>
        Case(GivenWaiver.Until(2), $"no high finding {GivenWaiver.Waived.Fingerprint} (waived)").Element("skipped")!.Attribute("message")!.Value
            .ShouldBe("waived by feed team until 2026-08-02: the page is rewritten");

    [Fact]
    public void The_reason_is_the_text_of_the_mark_too_where_GitLab_looks_for_it()
    {
        var marks = Suite(GivenWaiver.Until(2)).Elements("testcase").SelectMany(each => each.Elements())
            .Where(element => element.Name.LocalName is "failure" or "error" or "skipped").ToList();

        marks.Select(mark => mark.Name.LocalName).Distinct().Count().ShouldBe(3);
        marks.ShouldAllBe(mark => mark.Value.Length > 0 && mark.Value == mark.Attribute("message")!.Value);
    }

    [Fact]
    public void A_finding_is_known_by_its_whole_fingerprint()
    {
        var finding = SampleResult.Blocked.Findings[0];
        var result = SampleResult.Blocked with
        {
            Findings =
            [
                finding with { Fingerprint = "a:b", Title = "the short one" },
                finding with { Fingerprint = "a:b c", Title = "the long one" },
            ],
            Decision = SampleResult.Blocked.Decision with
            {
                Assertions = [new Assertion { Name = "no critical finding a:b c", Operator = "absent", Level = "error", Passed = false }],
            },
        };

        Case(result, "no critical finding a:b c").Element("failure")!.Attribute("message")!.Value.ShouldStartWith("the long one: ");
    }

    [Fact]
    public void A_finding_that_is_a_risk_neither_passes_nor_fails_and_says_where_it_is()
    {
        var finding = SampleResult.Blocked.Findings[1];
        var name = $"no high finding {finding.Fingerprint}";
        var result = SampleResult.Blocked with
        {
            Decision = SampleResult.Blocked.Decision with
            {
                Assertions = [new Assertion { Name = name, Operator = "absent", Level = "warn", Passed = false }],
            },
        };

        var risk = Case(result, name);

        risk.Element("failure").ShouldBeNull();
        var message = risk.Element("skipped")!.Attribute("message")!.Value;
        message.ShouldStartWith($"risk: {finding.Title}: ");
        message.ShouldEndWith(". At GET /clips, src/Clips/ClipEndpoints.cs:48.");
    }

    [Theory]
    [InlineData("warn", false)]
    [InlineData("warn", null)]
    [InlineData("info", false)]
    [InlineData("info", null)]
    public void What_decides_nothing_is_neither_a_failure_nor_an_error(string level, bool? passed)
    {
        var assertion = new Assertion { Name = "the hotspot got better", Operator = "better", Level = level, Passed = passed };
        var result = SampleResult.Blocked with { Decision = SampleResult.Blocked.Decision with { Assertions = [assertion] } };

        Case(result, "the hotspot got better").Elements().ShouldHaveSingleItem().Name.LocalName.ShouldBe("system-out");
    }

    [Fact]
    public void A_verdict_without_assertions_is_not_green()
    {
        Suite(SampleResult.Untrusted).Descendants("error").Count().ShouldBe(1);
        Suite(SampleResult.Ready).Descendants("error").Concat(Suite(SampleResult.Ready).Descendants("failure")).ShouldBeEmpty();
        Case("verdict").Element("failure")!.Attribute("type")!.Value.ShouldBe("blocked");
    }

    [Fact]
    public void Characters_that_XML_cannot_hold_do_not_break_it()
    {
        var result = SampleResult.Ready with
        {
            Manifest = SampleResult.Ready.Manifest with { Service = "a\u0000<b>&\" \U0001F680 \ud800 \udc00\ud800" },
            Decision = SampleResult.Ready.Decision with { Sentence = "]]>\u001b[2J" },
        };

        Suite(result).Elements("testcase").ShouldHaveSingleItem().Attribute("classname")!.Value.ShouldBe("a?<b>&\" \U0001F680 ? ??");
    }

    private static XElement Case(string name) => Case(SampleResult.Blocked, name);

    private static XElement Case(AuditResult result, string name) => Suite(result).Elements("testcase").Single(each => each.Attribute("name")!.Value == name);

    private static XElement Suite(AuditResult result) => XDocument.Parse(JunitReport.Render(result)).Root!.Elements("testsuite").ShouldHaveSingleItem();

    private static int Count(XElement suite, string name) => int.Parse(suite.Attribute(name)!.Value, System.Globalization.CultureInfo.InvariantCulture);
}
