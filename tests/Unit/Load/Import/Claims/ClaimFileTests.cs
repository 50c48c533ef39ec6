using System.Text;
using Headroom.Load.Import;
using Headroom.Load.Import.Claims;
using Headroom.Load.Import.Runs;
using Headroom.Model.Results;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Claims;

public sealed class ClaimFileTests
{
    [Fact]
    public void An_object_of_an_analysis_is_one_claim_with_its_place()
    {
        var claims = Json("""
            {"summary": "The API is slow", "p95": 900,
             "findings": [{"title": "N+1 query", "description": "One query per row.", "endpoint": "/clips", "method": "get", "impact": "40-60 % slower", "score": 9}],
             "root~cause/s": {"Root Causes": ["Missing index on votes(clip_id)", 7, ""]}}
            """);

        claims.Select(claim => (claim.Place, claim.Text)).ShouldBe(
        [
            ("", "The API is slow"),
            ("/findings/0", "N+1 query. One query per row. 40-60 % slower"),
            ("/root~0cause~1s/Root Causes/0", "Missing index on votes(clip_id)"),
        ]);
        (claims[1].Endpoint, claims[1].Detector).ShouldBe(("GET /clips", "n-plus-one-query"));
        claims[2].Table.ShouldBe("votes");
    }

    [Fact]
    public void What_is_nested_in_an_endpoints_object_or_under_its_name_is_about_that_endpoint()
    {
        Json("""
            {"endpoints": [{"endpoint": "/clips", "method": "get", "issues": ["N+1 query", {"title": "missing index", "notes": {"risk": "slow"}},
                {"title": "slow as POST /votes"}, {"route": "/tags", "fix": "add an index"}]}],
             "by_route": {"GET /feed": {"findings": [{"problem": "no pagination"}]}, "/users": {"problem": "slow"}},
             "more": {"paths": ["/a", "/b"], "findings": [{"problem": "slow queries"}]}}
            """).Select(claim => claim.Endpoint)
            .ShouldBe(["GET /clips", "GET /clips", "GET /clips", "POST /votes", "/tags", "GET /feed", "/users", null]);
    }

    [Fact]
    public void The_first_line_is_read_behind_a_byte_order_mark() =>
        Markdown("\uFEFF## GET /feed: N+1 query\r\n- One query per row\r\n").Select(claim => (claim.Place, claim.Endpoint))
            .ShouldBe([("line 1", "GET /feed"), ("line 2", "GET /feed")]);

    [Fact]
    public void Markdown_states_in_headings_items_and_rows_and_not_in_code_or_heads_of_tables()
    {
        var claims = Markdown("""
            # Report
            ## GET /feed: N+1 query
            - One query per row
            - p95: 420 ms
            1. `votes` table: missing index
            ```
            - missing index in an example
            ```
            | Finding | slow |
            |---------|------|
            | POST /orders | slow: no timeout |
            A paragraph on a missing index.
            ## Summary
            * the disk saturates
            """);

        claims.Select(claim => (claim.Place, claim.Endpoint, claim.Detector)).ShouldBe(
        [
            ("line 2", "GET /feed", "n-plus-one-query"),
            ("line 3", "GET /feed", "n-plus-one-query"),
            ("line 5", "GET /feed", "unindexed-filter"),
            ("line 11", "POST /orders", "missing-client-timeout"),
            ("line 14", null, null),
        ]);
    }

    [Fact]
    public void An_analysis_may_name_its_statements_and_its_endpoints_as_it_likes()
    {
        var claims = Json("""{"claims": [{"text": "N+1 query", "affected_endpoints": ["GET /feed", "GET /clips"]}, {"statement": "The disk is slow", "route": "/x"}], "note": "none"}""");

        claims.Select(claim => (claim.Place, claim.Endpoint, claim.Detector)).ShouldBe([("/claims/0", "GET /feed", "n-plus-one-query"), ("/claims/1", "/x", null)]);
    }

    [Fact]
    public void What_stands_within_an_object_of_an_endpoint_is_about_it()
    {
        var claims = Json("""
            {"endpoints": [{"route": "/feed", "method": "get", "problems": [{"title": "N+1 query"}, "slow on GET /other", {"issue": "no timeout", "path": "/own"}]}],
             "POST /clips": {"cause": "Missing index on votes(clip_id)"}, "summary": "slow"}
            """);

        claims.Select(claim => (claim.Place, claim.Endpoint)).ShouldBe(
        [
            ("", null),
            ("/endpoints/0/problems/0", "GET /feed"),
            ("/endpoints/0/problems/1", "GET /other"),
            ("/endpoints/0/problems/2", "/own"),
            ("/POST ~1clips", "POST /clips"),
        ]);
    }

