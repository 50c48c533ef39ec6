using Headroom.Report;
using Headroom.Report.Documents;
using Headroom.Report.Texts;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents;

public sealed class ReportDocumentsTests
{
    public static TheoryData<string> Names => [.. ReportDocuments.All.Select(static document => document.Name)];

    [Fact]
    public void Names_and_files_are_unique_and_lie_in_one_folder()
    {
        ReportDocuments.All.Select(static document => document.Name).ShouldBeUnique();
        ReportDocuments.All.Select(static document => document.File).ShouldBeUnique();
        ReportDocuments.All.ShouldAllBe(document => document.File.StartsWith("documents/") && !document.Name.Contains(','));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_document_renders_every_sample_in_every_format(string name)
    {
        var document = ReportDocuments.Find(name).ShouldNotBeNull();
        foreach (var sample in DocumentGoldenTests.SampleNames)
        {
            var result = DocumentGoldenTests.Named(sample);
            DocumentFormats.Of(document).ShouldAllBe(format => format.Render(result).EndsWith('\n') || format.Render(result).Length == 0);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_document_begins_with_its_heading(string name) => ReportDocuments.Find(name)!.Render(SamplePlan.Planned).ShouldStartWith("# ");

    [Fact]
    public void An_unknown_name_is_no_document() => ReportDocuments.Find("fixspec").ShouldBeNull();

    [Fact]
    public void A_page_asks_for_nothing_and_holds_no_markup_from_outside()
    {
        var evil = SamplePlan.Planned with { Findings = [SamplePlan.Planned.Findings[0] with { Title = "<img src=x onerror=alert(1)> [a](javascript:alert(1))" }] };

        var page = DocumentPage.Render(ReportDocuments.Find("findings")!, evil);

        page.ShouldContain("default-src 'none'");
        page.ShouldNotContain("<img");
        page.ShouldNotContain("href=\"javascript:");
        page.ShouldNotContain("<script");
        page.ShouldContain("<table>");
        page.ShouldContain("&lt;img src=x onerror=alert(1)&gt;");
    }

    [Fact]
    public void A_bar_in_the_code_of_a_table_stays_a_bar()
    {
        var document = ReportDocuments.Find("findings")! with { Render = static _ => "| a | b |\n| --- | --- |\n| `x \\|\\| y` | z |\n" };

        DocumentPage.Render(document, SampleResult.Ready).ShouldContain("<code>x || y</code>");
    }

    [Fact]
    public void A_box_of_a_checklist_is_a_box_on_the_page()
    {
        var document = ReportDocuments.Find("findings")! with { Render = static _ => "- [x] held\n- [ ] missed\n" };

        var page = DocumentPage.Render(document, SampleResult.Ready);

        page.ShouldContain("type=\"checkbox\"");
        page.ShouldNotContain("[x]");
        page.ShouldNotContain("[ ]");
    }

    [Fact]
    public void The_list_of_documents_names_the_evidence_of_each()
    {
        var index = DocumentIndex.Render(SamplePlan.Planned, ["fix-spec.md", "fix-spec.pdf", "fix-spec.json"]);

        index.Split("\n\n")[1].ShouldBe($"**{Words.Of(SamplePlan.Planned).Label}.** {Markdown.Text(SamplePlan.Planned.Decision.Sentence)}");
        index.ShouldContain("- files: [fix-spec.md](fix-spec.md), [fix-spec.json](fix-spec.json), [fix-spec.pdf](fix-spec.pdf)\n");
        index.ShouldContain("[`evidence/plans.json`](../evidence/plans.json)");
        ReportDocuments.All.ShouldAllBe(document => index.Contains($"## {document.Title}"));
    }
}
