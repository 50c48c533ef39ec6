using System.Text.RegularExpressions;
using Headroom.Model.Results;
using Headroom.Report;
using Headroom.Report.Pages;
using Headroom.Report.Tables;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Pages;

public sealed class FindingListTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void Up_to_a_hundred_findings_are_cards_and_no_table_follows()
    {
        var markup = FindingList.Of(With(100)).Markup;

        Regex.Count(markup, "<details class=\"finding ", RegexOptions.None, Patience).ShouldBe(100);
        markup.ShouldNotContain("Findings that follow");
    }

    [Fact]
    public void What_follows_is_a_row_each_with_its_place_in_the_order()
    {
        var markup = FindingList.Of(With(102)).Markup;

        Regex.Count(markup, "<details class=\"finding ", RegexOptions.None, Patience).ShouldBe(100);
        markup.ShouldContain("Findings that follow");
        markup.ShouldContain("<td class=\"n\">101</td>");
        markup.ShouldContain("<td class=\"n\">102</td>");
    }

    [Fact]
    public void A_link_to_a_finding_without_a_card_leads_to_the_list()
    {
        var many = With(102);
        var late = many with
        {
            Findings = [.. many.Findings.Select(static (finding, i) => finding with { Remedies = i == 100 ? finding.Remedies : [] })],
        };

        HtmlReport.Render(late).ShouldContain("<a class=\"first\" href=\"#findings\">");
        FindingList.AnchorOf(100).ShouldBe("finding-100");
        FindingList.AnchorOf(101).ShouldBe("findings");
    }

    [Fact]
    public void Every_link_within_the_page_leads_somewhere()
    {
        foreach (var result in (AuditResult[])[With(102), SampleResult.Ready, SampleResult.Empty, SampleDatabase.Audited])
        {
            var page = HtmlReport.Render(result);
            var targets = Regex.Matches(page, "href=\"#(?<target>[^\"]+)\"", RegexOptions.ExplicitCapture, Patience)
                .Select(static match => match.Groups["target"].Value);

            targets.Distinct().Where(target => !page.Contains($"id=\"{target}\"", StringComparison.Ordinal)).ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_card_says_what_it_shares_with_another_one_and_what_no_command_reaches_any_more()
    {
        var (first, second) = (SampleResult.Blocked.Findings[0], SampleResult.Blocked.Findings[1]);
        var same = second with { Subject = second.Subject with { StatementId = first.Subject.StatementId } };
        var plan = SamplePlan.Facts with { IsTemporary = true };

        var markup = FindingList.Of(SampleResult.Blocked with { Plan = plan, Findings = [first, same] }).Markup;

        Regex.Count(markup, "<p class=\"soft\">the same statement as finding 1: what one cure saves", RegexOptions.None, Patience).ShouldBe(1);
        Regex.Count(markup, "ended with it: the commands need ones that stay.</p>", RegexOptions.None, Patience).ShouldBe(2);
        FindingList.Of(SampleResult.Blocked).Markup.ShouldNotContain("ended with it");
    }

    [Fact]
    public void Of_rejected_advice_that_is_left_out_it_says_how_much()
    {
        FindingList.Rejected(SampleResult.Blocked with { Rejected = [.. Enumerable.Repeat(SampleResult.Blocked.Rejected[0], 53)] }).Markup.ShouldContain("and 3 more");
        FindingList.Rejected(SampleResult.Blocked).Markup.ShouldNotContain("has all</p>");
    }

    [Fact]
    public void The_page_of_an_audit_of_any_size_stays_bounded()
    {
        var blocked = SampleResult.Blocked;
        var great = blocked with
        {
            Findings = [.. Enumerable.Repeat(blocked.Findings[0], 2_000)],
            Rejected = [.. Enumerable.Repeat(blocked.Rejected[0], 2_000)],
            Endpoints = [.. Enumerable.Repeat(blocked.Endpoints[0], 2_000)],
            Slo = [.. Enumerable.Repeat(blocked.Slo[2], 6_000)],
            Statements = [.. Enumerable.Repeat(blocked.Statements[0], 2_000)],
            Scaling = [.. Enumerable.Repeat(blocked.Scaling[0], 2_000)],
            Layers = [.. Enumerable.Repeat(blocked.Layers[0], 2_000)],
            UnderLoad = [.. Enumerable.Repeat(blocked.UnderLoad[0], 2_000)],
        };

        var page = HtmlReport.Render(great, new PageAssets("/* script */", "/* style */"));

        page.Length.ShouldBeLessThan(4_000_000);
        page.ShouldContain("and 1,500 more: <code>result.json</code> has all");
        page.ShouldContain("All 2,000 findings");
    }

    [Fact]
    public void Of_a_statement_of_a_million_characters_the_page_has_the_beginning_and_says_so()
    {
        var finding = SampleResult.Blocked.Findings[0];
        var endless = finding with { Subject = finding.Subject with { Query = "SELECT " + new string('x', 1_000_000) } };

        var markup = FindingList.Of(SampleResult.Blocked with { Findings = [endless] }).Markup;

        markup.Length.ShouldBeLessThan(40_000);
        markup.ShouldContain("The beginning of 1,000,007 characters: <code>result.json</code> has all");
        FindingList.Of(With(1)).Markup.ShouldNotContain("The beginning of");
    }

    [Fact]
    public void Of_hundreds_of_endpoints_a_card_and_a_cell_name_ten_and_count_the_others()
    {
        string[] endpoints = [.. Enumerable.Range(0, 211).Select(number => $"GET /{number}")];
        var finding = SampleResult.Blocked.Findings[0];
        var card = finding with { Endpoints = endpoints, Subject = finding.Subject with { Endpoint = null } };

        var list = FindingList.Of(SampleResult.Blocked with { Findings = [card] }).Markup;
        list.ShouldContain("<dt>also reached</dt><dd><code>GET /10</code></dd>");
        list.ShouldNotContain("<code>GET /11</code>");
        list.ShouldContain("<dt>also reached</dt><dd>200 more endpoints</dd>");
        list.ShouldContain("<dt>table</dt>");

        var cell = Parts.Of(LoadTables.Statements(SampleResult.Blocked with { Statements = [SampleLoad.Statements[0] with { Endpoints = endpoints }] })).Markup;
        cell.ShouldContain("<code>GET /9</code><br>and 201 more</td>");
        cell.ShouldNotContain("<code>GET /10</code>");
    }

    [Fact]
    public void A_statement_is_not_cut_within_a_character() => Parts.Query(new string('x', 9_999) + "😀😀").Markup.ShouldContain("x …</code>");

    private static AuditResult With(int findings) => SampleResult.Blocked with { Findings = [.. Enumerable.Repeat(SampleResult.Blocked.Findings[0], findings)] };
}