    [Fact]
    public void A_heading_within_the_section_of_an_endpoint_is_about_it() =>
        Markdown("## GET /feed\n### Findings\n- N+1 query\n### GET /own\n- slow\n### Others\n- slow\n## General\n- slow\n")
            .Select(claim => (claim.Place, claim.Endpoint))
            .ShouldBe([("line 3", "GET /feed"), ("line 5", "GET /own"), ("line 7", "GET /feed"), ("line 9", null)]);

    [Fact]
    public void Markdown_states_in_bold_and_in_quotes_and_in_other_languages_too()
    {
        var claims = Markdown("""
            **N+1 query** in GET /feed.
            > - missing index on votes(clip_id)
            - Fehlender Index auf `votes`
            - No errors were observed
            - The logo is blue
            """);

        claims.Select(claim => (claim.Place, claim.Text, claim.Detector)).ShouldBe(
        [
            ("line 1", "N+1 query in GET /feed.", "n-plus-one-query"),
            ("line 2", "missing index on votes(clip_id)", "unindexed-filter"),
            ("line 3", "Fehlender Index auf `votes`", null),
            ("line 4", "No errors were observed", null),
        ]);
    }

    [Fact]
    public void Two_hundred_claims_are_kept() =>
        Json("[" + string.Join(',', Enumerable.Range(0, 300).Select(i => "{\"title\":\"slow\"}")) + "]").Count.ShouldBe(200);

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    public void What_is_no_JSON_is_told_with_its_place(string text) => Should.Throw<ImportException>(() => Json(text)).Message.ShouldStartWith("line 1, byte ");

    [Fact]
    public void A_file_that_nobody_can_read_is_refused() =>
        Should.Throw<RunFormException>(() => ClaimFile.Read("a", "report.md", new MemoryStream(new byte[4_000_001]))).Message.ShouldStartWith("more than 4000000 bytes");

    [Fact]
    public void A_name_that_is_no_text_costs_no_claim() =>
        Json("""{"\ud800 and much more": 1, "title": "slow \udc00"}""").ShouldHaveSingleItem().Text.ShouldBe("slow \uFFFD");

    [Fact]
    public void A_text_without_end_is_one_short_claim() =>
        Json($$"""{"title": "slow {{new string('x', 3_000_000)}}"}""").ShouldHaveSingleItem().Text.Length.ShouldBe(500);

    [Theory]
    [InlineData("ai-analysis.json", true, true)]
    [InlineData("report.md", true, true)]
    [InlineData("perf-findings.md", false, true)]
    [InlineData("package.json", false, false)]
    [InlineData("audit.txt", false, false)]
    public void In_a_folder_the_name_tells(string name, bool isOne, bool mayBeOne)
    {
        ClaimFile.IsOne(name).ShouldBe(isOne);
        ClaimFile.MayBeOne(name, isNamed: false).ShouldBe(mayBeOne);
    }

    [Fact]
    public void Damaged_texts_are_read_or_refused_and_never_crash()
    {
        var chance = new SeededRandom(1);
        var seed = Encoding.UTF8.GetBytes("""{"findings":[{"title":"N+1 in GET /a `b`(c)","x":["\ud83d\ude00",{"issue":"| - # ``` slow"}]}]}""");
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = seed.ToArray();
            for (var flips = chance.Next(5); flips >= 0; flips--)
            {
                bytes[(int)chance.Next(bytes.Length)] = (byte)chance.Next(256);
            }

            ClaimFile.Read("a", "report.md", new MemoryStream(bytes)).Count.ShouldBeLessThanOrEqualTo(200);
            try
            {
                ClaimFile.Read("a", "ai-analysis.json", new MemoryStream(bytes)).Count.ShouldBeLessThanOrEqualTo(200);
            }
            catch (ImportException e)
            {
                e.Message.ShouldNotBeEmpty();
            }
        }
    }

    private static IReadOnlyList<Claim> Json(string text) => ClaimFile.Read("ai-analysis.json", "ai-analysis.json", new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static IReadOnlyList<Claim> Markdown(string text) => ClaimFile.Read("report.md", "report.md", new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
