using Headroom.Cli;
using Headroom.Cli.Reports;
using Headroom.Report.Documents;
using Headroom.Tests.Unit.Experiments.Journal;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Reports;

public sealed class ReportRequestTests
{
    [Fact]
    public void All_documents_are_written_as_Markdown_where_nothing_is_said() =>
        ReportRequest.Read("run", "all", "md", null).Documents.Count.ShouldBe(ReportDocuments.All.Count);

    [Fact]
    public void Several_documents_are_named_with_commas() =>
        ReportRequest.Read("run", "plan, fix-spec,plan", "html", null).Documents.Select(static document => document.Name).ShouldBe(["plan", "fix-spec"]);

    [Fact]
    public void Of_all_documents_those_that_have_the_format_are_written()
    {
        ReportRequest.Read("run", "all", "json", "-").Documents.ShouldHaveSingleItem().Name.ShouldBe("fix-spec");
        ReportRequest.Read("run", "all", "csv", null).Documents.Select(static document => document.Name).ShouldBe(["findings", "plan"]);
        ReportRequest.Read("run", "all", "pdf", null).Documents.Count.ShouldBe(ReportDocuments.All.Count);
    }

    [Theory]
    [InlineData("fixspec", "md", null, "--document fixspec: no such document (did you mean fix-spec?); expected one of executive, findings")]
    [InlineData("plan", "docx", null, "--format docx: no such format; expected one of md, html, pdf")]
    [InlineData("plan", "json", null, "--format json: the document plan has no such format; expected one of md, html, csv, pdf")]
    [InlineData("plan,findings", "md", "-", "--out -: 2 documents; expected one, such as --document plan")]
    [InlineData("plan", "pdf", "-", "--out -: a PDF is not printed; expected a folder")]
    public void What_cannot_be_is_refused_with_what_can(string names, string format, string? output, string message) =>
        Should.Throw<BadInputException>(() => ReportRequest.Read("run", names, format, output)).Message.ShouldContain(message);

    [Fact]
    public void All_mistakes_are_told_at_once() =>
        Should.Throw<BadInputException>(() => ReportRequest.Read("run", "pln,plan,plam", "sarif", null)).Lines.Count.ShouldBe(3);

    [Fact]
    public void Without_a_Chromium_a_PDF_is_refused_with_what_to_do()
    {
        using var empty = new TemporaryFolder();

        var refusal = Should.Throw<BadInputException>(() => PdfPrinter.Find(empty.Path, TimeProvider.System));

        refusal.Message.ShouldContain("eng/setup chromium");
        refusal.Message.ShouldContain("--format html");
    }

    [Fact]
    public void The_browser_has_a_profile_of_its_own_and_prints_from_a_file()
    {
        var arguments = PdfPrinter.Arguments("/tmp/x y", "/tmp/x y/page.html", "/tmp/x y/page.pdf");

        arguments.ShouldContain("--user-data-dir=/tmp/x y/profile");
        arguments.ShouldContain("--print-to-pdf=/tmp/x y/page.pdf");
        arguments[^1].ShouldBe("file:///tmp/x%20y/page.html");
        arguments.Contains("--no-sandbox").ShouldBe(Environment.IsPrivilegedProcess);
    }
}
