using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Headroom.Report;
using Headroom.Report.Documents.Executive;
using Headroom.Report.Documents.Remediation;
using Headroom.Report.Tables;
using Headroom.Tests.Unit.Analyze;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Tables;

public sealed class FindingFactsTests
{
    private static readonly StatementStatistics Known = Given.Statements(("SELECT a FROM t", 100), ("SELECT b FROM t", 900));

    private static readonly Subject Slow = new() { Endpoint = "GET /clips", StatementId = Known.Statements[1].StatementId };

    [Fact]
    public void Where_neither_the_saving_nor_the_share_is_known_there_are_no_words()
    {
        Share(new Subject { Table = "clips" }).ShouldBe("");
        Share(new Subject { Endpoint = "GET /clips", StatementId = "5be80c11" }).ShouldBe("");
        Share(new Subject { Endpoint = "POST /votes" }).ShouldBe("");
        Share(new Subject { Role = "clipper" }).ShouldBe("");
        Share(new Subject { Dependency = "partners" }).ShouldBe("time spent waiting for partners");
    }

    [Fact]
    public void What_a_statement_takes_is_told_where_only_the_saving_is_unknown() =>
        Share(Slow, FactsOf(Known)).ShouldBe("its statement takes 90.0 % of the database time under load");

    [Fact]
    public void A_share_that_the_time_limit_cut_says_so()
    {
        var stopped = Known with { Statements = [Known.Statements[0], Known.Statements[1] with { IsCutShort = true }] };

        Share(Slow, FactsOf(stopped)).ShouldBe("its statement takes 90.0 % of the database time under load, with its own at the time limit");
    }

    [Fact]
    public void The_experiment_about_a_finding_is_among_its_evidence_once()
    {
        var finding = SampleResult.Blocked.Findings[0];
        var proof = finding.Proof!.Evidence;
        var told = finding with { Evidence = ["evidence/plans.json#/statements/0"] };

        FindingFacts.EvidenceOf(SampleResult.Blocked, told).ShouldBe(["evidence/plans.json#/statements/0", proof]);
        FindingFacts.EvidenceOf(SampleResult.Blocked, told with { Proof = null }).ShouldBe(["evidence/plans.json#/statements/0", proof]);
        FindingFacts.EvidenceOf(SampleResult.Blocked, told with { Evidence = [proof] }).ShouldBe([proof]);
        MarkdownReport.Render(SampleResult.Blocked).ShouldContain($"- evidence: `{proof}`\n");
        FixSpecs.Of(SampleResult.Blocked).Fix!.Evidence.ShouldContain(proof);
    }

    [Fact]
    public void A_finding_about_the_statement_of_one_before_it_says_that_the_two_shares_are_one()
    {
        var (first, second) = (SampleResult.Blocked.Findings[0], SampleResult.Blocked.Findings[1]);
        var same = second with { Subject = second.Subject with { StatementId = first.Subject.StatementId } };
        var result = SampleResult.Blocked with { Findings = [first, same] };

        FindingFacts.Overlap(result, same).ShouldBe("the same statement as finding 1: what one cure saves, the other cannot save again");
        FindingFacts.Overlap(result, first).ShouldBe("");
        ExecutiveDocument.Render(result).ShouldContain("of the database time under load; the same statement as finding 1: what one cure saves");
        MarkdownReport.Render(result).ShouldContain("\n- the same statement as finding 1: what one cure saves");
    }

    [Fact]
    public void Where_the_statements_differ_or_a_share_is_not_known_nothing_is_said_of_an_overlap()
    {
        var (first, second) = (SampleResult.Blocked.Findings[0], SampleResult.Blocked.Findings[1]);
        var shareless = first with { Share = null };
        var same = second with { Subject = second.Subject with { StatementId = first.Subject.StatementId } };

        FindingFacts.Overlap(SampleResult.Blocked, second).ShouldBe("");
        FindingFacts.Overlap(SampleResult.Blocked with { Findings = [shareless, same] }, same).ShouldBe("");
        FindingFacts.Overlap(SampleResult.Blocked, SampleResult.Blocked.Rejected[0] with { Share = first.Share }).ShouldBe("");
    }

    [Fact]
    public void A_measured_change_says_that_it_need_not_be_the_quotient_of_the_two_values()
    {
        const string meaning = "Both values are medians; the change is estimated from the pairs, and need not be their quotient.";
        var change = ((Effect.Measured)SampleResult.Blocked.Findings[0].Effect).Changes[0];

        FindingFacts.ChangesMeaning([change]).ShouldBe([meaning]);
        FindingFacts.ChangesMeaning([change, change with { Metric = "net_time_ms" }]).ShouldBe(
            [$"{meaning} Net are all of its statements together, each as often as the load calls it."]);
        FindingFacts.ChangesMeaning([]).ShouldBeEmpty();
        MarkdownReport.Render(SampleResult.Blocked).ShouldContain($"\n\n{meaning}\n\n");
        FixSpecDocument.Render(SampleResult.Blocked).ShouldContain($"\n\n{meaning}\n\n");
    }

    [Fact]
    public void A_share_of_the_time_is_that_of_the_statement_which_is_shown() => FindingFacts
        .Numbers(SampleResult.Blocked.Findings[0] with { Subject = Slow, Share = new Ratio(0.95), Facts = FactsOf(Known) })
        .ShouldContain(("the statement's share of the database's execution time", "90.0 %"));

    private static List<Fact> FactsOf(StatementStatistics statements) =>
        [.. new LoadShares(statements, endpoints: null).FactsOf(Known.Statements[1].StatementId)];

    private static string Share(Subject subject, List<Fact>? facts = null) => FindingFacts.Share(
        SampleResult.Blocked,
        SampleResult.Blocked.Findings[0] with { Subject = subject, Share = null, Facts = facts ?? [] });
}
