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
        Files("all", "md").Count.ShouldBe(ReportDocuments.All.Count);

    [Fact]
    public void Several_documents_are_named_with_commas_or_one_by_one()
    {
        Files("plan, fix-spec,plan", "html").ShouldBe(["plan html", "fix-spec html"]);
        Of(ReportRequest.Read("run", ["plan", "fix-spec", "plan"], ["html"], null)).ShouldBe(["plan html", "fix-spec html"]);
    }

    [Fact]
    public void Several_formats_are_named_with_commas_or_one_by_one()
    {
        Files("plan", "html, pdf,html").ShouldBe(["plan html", "plan pdf"]);
        Of(ReportRequest.Read("run", ["plan"], ["html", "pdf"], null)).ShouldBe(["plan html", "plan pdf"]);
    }

    [Fact]
    public void Every_document_that_is_named_is_written_in_every_format() =>
        Files("plan,findings", "md,csv").ShouldBe(["plan md", "plan csv", "findings md", "findings csv"]);

    [Fact]
    public void Of_all_documents_those_that_have_the_format_are_written()
    {
        Files("all", "json", "-").ShouldBe(["fix-spec json"]);
        Files("all", "csv").ShouldBe(["findings csv", "plan csv"]);
        Files("all", "csv,json").ShouldBe(["findings csv", "fix-spec json", "plan csv"]);
        Files("all", "pdf").Count.ShouldBe(ReportDocuments.All.Count);
    }

    [Theory]
    [InlineData("fixspec", "md", null, "--document fixspec: no such document (did you mean fix-spec?); expected one of executive, findings")]
    [InlineData("plan", "docx", null, "--format docx: no such format; expected one of md, html, pdf")]
    [InlineData("plan", "html,docx", null, "--format docx: no such format; expected one of md, html, pdf")]
    [InlineData("plan", "json", null, "--format json: the document plan has no such format; expected one of md, html, csv, pdf")]
    [InlineData("plan", "html,json", null, "--format json: the document plan has no such format; expected one of md, html, csv, pdf")]
    [InlineData("plan,findings", "md", "-", "--out -: 2 files; expected one document in one format, such as --document plan --format md")]
    [InlineData("plan", "md,html", "-", "--out -: 2 files; expected one document in one format, such as --document plan --format md")]
    [InlineData("plan", "pdf,html", "-", "--out -: 2 files; expected one document in one format, such as --document plan --format html")]
    [InlineData("plan", "pdf", "-", "--out -: a PDF is not printed; expected a folder")]
    public void What_cannot_be_is_refused_with_what_can(string names, string formats, string? output, string message) =>
        Should.Throw<BadInputException>(() => Files(names, formats, output)).Message.ShouldContain(message);

    [Fact]
    public void All_mistakes_are_told_at_once() =>
        Should.Throw<BadInputException>(() => Files("pln,plan,plam", "sarif,docx,json")).Lines.Count.ShouldBe(5);

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

    private static List<string> Files(string names, string formats, string? output = null) =>
        Of(ReportRequest.Read("run", [names], [formats], output));

    private static List<string> Of(ReportRequest request) => [.. request.Files.Select(static file => $"{file.Document.Name} {file.Format}")];
}
