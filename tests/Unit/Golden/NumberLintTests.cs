using System.Text.Json;
using Headroom.Model.Findings;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report;
using Headroom.Report.Documents;
using Headroom.Report.Pages;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>No document prints a number that its result.json does not give, and no estimate without its model.</summary>
public sealed class NumberLintTests
{
    private const string Small = """
        {"slo": [{"endpoint": "GET /a", "actual_ms": 141.9, "target_ms": 100, "samples": 4017, "met": false}, {"endpoint": "GET /b", "met": true}],
         "findings": [{"title": "reads 412,000 rows", "effect": {"kind": "measured"}, "remedies": [{"effort_hours": 4}]}],
         "change_ratio": -0.9984, "size_bytes": 12400000, "took_ms": 125000, "rate_per_s": 66.9, "outages": [{"requests": 200, "failed": 27}],
         "plan": {"cost": {"engineer_hour": 90, "outage_minute": null, "currency": "EUR"}}}
        """;

    public static TheoryData<string, string> Documents
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var sample in DocumentGoldenTests.SampleNames)
            {
                foreach (var document in ReportDocuments.All)
                {
                    all.Add(document.Name, sample);
                }
            }

            return all;
        }
    }

    public static TheoryData<string> Reports => ReportGoldenTests.Samples;

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_number_of_a_document_is_one_of_its_result(string document, string sample)
    {
        var (result, json) = Recorded(sample);

        var untraceable = NumberLint.Untraceable(document, ReportDocuments.Find(document)!.Render(result), new NumberSources(json));

        untraceable.ShouldBeEmpty(string.Join('\n', untraceable));
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public void Every_number_of_the_reports_is_one_of_their_result(string sample)
    {
        var (result, json) = Recorded(sample);
        var sources = new NumberSources(json);
        var page = NumberLint.TextOf(HtmlReport.Render(result, new PageAssets("", "")));

        IReadOnlyList<string> untraceable =
            [.. NumberLint.Untraceable("report.md", MarkdownReport.Render(result), sources), .. NumberLint.Untraceable("report.html", page, sources)];

        page.ShouldContain(result.Decision.Sentence);
        untraceable.ShouldBeEmpty(string.Join('\n', untraceable));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_number_that_is_planted_in_a_document_is_told(string document, string sample)
    {
        var (result, json) = Recorded(sample);
        var planted = $"{ReportDocuments.Find(document)!.Render(result)}\nIt saves 98,765.4 ms, runs 87,654.3x as often, and 773.219 % of 76,543 rows.\n";

        NumberLint.Untraceable(document, planted, new NumberSources(json)).Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("findings")]
    [InlineData("audit")]
    public void An_estimate_whose_model_is_taken_out_of_a_document_is_told(string document)
    {
        var (result, _) = Recorded("blocked");
        var estimate = result.Findings.Select(static finding => finding.Effect).OfType<Effect.Estimated>().First();
        var model = Headroom.Report.Texts.Markdown.Text(estimate.Model);
        var markdown = ReportDocuments.Find(document)!.Render(result);

        NumberLint.WithoutModel(document, markdown.Replace(model, "a model", StringComparison.Ordinal), Printed(estimate), model).ShouldNotBeEmpty();
    }

    [Fact]
    public void Of_a_page_what_is_read_is_looked_at() =>
        NumberLint.Untraceable(
            "x",
            NumberLint.TextOf("<style>p{margin:777px}</style><script>778</script><p title=\"779\">saves 7,777x &amp; <b>780.5 %</b></p>\n<code>781</code>"),
            new NumberSources(Small)).Count.ShouldBe(2);

    [Theory]
    [MemberData(nameof(Documents))]
    public void No_estimate_stands_without_its_model(string document, string sample)
    {
        var (result, _) = Recorded(sample);
        var markdown = ReportDocuments.Find(document)!.Render(result);

        var alone = result.Findings.Select(static finding => finding.Effect).OfType<Effect.Estimated>()
            .SelectMany(estimate => NumberLint.WithoutModel(document, markdown, Printed(estimate), Headroom.Report.Texts.Markdown.Text(estimate.Model))).ToList();

        alone.ShouldBeEmpty(string.Join('\n', alone));
    }

    [Theory]
    [InlineData("p95 141.9 ms, target 100 ms, 4,017 requests")]
    [InlineData("p95 142 ms, 41.9 ms or 1.42x of its target")]
    [InlineData("1 of 2 violated")]
    [InlineData("625x fewer, or −99.84 %")]
    [InlineData("12.4 MB in 2 min 5 s at 66.9/s or 4,014 a minute")]
    [InlineData("reads 412,000 rows; 13.5 % failed")]
    [InlineData("4 h cost 360 EUR")]
    [InlineData("code `7 8 9`, a [link](7.md), 2026-08-01 09:30 UTC, version 10.0.12, p77, k6, 0f7e")]
    [InlineData("### 7.3. A heading")]
    [InlineData("7. An item with a 99 % interval")]
    public void What_the_result_gives_and_what_is_no_claim_is_let_pass(string line) =>
        NumberLint.Untraceable("x", line, new NumberSources(Small)).ShouldBeEmpty();

    [Theory]
    [InlineData("p95 141.8 ms", "141.8 ms")]
    [InlineData("p95 143 ms", "143 ms")]
    [InlineData("141.9 % faster", "141.9 %")]
    [InlineData("40 to 77 % faster", "77 %")]
    [InlineData("4 ms, 4 MB, 4x", "4 MB")]
    [InlineData("saves 7,777x", "7,777x")]
    [InlineData("| a | 55.5 |", "55.5")]
    [InlineData("## Heading with 777 in it", "777")]
    [InlineData("1. An item with 777 in it", "777")]
    public void A_number_that_the_result_does_not_give_is_told_with_its_line(string line, string token) =>
        NumberLint.Untraceable("x", $"first\n{line}", new NumberSources(Small)).ShouldContain($"x line 2: {token} in: {line}");

    [Fact]
    public void Blocks_of_code_and_ranks_are_left_out_by_their_place_only()
    {
        var text = "```sql\nSELECT 777\n```\n| # | What |\n| ---: | --- |\n| 777 | rank |\n\n| What | # |\n| --- | ---: |\n| 888 | no rank |";

        NumberLint.Untraceable("x", text, new NumberSources(Small)).ShouldBe(["x line 10: 888 in: | 888 | no rank |"]);
    }

    [Fact]
    public void An_estimate_without_its_model_is_told()
    {
        NumberLint.WithoutModel("x", "estimate: rows 22 to 40\n\nmodel: offset + limit", "22 to 40", "offset + limit").ShouldHaveSingleItem();
        NumberLint.WithoutModel("x", "estimate: rows 22 to 40 (model: offset + limit)", "22 to 40", "offset + limit").ShouldBeEmpty();
        NumberLint.WithoutModel("x", "| estimate 22 to 40 |\n| offset + limit |", "22 to 40", "offset + limit").ShouldHaveSingleItem();
    }

    [Fact]
    public void Every_constant_of_the_method_has_a_reason() => NumberLint.Constants.ShouldAllBe(constant => constant.Reason.Length > 10);

    // As report reads it: six digits of each number.
    private static (AuditResult Result, string Json) Recorded(string sample)
    {
        var json = JsonSerializer.Serialize(DocumentGoldenTests.Named(sample), ModelJson.Result);
        return (JsonSerializer.Deserialize(json, ModelJson.Result)!, json);
    }

    private static string Printed(Effect.Estimated estimate) => $"{Metric.Value(estimate.Metric, estimate.Low)} to {Metric.Value(estimate.Metric, estimate.High)}";
}
